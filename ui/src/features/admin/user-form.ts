import { createUser, updateUser } from '@/api/staff';
import type { Me, UpdateUser, User } from '@/api/types';
import { t } from '@/lib/i18n';
import { licenceStates } from '@/lib/states';
import { FieldErrors } from '@/transport';

import type { FormInfo, FormValues } from './resource/types';
import { listOf, textOf } from './resource/values';

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
    create: (values) =>
      createUser({
        email: textOf(values, 'email'),
        first_name: textOf(values, 'first_name'),
        last_name: textOf(values, 'last_name'),
        password: textOf(values, 'password'),
        role: textOf(values, 'role') || null,
        takes_leads: values['takes_leads'] === true,
        capacity: capacityOf(values),
        licence_states: listOf(values, 'licence_states'),
        nmls_id: textOf(values, 'nmls_id') || null,
        ...(values['is_superuser'] === true ? { is_superuser: true } : {}),
      }),
    update: (user, values) => updateUser(user.id, changesOf(user, values)),
  };
}

/** Only what was changed is sent: somebody else may have edited the rest meanwhile. */
function changesOf(user: User, values: FormValues): UpdateUser {
  const change: UpdateUser = {};
  for (const name of ['email', 'first_name', 'last_name'] as const) {
    if (textOf(values, name) !== user[name]) change[name] = textOf(values, name);
  }
  for (const name of ['is_active', 'is_superuser', 'takes_leads'] as const) {
    if (values[name] !== user[name]) change[name] = values[name] === true;
  }
  const role = textOf(values, 'role') || null;
  if (role !== (user.role?.id ?? null)) change.role = role;
  const capacity = capacityOf(values);
  if (capacity !== user.capacity) change.capacity = capacity;
  const states = listOf(values, 'licence_states');
  if (states.toSorted().join() !== user.licence_states.toSorted().join()) change.licence_states = states;
  const nmls = textOf(values, 'nmls_id') || null;
  if (nmls !== user.nmls_id) change.nmls_id = nmls;
  if (textOf(values, 'password')) change.password = textOf(values, 'password');
  return change;
}

function capacityOf(values: FormValues): number | null {
  const written = textOf(values, 'capacity');
  if (!/^\d*$/.test(written)) throw new FieldErrors({ capacity: t('Enter a whole number, or leave it empty.') }, null);
  return written === '' ? null : Number(written);
}
