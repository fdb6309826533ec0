import { Button, Combobox, useCombobox } from '@mantine/core';
import { IconCheck, IconUserOff } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';

import { useSuggestions } from '@/api/assignment';
import { useDirectory } from '@/api/session';
import type { Suggestion, UserRef } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';

import { Face } from '../Face';
import { failureText } from '../states';
import classes from './AssignMenu.module.css';

interface AssignMenuProps {
  current: UserRef | null;
  /** Who is to be worked: then those who should do it stand first, with the reason. Absent: several clients. */
  clientId?: string;
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
  const { current, clientId, load, onAssign, opened, onOpenedChange, children } = props;
  const [filter, setFilter] = useState('');
  const directory = useDirectory();
  const people = directory.data ?? [];
  const suggested = useSuggestions(clientId, opened);
  const suggestions = suggested.data;
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
  }, [opened, directory.data, suggestions, focusSearchInput, selectFirstOption]);

  const wanted = filter.trim().toLocaleLowerCase();
  const fitting = ranked(people, suggestions).filter(({ person: { name, email } }) =>
    `${name} ${email}`.toLocaleLowerCase().includes(wanted),
  );

  return (
    <Combobox
      store={combobox}
      width={280}
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
          {fitting.map(({ person, suggestion, isBest }) => (
            <Combobox.Option key={person.id} value={person.id} active={person.id === current?.id}>
              <span className={classes['person']}>
                <Face name={person.name} size={22} />
                <span>
                  {person.name}
                  {suggestion && person.id !== current?.id && <Fitness of={suggestion} isBest={isBest} />}
                </span>
                {person.id === current?.id ? (
                  <IconCheck size={16} role="img" aria-label={t('now')} />
                ) : (
                  <small>{suggestion ? loadOfSuggested(suggestion) : loadOf(load?.get(person.id))}</small>
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
          {directory.isPending && <Combobox.Empty>{t('Loading…')}</Combobox.Empty>}
          {directory.data && fitting.length === 0 && <Combobox.Empty>{t('Nobody by that name.')}</Combobox.Empty>}
        </Combobox.Options>
        {directory.isError && !directory.data && (
          <div className={classes['failed']} role="alert">
            <p>{t('The people could not be loaded: {why}', { why: failureText(directory.error) })}</p>
            <Button variant="default" size="compact-sm" onClick={() => void directory.refetch()}>
              {t('Try again')}
            </Button>
          </div>
        )}
        {suggested.isError && !suggestions && <p className={classes['note']}>{t('Who fits best could not be asked.')}</p>}
      </Combobox.Dropdown>
    </Combobox>
  );
}

interface Ranked {
  person: UserRef;
  suggestion: Suggestion | undefined;
  /** The first one whom nothing speaks against. */
  isBest: boolean;
}

/** People in the order in which they are suggested; whoever is not, last. */
function ranked(people: readonly UserRef[], suggestions: readonly Suggestion[] = []): Ranked[] {
  const places = new Map(suggestions.map(({ user }, place) => [user.id, place]));
  const best = suggestions.find(fits)?.user.id;
  const placeOf = ({ id }: UserRef) => places.get(id) ?? Infinity;
  return [...people]
    .sort((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)))
    .map((person) => ({ person, suggestion: suggestions[placeOf(person)], isBest: person.id === best }));
}

const fits = ({ has_room, takes_leads, licensed }: Suggestion) => has_room && takes_leads && licensed !== false;

/** What speaks for or against giving somebody the client. */
function Fitness({ of: { has_room, takes_leads, licensed }, isBest }: { of: Suggestion; isBest: boolean }) {
  const against = [
    licensed === false && t('not licensed there'),
    !has_room && t('no room'),
    !takes_leads && t('takes no leads'),
  ].filter((word) => word !== false);
  if (isBest) return <em>{t('Suggested')}</em>;
  return against.length > 0 ? <small>{against.join(', ')}</small> : null;
}

const loadOf = (open: number | undefined) => (open === undefined ? '' : t('{count} clients', { count: open }));

const loadOfSuggested = ({ open_clients, capacity }: Suggestion) =>
  capacity === null ? loadOf(open_clients) : t('{open} of {capacity}', { open: count(open_clients), capacity: count(capacity) });
