import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import { t } from '@/lib/i18n';
import { drafts, useDraft, useUnsaved, type Fields, type Sent } from '@/ui/drafts';
import { undoable } from '@/ui/toast';

import classes from './Unsaved.module.css';

interface UnsavedProps {
  /** Where it was written. */
  place: string;
  /** What of the list is saved already: an answer that was lost does not make a second one. */
  saved: readonly { id: string }[] | undefined;
  shown: (fields: Fields) => ReactNode;
  onAgain: (sent: Sent) => void;
}

/** What was sent and is not saved, with another try. */
export function Unsaved({ place, saved, shown, onAgain }: UnsavedProps) {
  const [draft] = useDraft(place);
  const held = useUnsaved(place).filter(({ id }) => !saved?.some((row) => row.id === id));
  return held.map((sent) => (
    <div key={sent.id} className={classes['unsaved']} role="group" aria-label={t('Not saved')}>
      <p className={classes['text']}>{shown(sent.fields)}</p>
      <p className={classes['reason']}>
        <strong>{t('Not saved')}.</strong> {sent.reason ?? t('The page was left before the answer came.')}
      </p>
      <span className={classes['actions']}>
        <Button
          size="compact-sm"
          onClick={() => {
            drafts.again(sent.id);
            onAgain(sent);
          }}
        >
          {t('Try again')}
        </Button>
        {draft === null && (
          <Button size="compact-sm" variant="default" onClick={() => drafts.takeBack(sent.id)}>
            {t('Edit')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={() => drafts.saved(sent.id)}>
          {t('Discard')}
        </Button>
      </span>
    </div>
  ));
}

/** Empties a field on purpose; what stood there can be had back. */
export function Discard({ place, fields }: { place: string; fields: Fields | null }) {
  if (fields === null) return null;
  const discard = () => {
    drafts.write(place, null);
    undoable(t('The draft was discarded.'), () => {
      if (drafts.read(place) === null) drafts.write(place, fields);
    });
  };
  return (
    <Button size="xs" variant="subtle" onClick={discard}>
      {t('Discard')}
    </Button>
  );
}
