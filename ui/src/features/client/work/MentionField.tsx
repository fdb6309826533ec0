import { Combobox, Textarea, useCombobox } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';

import { useDirectory } from '@/api/session';
import { t } from '@/lib/i18n';
import { match } from '@/lib/match';
import { Face } from '@/ui/Face';

import { nameBefore } from './mention';
import classes from './MentionField.module.css';

interface MentionFieldProps {
  label: string;
  placeholder?: string;
  minRows?: number;
  value: string;
  /** How often the field was asked for: each time it takes the focus. */
  asked?: number;
  onChange: (text: string) => void;
  /** Somebody was chosen from the list, by the name that now stands in the text. */
  onMention: (name: string, user: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

const mostShown = 6;

/** A field for a note: `@` and a few letters offer the colleagues they fit. */
export function MentionField({ label, placeholder = '', minRows = 2, value, asked = 0, onChange, onMention, onKeyDown }: MentionFieldProps) {
  const people = useDirectory();
  const field = useRef<HTMLTextAreaElement>(null);
  const [name, setName] = useState<{ from: number; typed: string } | null>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = name
    ? (people.data ?? [])
        .flatMap((person) => {
          const fit = match(name.typed, person.name);
          return fit === null ? [] : [{ person, fit }];
        })
        .sort((a, b) => b.fit - a.fit)
        .slice(0, mostShown)
    : [];
  const offers = found.length > 0;

  useEffect(() => {
    if (asked > 0) field.current?.focus();
  }, [asked]);

  const look = (text: string, caret: number) => {
    const typed = nameBefore(text, caret);
    setName(typed);
    if (typed) {
      combobox.openDropdown();
      combobox.updateSelectedOptionIndex();
    } else combobox.closeDropdown();
  };
  const choose = (user: string) => {
    const whole = people.data?.find(({ id }) => id === user)?.name;
    if (!name || !whole) return;
    const before = `${value.slice(0, name.from)}@${whole} `;
    // At once: a letter typed before the next frame would stand on the wrong side of the caret.
    flushSync(() => {
      onChange(before + value.slice(name.from + 1 + name.typed.length));
      onMention(whole, user);
      setName(null);
      combobox.closeDropdown();
    });
    field.current?.setSelectionRange(before.length, before.length);
  };
  const keys = (event: KeyboardEvent) => {
    if (!offers) {
      onKeyDown(event);
      return;
    }
    if (event.key === 'ArrowDown') combobox.selectNextOption();
    else if (event.key === 'ArrowUp') combobox.selectPreviousOption();
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey) {
      if (combobox.getSelectedOptionIndex() < 0) combobox.selectFirstOption();
      combobox.clickSelectedOption();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      setName(null);
      combobox.closeDropdown();
    } else {
      onKeyDown(event);
      return;
    }
    event.preventDefault();
  };

  return (
    <Combobox store={combobox} onOptionSubmit={choose} position="bottom-start" width={260} withinPortal={false}>
      <Combobox.Target withAriaAttributes={offers} withKeyboardNavigation={false}>
        <Textarea
          ref={field}
          aria-label={label}
          placeholder={placeholder}
          autosize
          minRows={minRows}
          maxRows={10}
          maxLength={10_000}
          value={value}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value);
            look(currentTarget.value, currentTarget.selectionStart);
          }}
          onKeyDown={keys}
          onBlur={() => setName(null)}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!offers}>
        <Combobox.Options aria-label={t('Mention a colleague')}>
          {found.map(({ person }) => (
            <Combobox.Option key={person.id} value={person.id} className={classes['option'] ?? ''} onMouseDown={(event) => event.preventDefault()}>
              <Face name={person.name} size={20} /> {person.name}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
