import { IconUserCheck, IconUserOff, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { keys } from '@/api/keys';
import { bulkUsers, getUser, usersPage } from '@/api/office';
import { useMe } from '@/api/session';
import { deleteUser, listRoles, updateUser } from '@/api/staff';
import type { Me, Role, User } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { Face } from '@/ui/Face';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { RoleLink } from './refs';
import { userForm } from './user-form';
import { UserDevices } from './UserDevices';
import { outcomesOf } from './resource/bulk';
import { ResourceScreen } from './resource/ResourceScreen';
import type { ImportInfo } from './import/types';
import type { Resource, RowAction } from './resource/types';

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
  const choices = roles.map(({ id, name }) => ({ value: id, label: name }));
  return {
    key: 'users',
    path: '/admin/users/',
    title: t('Users'),
    newLabel: t('New user'),
    explain: t('Everyone who can log in. What a user may do hangs on the role.'),
    search: t('Search name or email'),
    filters: [
      { kind: 'choice', name: 'role', label: t('Role'), options: choices },
      {
        kind: 'choice',
        name: 'is_active',
        label: t('State'),
        options: [
          { value: 'true', label: t('Active') },
          { value: 'false', label: t('Deactivated') },
        ],
      },
    ],
    rowId: ({ id }) => id,
    rowName: fullName,
    quiet: ({ is_active }) => !is_active,
    list: usersPage,
    get: getUser,
    history: 'user',
    order: 'email',
    exports: 'users',
    imports: userImport,
    columns: [
      { id: 'name', label: t('Name'), width: 'minmax(200px, 2fr)', sort: 'name', render: (user) => <Who user={user} /> },
      { id: 'role', label: t('Role'), width: 'minmax(110px, 1fr)', sort: 'role', render: (user) => <RoleName user={user} /> },
      {
        id: 'state',
        label: t('State'),
        width: '120px',
        from: 720,
        render: ({ is_active }) => (is_active ? t('Active') : t('Deactivated')),
      },
      {
        id: 'login',
        label: t('Last login'),
        width: '120px',
        from: 720,
        sort: 'last_login',
        sortFirst: 'down',
        render: ({ last_login }) => (last_login ? <TimeAgo at={last_login} suffix /> : t('Never')),
      },
      {
        id: 'capacity',
        label: t('Capacity'),
        width: '90px',
        from: 980,
        extra: true,
        align: 'end',
        render: ({ capacity }) => (capacity === null ? t('No limit') : count(capacity)),
      },
      {
        id: 'states',
        label: t('Licensed in'),
        width: '120px',
        from: 980,
        extra: true,
        render: ({ licence_states }) => <span className={classes['cut']}>{licence_states.join(', ')}</span>,
      },
      {
        id: 'created',
        label: t('Created'),
        width: '120px',
        from: 860,
        extra: true,
        sort: 'created_at',
        sortFirst: 'down',
        render: ({ created_at }) => <TimeAgo at={created_at} suffix />,
      },
    ],
    compact: (user) => (
      <span className={classes['compact']}>
        <Who user={user} />
        <small>{user.is_active ? roleName(user) : t('{role}, deactivated', { role: roleName(user) })}</small>
      </span>
    ),
    form: userForm(me, choices),
    tabs: [{ id: 'devices', label: t('Devices'), render: (user) => <UserDevices user={user} /> }],
    actions: userActions(me),
  };
}

const userActions = (me: Me): RowAction<User>[] => [
  {
    label: t('Deactivate'),
    icon: <IconUserOff size={16} />,
    danger: true,
    shown: ({ id, is_active }) => is_active && id !== me.id,
    confirm: (user) => ({
      title: t('Deactivate {name}?', { name: fullName(user) }),
      text: t('All logins end at once. The history stays, and the user can be activated again.'),
    }),
    run: ({ id }) => updateUser(id, { is_active: false }),
    done: (user) => t('{name} can no longer log in.', { name: fullName(user) }),
    many: {
      title: (count) => t('Deactivate {count} users?', { count }),
      text: t('All their logins end at once. The history stays, and they can be activated again.'),
      send: (users) => sendBulk(users, 'deactivate'),
    },
  },
  {
    label: t('Activate'),
    icon: <IconUserCheck size={16} />,
    shown: ({ is_active }) => !is_active,
    run: ({ id }) => updateUser(id, { is_active: true }),
    done: (user) => t('{name} can log in again.', { name: fullName(user) }),
    many: {
      title: (count) => t('Activate {count} users?', { count }),
      text: t('They can log in again, with the password they had.'),
      send: (users) => sendBulk(users, 'activate'),
    },
  },
  {
    label: t('Delete'),
    icon: <IconTrash size={16} />,
    danger: true,
    shown: ({ id }) => id !== me.id,
    confirm: (user) => ({
      title: t('Delete {name}?', { name: fullName(user) }),
      text: t('Only a user who never did anything can be deleted; deactivate everyone else.'),
    }),
    run: ({ id }) => deleteUser(id),
    done: (user) => t('{name} was deleted.', { name: fullName(user) }),
    many: {
      title: (count) => t('Delete {count} users?', { count }),
      text: t('Only a user who never did anything can be deleted; deactivate everyone else.'),
    },
  },
];

async function sendBulk(users: readonly User[], action: 'activate' | 'deactivate') {
  const ids = users.map(({ id }) => id);
  return outcomesOf(ids, await bulkUsers(ids, action));
}

const userImport: ImportInfo = {
  name: 'users',
  title: t('Import users'),
  help: t('Each row needs an email and a password; the role by its name, states as codes such as CA TX. At most 500 rows.'),
  fields: [
    { name: 'email', label: t('Email') },
    { name: 'first_name', label: t('First name') },
    { name: 'last_name', label: t('Last name') },
    { name: 'role', label: t('Role') },
    { name: 'password', label: t('Password') },
    { name: 'licence_states', label: t('Licensed in') },
    { name: 'capacity', label: t('Capacity') },
    { name: 'takes_leads', label: t('Takes leads') },
    { name: 'nmls_id', label: t('NMLS id') },
  ],
  pageOf: (id) => `/admin/users/?open=${id}`,
};

const roleName = ({ role, is_superuser }: User) => role?.name ?? (is_superuser ? t('Superuser') : t('No role'));

const RoleName = ({ user }: { user: User }) => (user.role ? <RoleLink role={user.role} /> : roleName(user));

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
