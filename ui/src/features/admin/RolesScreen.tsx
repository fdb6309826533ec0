import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';

import { keys } from '@/api/keys';
import { getRole, rolesPage } from '@/api/office';
import { useCan } from '@/api/session';
import { createRole, deleteRole, listPermissions, updateRole } from '@/api/staff';
import type { PermissionInfo, Role, WriteRole } from '@/api/types';
import { fromCode } from '@/lib/format';
import { heard, t } from '@/lib/i18n';

import classes from './cells.module.css';
import { ResourceScreen } from './resource/ResourceScreen';
import { listOf, textOf } from './resource/values';
import type { FormValues, Resource } from './resource/types';

/** What each kind of user may do. */
export function RolesScreen() {
  const permissions = useQuery({
    queryKey: keys.admin('permissions'),
    queryFn: async ({ signal }) => (await listPermissions(signal)).results,
    staleTime: Infinity,
  });
  const resource = useMemo(() => roleResource(permissions.data ?? []), [permissions.data]);
  return <ResourceScreen resource={resource} />;
}

/** `client.view_all` stands under Client; `export` under itself. */
const groupOf = (name: string) => fromCode(name.split('.')[0] ?? name);

function roleResource(permissions: readonly PermissionInfo[]): Resource<Role> {
  return {
    key: 'roles',
    path: '/admin/roles/',
    title: t('Roles'),
    newLabel: t('New role'),
    explain: t('A role is a name for a set of permissions. Changes hold at once, for everyone who has the role.'),
    rowId: ({ id }) => id,
    rowName: ({ name }) => name,
    list: rolesPage,
    get: getRole,
    history: 'role',
    order: 'name',
    exports: 'roles',
    search: t('Search name or purpose'),
    filters: [
      {
        kind: 'choice',
        name: 'permission',
        label: t('Permission'),
        options: permissions.map(({ name, description }) => ({ value: name, label: heard(description) || fromCode(name) })),
      },
    ],
    columns: [
      {
        id: 'name',
        label: t('Role'),
        width: 'minmax(180px, 2fr)',
        sort: 'name',
        render: ({ name, description }) => (
          <span className={classes['two']}>
            <strong>{name}</strong>
            <small>{description}</small>
          </span>
        ),
      },
      {
        id: 'permissions',
        label: t('Permissions'),
        width: '130px',
        from: 560,
        render: (role) => t('{n} of {all}', { n: role.permissions.length, all: permissions.length || '…' }),
      },
      { id: 'users', label: t('Users'), width: '110px', sort: 'user_count', sortFirst: 'down', render: (role) => <UsersOf role={role} /> },
    ],
    compact: ({ name, permissions: held, user_count }) => (
      <span className={classes['compact']}>
        <strong>{name}</strong>
        <small>
          {t('{count} permissions', { count: held.length })}, {t('{count} users', { count: user_count })}
        </small>
      </span>
    ),
    form: {
      createLabel: t('Create role'),
      fields: [
        { name: 'name', label: t('Name'), kind: 'text', required: true },
        { name: 'description', label: t('What it is for'), kind: 'textarea' },
        {
          name: 'permissions',
          label: t('Permissions'),
          kind: 'checks',
          options: permissions.map(({ name, description }) => ({
            value: name,
            label: heard(description) || fromCode(name),
            help: name,
            group: groupOf(name),
          })),
        },
      ],
      valuesOf: (role) => ({
        name: role?.name ?? '',
        description: role?.description ?? '',
        permissions: role?.permissions ?? [],
      }),
      create: (values) => createRole(bodyOf(values)),
      update: ({ id, name, description, permissions: held }, values) =>
        updateRole(id, { ...bodyOf(values), expected: { name, description, permissions: held } }),
    },
    actions: [
      {
        label: t('Delete'),
        icon: <IconTrash size={16} />,
        danger: true,
        confirm: ({ name }) => ({ title: t('Delete the role {name}?', { name }), text: t('Only a role that nobody has can be deleted.') }),
        run: ({ id }) => deleteRole(id),
        done: ({ name }) => t('The role {name} was deleted.', { name }),
        many: {
          title: (count) => t('Delete {count} roles?', { count }),
          text: t('Only a role that nobody has can be deleted.'),
        },
      },
    ],
  };
}

const bodyOf = (values: FormValues): WriteRole => ({
  name: textOf(values, 'name'),
  description: textOf(values, 'description'),
  permissions: listOf(values, 'permissions'),
});

/** How many have the role; for those who manage users, the way to them. */
function UsersOf({ role: { id, user_count } }: { role: Role }) {
  const said = t('{count} users', { count: user_count });
  return useCan()('user.manage') && user_count > 0 ? (
    <Link to="/admin/users/" search={{ role: id }}>
      {said}
    </Link>
  ) : (
    said
  );
}
