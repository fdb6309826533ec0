import { Button, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import { useSetting } from '@/api/session';
import { t } from '@/lib/i18n';
import { useNow } from '@/ui/now';

import classes from './NextStepForm.module.css';
import { fieldValue, quickDates } from '@/lib/quick-dates';
import { isQuiet, timeThere } from './quiet';

interface NextStepFormProps {
  /** Who it is for, in the labels. */
  name: string;
  /** Where the client lives, where that is known. */
  timeZone: string | null;
  onSave: (title: string, due: Date | null) => void;
  onClose: () => void;
}

/** The next step with a client: what, and when, with the times one would choose at hand. */
export function NextStepForm({ name, timeZone, onSave, onClose }: NextStepFormProps) {
  const [dates] = useState(() => quickDates(Date.now()));
  const [title, setTitle] = useState(t('Call back'));
  const [due, setDue] = useState(() => (dates[0] ? fieldValue(dates[0].at) : ''));
  const at = due ? new Date(due) : null;
  const now = useNow();
  const past = at !== null && at.getTime() <= now;

  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    if (title.trim() && !past) onSave(title.trim(), at);
  };
  return (
    <form
      className={classes['form']}
      aria-label={t('Next step for {name}', { name })}
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className={classes['fields']}>
        <TextInput
          aria-label={t('What to do next')}
          maxLength={500}
          value={title}
          autoFocus
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextInput
          aria-label={t('Due')}
          type="datetime-local"
          value={due}
          error={past ? t('This time is past.') : undefined}
          onChange={(event) => setDue(event.currentTarget.value)}
        />
      </div>
      <DateChoices dates={dates} chosen={due} onChoose={(date) => setDue(fieldValue(date))} />
      <QuietNote at={at} timeZone={timeZone} />
      <div className={classes['foot']}>
        <Button type="submit" size="xs" disabled={!title.trim() || past}>
          {t('Add the next step')}
        </Button>
        <Button variant="default" size="xs" onClick={onClose}>
          {t('Cancel')}
        </Button>
      </div>
    </form>
  );
}

interface DateChoicesProps {
  dates: readonly { label: string; at: Date }[];
  /** The chosen one, as a field holds it. */
  chosen?: string;
  onChoose: (at: Date, label: string) => void;
  /** Whether the first one takes the focus. */
  focused?: boolean;
}

/** Times to choose from, by a click. */
export function DateChoices({ dates, chosen, onChoose, focused = false }: DateChoicesProps) {
  return (
    <div className={classes['dates']} role="group" aria-label={t('When')}>
      {dates.map(({ label, at }, index) => (
        <button
          key={label}
          type="button"
          className={classes['date']}
          {...(chosen === undefined ? {} : { 'aria-pressed': chosen === fieldValue(at) })}
          autoFocus={focused && index === 0}
          onClick={() => onChoose(at, label)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

/** Warns that it is no time to call where the client lives. */
function QuietNote({ at, timeZone }: { at: Date | null; timeZone: string | null }) {
  const fromHour = useSetting('quiet_from_hour', 21);
  const untilHour = useSetting('quiet_until_hour', 8);
  if (!at || !timeZone || Number.isNaN(at.getTime()) || !isQuiet(at, timeZone, { fromHour, untilHour })) return null;
  return (
    <p className={classes['quiet']} role="status">
      {t('It is {time} for them then: within their quiet hours.', { time: timeThere(at, timeZone) })}
    </p>
  );
}
