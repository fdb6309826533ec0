import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import { t } from '@/lib/i18n';
import { drafts, useDraft, useStranded, useUnsaved, type Fields, type Sent } from '@/ui/drafts';
import { undoable } from '@/ui/toast';

import classes from './Unsaved.module.css';

interface HeldProps {
  what: ReactNode;
  /** Why it is not saved. */
  why: string;
  children: ReactNode;
}

function Held({ what, why, children }: HeldProps) {
  return (
    <div className={classes['unsaved']} role="group" aria-label={t('Not saved')}>
      <p className={classes['text']}>{what}</p>
      <p className={classes['reason']}>
        <strong>{t('Not saved')}.</strong> {why}
      </p>
      <span className={classes['actions']}>{children}</span>
    </div>
  );
}

interface UnsavedProps {
  /** Where it was written. */
  place: string;
  shown: (fields: Fields) => ReactNode;
  onAgain: (sent: Sent) => void;
}

/** What was sent and is not saved, with another try. */
export function Unsaved({ place, shown, onAgain }: UnsavedProps) {
  const [draft] = useDraft(place);
  return useUnsaved(place).map((sent) => (
    <Held key={sent.id} what={shown(sent.fields)} why={sent.reason ?? t('The page was left before the answer came.')}>
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
      <Forget sent={sent} />
    </Held>
  ));
}

interface StrandedProps {
  place: string;
  /** What of its kind is there. */
  there: readonly { id: string }[] | undefined;
  why: string;
}

/** What was written about something that is gone: to be read, and to be let go. */
export function Stranded({ place, there, why }: StrandedProps) {
  const held = useStranded(place, there);
  return (
    <>
      {Object.entries(held.drafts).map(([where, fields]) => (
        <Held key={where} what={wordsOf(fields)} why={why}>
          <Discard place={where} fields={fields} />
        </Held>
      ))}
      {held.sent.map((sent) => (
        <Held key={sent.id} what={wordsOf(sent.fields)} why={why}>
          <Forget sent={sent} />
        </Held>
      ))}
    </>
  );
}

/** The words of a note, a task, a fact or a contact form. */
const wordsOf = ({ text, title, value, name, email, phone }: Fields) => text ?? title ?? value ?? [name, email, phone].filter(Boolean).join(', ');

function Forget({ sent }: { sent: Sent }) {
  return (
    <Button size="compact-sm" variant="default" onClick={() => drafts.saved(sent.id)}>
      {t('Discard')}
    </Button>
  );
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
