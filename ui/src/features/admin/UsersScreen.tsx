import { IconUserCheck, IconUserOff, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { keys } from '@/api/keys';
import { useMe } from '@/api/session';
import { createUser, deleteUser, listRoles, listUsers, updateUser } from '@/api/staff';
import type { Me, Role, UpdateUser, User } from '@/api/types';
import { Face } from '@/ui/Face';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { UserDevices } from './UserDevices';
import { ResourceScreen } from './resource/ResourceScreen';
import type { FormValues, Resource } from './resource/types';

/** Who can log in, and as what. */
export function UsersScreen() {
  const me = useMe();
  const roles = useQuery({
    queryKey: [...keys.admin('roles'), 'choices'],
    queryFn: async ({ signal }) => (await listRoles(signal)).results,
  });
  const resource = useMemo(() => userResource(me, roles.data ?? []), [me, roles.data]);
  return <ResourceScreen resource={resource} />;
}

const fullName = ({ first_name, last_name, email }: User) => `${first_name} ${last_name}`.trim() || email;

function userResource(me: Me, roles: readonly Role[]): Resource<User> {
  return {
    key: 'users',
    path: '/admin/users/',
    title: 'Users',
    one: 'user',
    explain: 'Everyone who can log in. What a user may do hangs on the role.',
    search: 'Search name or email',
    rowId: ({ id }) => id,
    rowName: fullName,
    quiet: ({ is_active }) => !is_active,
    list: ({ q, cursor }, signal) => listUsers({ ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) }, signal),
    columns: [
      { id: 'name', label: 'Name', width: 'minmax(200px, 2fr)', render: (user) => <Who user={user} /> },
      { id: 'role', label: 'Role', width: 'minmax(110px, 1fr)', render: (user) => roleName(user) },
      { id: 'state', label: 'State', width: '110px', from: 720, render: ({ is_active }) => (is_active ? 'Active' : 'Deactivated') },
      {
        id: 'login',
        label: 'Last login',
        width: '110px',
        from: 720,
        render: ({ last_login }) => (last_login ? <TimeAgo at={last_login} suffix /> : 'Never'),
      },
    ],
    compact: (user) => (
      <span className={classes['compact']}>
        <Who user={user} />
        <small>
          {roleName(user)}
          {!user.is_active && ', deactivated'}
        </small>
      </span>
    ),
    form: {
      fields: [
        { name: 'email', label: 'Email', kind: 'email', required: true, help: 'The login' },
        { name: 'first_name', label: 'First name', kind: 'text' },
        { name: 'last_name', label: 'Last name', kind: 'text' },
        {
          name: 'role',
          label: 'Role',
          kind: 'select',
          options: roles.map(({ id, name }) => ({ value: id, label: name })),
        },
        { name: 'password', label: 'Password', kind: 'password', required: true, only: 'new', help: 'At least 10 characters' },
        {
          name: 'password',
          label: 'New password',
          kind: 'password',
          only: 'existing',
          help: 'Empty leaves it. A new one ends all logins of this user.',
        },
        { name: 'is_active', label: 'Can log in', kind: 'switch', only: 'existing' },
        ...(me.is_superuser
          ? [{ name: 'is_superuser', label: 'Superuser', kind: 'switch' as const, help: 'May do everything, whatever the role' }]
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
      }),
      create: (values) =>
        createUser({
          email: text(values, 'email'),
          first_name: text(values, 'first_name'),
          last_name: text(values, 'last_name'),
          password: text(values, 'password'),
          role: text(values, 'role') || null,
          ...(values['is_superuser'] === true ? { is_superuser: true } : {}),
        }),
      update: (user, values) => updateUser(user.id, changesOf(user, values)),
    },
    detail: (user) => <UserDevices user={user} />,
    actions: [
      {
        label: 'Deactivate',
        icon: <IconUserOff size={16} />,
        danger: true,
        shown: ({ id, is_active }) => is_active && id !== me.id,
        confirm: (user) => ({
          title: `Deactivate ${fullName(user)}?`,
          text: 'All logins end at once. The history stays, and the user can be activated again.',
        }),
        run: ({ id }) => updateUser(id, { is_active: false }),
        done: (user) => `${fullName(user)} can no longer log in.`,
      },
      {
        label: 'Activate',
        icon: <IconUserCheck size={16} />,
        shown: ({ is_active }) => !is_active,
        run: ({ id }) => updateUser(id, { is_active: true }),
        done: (user) => `${fullName(user)} can log in again.`,
      },
      {
        label: 'Delete',
        icon: <IconTrash size={16} />,
        danger: true,
        shown: ({ id }) => id !== me.id,
        confirm: (user) => ({
          title: `Delete ${fullName(user)}?`,
          text: 'Only a user who never did anything can be deleted; deactivate everyone else.',
        }),
        run: ({ id }) => deleteUser(id),
        done: (user) => `${fullName(user)} was deleted.`,
      },
    ],
  };
}

const text = (values: FormValues, name: string) => {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
};

/** Only what was changed is sent: somebody else may have edited the rest meanwhile. */
function changesOf(user: User, values: FormValues): UpdateUser {
  const change: UpdateUser = {};
  for (const name of ['email', 'first_name', 'last_name'] as const) {
    if (text(values, name) !== user[name]) change[name] = text(values, name);
  }
  for (const name of ['is_active', 'is_superuser'] as const) {
    if (values[name] !== user[name]) change[name] = values[name] === true;
  }
  const role = text(values, 'role') || null;
  if (role !== (user.role?.id ?? null)) change.role = role;
  if (text(values, 'password')) change.password = text(values, 'password');
  return change;
}

const roleName = ({ role, is_superuser }: User) => role?.name ?? (is_superuser ? 'Superuser' : 'No role');

function Who({ user }: { user: User }) {
  return (
    <span className={classes['who']}>
      <Face name={fullName(user)} size={30} />
      <span className={classes['two']}>
        <strong>{fullName(user)}</strong>
        <small>{user.email}</small>
      </span>
    </span>
  );
}
