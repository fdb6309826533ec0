import { Combobox, useCombobox } from '@mantine/core';
import { IconCheck, IconUserOff } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';

import type { UserRef } from '@/api/types';
import { t } from '@/lib/i18n';

import { Face } from '../Face';
import classes from './AssignMenu.module.css';

interface AssignMenuProps {
  people: readonly UserRef[];
  current: UserRef | null;
  /** How many open clients each has, by id, where that is known. */
  load?: ReadonlyMap<string, number> | undefined;
  onAssign: (to: UserRef | null) => void;
  opened: boolean;
  onOpenedChange: (opened: boolean) => void;
  /** The button that opens it. */
  children: ReactElement;
}

const nobody = 'nobody';

/** Chooses who works a client: type to narrow, arrows and Enter to take. */
export function AssignMenu(props: AssignMenuProps) {
  const { people, current, load, onAssign, opened, onOpenedChange, children } = props;
  const [filter, setFilter] = useState('');
  const combobox = useCombobox({
    opened,
    onOpenedChange,
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setFilter('');
    },
  });
  const { focusSearchInput, selectFirstOption } = combobox;
  // It is opened from outside, by its button or by a key, once that key has done its work.
  useEffect(() => {
    if (!opened) return;
    const timer = setTimeout(() => {
      focusSearchInput();
      selectFirstOption();
    });
    return () => clearTimeout(timer);
  }, [opened, focusSearchInput, selectFirstOption]);

  const wanted = filter.trim().toLocaleLowerCase();
  const fitting = people.filter(({ name, email }) => `${name} ${email}`.toLocaleLowerCase().includes(wanted));

  return (
    <Combobox
      store={combobox}
      width={260}
      position="bottom-start"
      shadow="md"
      withinPortal
      onOptionSubmit={(id) => {
        onAssign(people.find((person) => person.id === id) ?? null);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target targetType="button">{children}</Combobox.Target>
      <Combobox.Dropdown data-control>
        <Combobox.Search
          aria-label={t('Find a person')}
          placeholder={t('Find a person')}
          value={filter}
          onChange={(event) => {
            setFilter(event.currentTarget.value);
            requestAnimationFrame(() => selectFirstOption());
          }}
        />
        <Combobox.Options className={classes['people'] ?? ''} aria-label={t('People')}>
          {fitting.map((person) => (
            <Combobox.Option key={person.id} value={person.id} active={person.id === current?.id}>
              <span className={classes['person']}>
                <Face name={person.name} size={22} />
                <span>{person.name}</span>
                {person.id === current?.id ? (
                  <IconCheck size={16} role="img" aria-label={t('now')} />
                ) : (
                  <small>{loadOf(load?.get(person.id))}</small>
                )}
              </span>
            </Combobox.Option>
          ))}
          {current && wanted === '' && (
            <Combobox.Option value={nobody} className={classes['take'] ?? ''}>
              <span className={classes['person']}>
                <IconUserOff size={18} aria-hidden="true" />
                <span>{t('Take from {name}', { name: current.name })}</span>
              </span>
            </Combobox.Option>
          )}
          {fitting.length === 0 && <Combobox.Empty>{t('Nobody by that name.')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

const loadOf = (open: number | undefined) => (open === undefined ? '' : t('{count} clients', { count: open }));
