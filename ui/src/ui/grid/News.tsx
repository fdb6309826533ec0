import { Button } from '@mantine/core';
import { IconArrowUp, IconRefreshAlert } from '@tabler/icons-react';

import { t } from '@/lib/i18n';

import classes from './News.module.css';

interface NewsProps {
  /** Whether the list has news that it does not show yet, so that nothing moves under a reader. */
  waiting: boolean;
  /** Whether it could not be read again. */
  failed: boolean;
  busy: boolean;
  /** Lets them in, or tries once more. */
  onShow: () => void;
}

/** Says above a list that it is not the newest, and offers the newest. */
export function News({ waiting, failed, busy, onShow }: NewsProps) {
  const NewsIcon = failed ? IconRefreshAlert : IconArrowUp;
  return (
    <>
      <p className="visually-hidden" role="status">
        {failed ? t('The list could not be refreshed.') : waiting ? t('There is news in this list.') : ''}
      </p>
      {(waiting || failed) && (
        <Button className={classes['pill'] ?? ''} radius="xl" size="xs" leftSection={<NewsIcon size={14} aria-hidden="true" />} loading={busy} onClick={onShow}>
          {failed ? t('Not refreshed. Try again') : t('Show what is new')}
        </Button>
      )}
    </>
  );
}
