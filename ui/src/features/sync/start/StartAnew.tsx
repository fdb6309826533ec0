import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { device, deviceQuery } from '@/api/device';
import { t } from '@/lib/i18n';
import { Confirm } from '@/ui/Confirm';

import classes from './start.module.css';

interface StartAnewProps {
  label: string;
  /** Changes that would be lost, where it is known how many. */
  pending?: number;
}

/** The way out that loses what waits: asks first. */
export function StartAnew({ label, pending }: StartAnewProps) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="subtle" size="xs" className={classes['leave'] ?? ''} onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        danger
        title={t('Remove the copy from this computer?')}
        action={t('Remove it')}
        onConfirm={async () => cache.setQueryData(deviceQuery.queryKey, await device.signOut(true))}
      >
        {t('What the server has comes back when you sign in again.')}{' '}
        {pending === undefined
          ? t('Changes that were not sent yet are lost.')
          : pending > 0
            ? t('{count} changes that the server has not seen are lost.', { count: pending })
            : t('Everything was sent: nothing is lost.')}
      </Confirm>
    </>
  );
}
