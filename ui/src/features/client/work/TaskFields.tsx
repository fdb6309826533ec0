import { Select, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';

import { useDirectory, useMe } from '@/api/session';
import { t } from '@/lib/i18n';
import { fieldValue, quickDates } from '@/lib/quick-dates';
import type { Fields } from '@/ui/drafts';
import { useNow } from '@/ui/now';

import classes from './Tasks.module.css';

interface TaskFieldsProps {
  /** What the title is called: a new task's or one's that is edited. */
  label: string;
  placeholder?: string;
  fields: Fields;
  /** How often the title was asked for: each time it takes the focus. */
  asked: number;
  onChange: (change: Fields) => void;
}

/** What is to be done, by when and by whom. */
export function TaskFields({ label, placeholder = '', fields, asked, onChange }: TaskFieldsProps) {
  const me = useMe();
  const people = useDirectory();
  const now = useNow();
  const title = useRef<HTMLInputElement>(null);
  const { due = '', assignee = '' } = fields;
  useEffect(() => {
    if (asked > 0) title.current?.focus();
  }, [asked]);
  return (
    <>
      <TextInput
        ref={title}
        aria-label={label}
        placeholder={placeholder}
        maxLength={500}
        value={fields['title'] ?? ''}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <TextInput aria-label={t('Due')} type="datetime-local" value={due} onChange={(event) => onChange({ due: event.currentTarget.value })} />
      <div className={classes['quick']} role="group" aria-label={t('Due soon')}>
        {quickDates(now).map(({ label: said, at }) => (
          <button
            key={said}
            type="button"
            aria-pressed={due === fieldValue(at)}
            onClick={() => onChange({ due: due === fieldValue(at) ? '' : fieldValue(at) })}
          >
            {said}
          </button>
        ))}
      </div>
      <Select
        aria-label={t('Who does it')}
        placeholder={t('Who does it')}
        data={(people.data ?? []).map(({ id, name }) => ({ value: id, label: id === me.id ? t('{name} (me)', { name }) : name }))}
        value={assignee || null}
        onChange={(who) => onChange({ assignee: who ?? '' })}
        searchable
        allowDeselect={false}
        comboboxProps={{ withinPortal: true }}
      />
    </>
  );
}
