import { Switch } from '@mantine/core';

import type { Workload } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { Face } from '@/ui/Face';
import { Empty } from '@/ui/states';
import { failed } from '@/ui/toast';

import { useSavePractice } from './api';
import classes from './AssignmentScreen.module.css';
import { InlineField } from './InlineField';
import { fullness } from './waiting';

/** What each person works and can carry, changed in place. */
export function PeopleCard({ people, maySet }: { people: readonly Workload[]; maySet: boolean }) {
  return (
    <section className={classes['card']} data-wide aria-labelledby="people">
      <h2 id="people">{t('What each can carry')}</h2>
      {people.length === 0 ? (
        <Empty compact title={t('Nobody to assign to')} />
      ) : (
        <ul className={classes['people']}>
          {people.map((person) => (
            <Person key={person.user.id} person={person} maySet={maySet} />
          ))}
        </ul>
      )}
      {!maySet && <p className={classes['note']}>{t('Your role does not allow you to change this.')}</p>}
    </section>
  );
}

function Person({ person, maySet }: { person: Workload; maySet: boolean }) {
  const { user, open_clients, new_leads, urgent, capacity, licence_states, takes_leads } = person;
  const save = useSavePractice(user);
  return (
    <li className={classes['person']}>
      <div className={classes['who']}>
        <Face name={user.name} size={34} />
        <div>
          <strong>{user.name}</strong>
          <small>
            {t('{count} new', { count: new_leads })}
            {urgent > 0 && <em>{t('{count} urgent', { count: urgent })}</em>}
          </small>
        </div>
      </div>
      <Load person={person} />
      <InlineField
        label={t('Can carry')}
        hint={t('No limit')}
        of={user.name}
        field="capacity"
        disabled={!maySet}
        numeric
        value={capacity === null ? '' : String(capacity)}
        read={readCapacity}
        onSave={(value, seen) => save.mutateAsync({ change: { capacity: value }, seen: { capacity: seen } })}
      />
      <InlineField
        label={t('Licensed in')}
        hint={t('No state')}
        of={user.name}
        field="licence_states"
        disabled={!maySet}
        value={licence_states.join(', ')}
        read={readStates}
        onSave={(value, seen) => save.mutateAsync({ change: { licence_states: value }, seen: { licence_states: seen } })}
      />
      <Switch
        className={classes['takes'] ?? ''}
        label={t('Takes leads')}
        aria-label={t('Takes leads: {name}', { name: user.name })}
        checked={takes_leads}
        disabled={!maySet}
        onChange={(event) =>
          save.mutate({ change: { takes_leads: event.currentTarget.checked }, seen: { takes_leads } }, { onError: (error) => failed(t('The change was not saved'), error) })
        }
      />
      <span className="visually-hidden">{t('{count} clients', { count: open_clients })}</span>
    </li>
  );
}

/** How much somebody has open of what they can carry. */
function Load({ person }: { person: Workload }) {
  const { open_clients, capacity, takes_leads } = person;
  const full = fullness(person);
  return (
    <div className={classes['load']} data-full={(takes_leads && full !== null && full >= 1) || undefined}>
      <span>
        {capacity === null
          ? t('{open} open, no limit', { open: count(open_clients) })
          : t('{open} of {capacity} open', { open: count(open_clients), capacity: count(capacity) })}
      </span>
      <span className={classes['bar']} aria-hidden="true">
        {full !== null && <i style={{ width: `${Math.min(1, full) * 100}%` }} />}
      </span>
    </div>
  );
}

/** An empty field is no limit. */
function readCapacity(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const value = Number(text);
  return /^\s*\d{1,5}\s*$/.test(text) && value <= 10_000 ? value : undefined;
}

/** Codes in any writing: `ca, tx` or `CA TX`. */
function readStates(text: string): string[] | undefined {
  const codes = text.toUpperCase().split(/[\s,;]+/).filter(Boolean);
  return codes.every((code) => /^[A-Z]{2}$/.test(code)) ? [...new Set(codes)].sort() : undefined;
}
