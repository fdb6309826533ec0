import { createUser, updateUser } from '@/api/staff';
import type { Me, UpdateUser, User } from '@/api/types';
import { t } from '@/lib/i18n';
import { licenceStates } from '@/lib/states';
import { FieldErrors } from '@/transport';

import type { FormInfo, FormValues } from './resource/types';
import { listOf, rawOf, textOf } from './resource/values';

/** The form of a user: who it is, what may be done, and how much of the work is taken. */
export function userForm(me: Me, roles: readonly { value: string; label: string }[]): FormInfo<User> {
  return {
    createLabel: t('Create user'),
    fields: [
      { name: 'email', label: t('Email'), kind: 'email', required: true, help: t('The login') },
      { name: 'first_name', label: t('First name'), kind: 'text' },
      { name: 'last_name', label: t('Last name'), kind: 'text' },
      { name: 'role', label: t('Role'), kind: 'select', options: roles },
      { name: 'password', label: t('Password'), kind: 'password', required: true, only: 'new', help: t('At least 10 characters') },
      {
        name: 'password',
        label: t('New password'),
        kind: 'password',
        only: 'existing',
        help: t('Empty leaves it. A new one ends all logins of this user.'),
      },
      { name: 'is_active', label: t('Can log in'), kind: 'switch', only: 'existing' },
      { name: 'takes_leads', label: t('Takes leads'), kind: 'switch', help: t('New leads may be given to this user automatically') },
      { name: 'capacity', label: t('Capacity'), kind: 'number', help: t('How many open clients at most; empty: no limit') },
      {
        name: 'licence_states',
        label: t('Licensed in'),
        kind: 'several',
        options: licenceStates,
        help: t('Leads of these states, if the desk assigns by licence'),
      },
      { name: 'nmls_id', label: t('NMLS id'), kind: 'text' },
      ...(me.is_superuser
        ? [{ name: 'is_superuser', label: t('Superuser'), kind: 'switch' as const, help: t('May do everything, whatever the role') }]
        : []),
    ],
    valuesOf: (user) => ({
      email: user?.email ?? '',
      first_name: user?.first_name ?? '',
      last_name: user?.last_name ?? '',
      role: user?.role?.id ?? null,
      password: '',
      is_active: user?.is_active ?? true,
      is_superuser: user?.is_superuser ?? false,
      takes_leads: user?.takes_leads ?? false,
      capacity: user?.capacity == null ? '' : String(user.capacity),
      licence_states: user?.licence_states ?? [],
      nmls_id: user?.nmls_id ?? '',
    }),
    create: (values) => {
      const { is_superuser, ...fields } = fieldsOf(values);
      return createUser({ ...fields, password: rawOf(values, 'password'), ...(is_superuser ? { is_superuser } : {}) });
    },
    update: (seen, values) => updateUser(seen.id, changesOf(seen, values)),
  };
}

/** Only what was changed is sent, with what stood there when it was seen: the rest is nobody's business here. */
export function changesOf(seen: User, values: FormValues): UpdateUser {
  const written = fieldsOf(values);
  const before: Fields = {
    email: seen.email,
    first_name: seen.first_name,
    last_name: seen.last_name,
    role: seen.role?.id ?? null,
    is_active: seen.is_active,
    is_superuser: seen.is_superuser,
    takes_leads: seen.takes_leads,
    capacity: seen.capacity,
    licence_states: seen.licence_states,
    nmls_id: seen.nmls_id,
  };
  const changed = (Object.keys(before) as (keyof Fields)[]).filter((name) => textOfValue(written[name]) !== textOfValue(before[name]));
  const pick = (from: Fields) => Object.fromEntries(changed.map((name) => [name, from[name]]));
  const password = rawOf(values, 'password');
  return { ...pick(written), ...(password ? { password } : {}), ...(changed.length > 0 ? { expected: pick(before) } : {}) };
}

type Fields = ReturnType<typeof fieldsOf>;

const textOfValue = (value: Fields[keyof Fields]) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value);

const fieldsOf = (values: FormValues) => ({
  email: textOf(values, 'email'),
  first_name: textOf(values, 'first_name'),
  last_name: textOf(values, 'last_name'),
  role: textOf(values, 'role') || null,
  is_active: values['is_active'] === true,
  is_superuser: values['is_superuser'] === true,
  takes_leads: values['takes_leads'] === true,
  capacity: capacityOf(values),
  licence_states: listOf(values, 'licence_states'),
  nmls_id: textOf(values, 'nmls_id') || null,
});

function capacityOf(values: FormValues): number | null {
  const written = textOf(values, 'capacity');
  if (!/^\d*$/.test(written)) throw new FieldErrors({ capacity: t('Enter a whole number, or leave it empty.') }, null);
  return written === '' ? null : Number(written);
}
