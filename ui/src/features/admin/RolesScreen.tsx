import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { keys } from '@/api/keys';
import { createRole, deleteRole, listPermissions, listRoles, updateRole } from '@/api/staff';
import type { PermissionInfo, Role, WriteRole } from '@/api/types';
import { fromCode, plural } from '@/lib/format';

import classes from './cells.module.css';
import { ResourceScreen } from './resource/ResourceScreen';
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
    title: 'Roles',
    one: 'role',
    explain: 'A role is a name for a set of permissions. Changes hold at once, for everyone who has the role.',
    rowId: ({ id }) => id,
    rowName: ({ name }) => name,
    list: (_query, signal) => listRoles(signal),
    columns: [
      {
        id: 'name',
        label: 'Role',
        width: 'minmax(180px, 2fr)',
        render: ({ name, description }) => (
          <span className={classes['two']}>
            <strong>{name}</strong>
            <small>{description}</small>
          </span>
        ),
      },
      {
        id: 'permissions',
        label: 'Permissions',
        width: '130px',
        from: 560,
        render: (role) => `${role.permissions.length} of ${permissions.length || '…'}`,
      },
      { id: 'users', label: 'Users', width: '100px', render: ({ user_count }) => plural(user_count, 'user') },
    ],
    compact: ({ name, permissions: held, user_count }) => (
      <span className={classes['compact']}>
        <strong>{name}</strong>
        <small>
          {plural(held.length, 'permission')}, {plural(user_count, 'user')}
        </small>
      </span>
    ),
    form: {
      fields: [
        { name: 'name', label: 'Name', kind: 'text', required: true },
        { name: 'description', label: 'What it is for', kind: 'textarea' },
        {
          name: 'permissions',
          label: 'Permissions',
          kind: 'checks',
          options: permissions.map(({ name, description }) => ({
            value: name,
            label: description || fromCode(name),
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
      update: ({ id }, values) => updateRole(id, bodyOf(values)),
    },
    actions: [
      {
        label: 'Delete',
        icon: <IconTrash size={16} />,
        danger: true,
        confirm: ({ name }) => ({ title: `Delete the role ${name}?`, text: 'Only a role that nobody has can be deleted.' }),
        run: ({ id }) => deleteRole(id),
        done: ({ name }) => `The role ${name} was deleted.`,
      },
    ],
  };
}

function bodyOf({ name, description, permissions }: FormValues): WriteRole {
  return {
    name: typeof name === 'string' ? name.trim() : '',
    description: typeof description === 'string' ? description.trim() : '',
    permissions: Array.isArray(permissions) ? permissions : [],
  };
}
