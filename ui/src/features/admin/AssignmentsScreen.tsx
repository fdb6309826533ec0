import { assignmentsPage, getAssignment } from '@/api/office';
import type { ClientAssignment } from '@/api/types';
import { dateTime } from '@/lib/format';
import { heard, t } from '@/lib/i18n';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { ClientLink, UserLink } from './refs';
import { Facts } from './resource/Facts';
import { ResourceScreen } from './resource/ResourceScreen';
import type { Resource } from './resource/types';

/** Who was given whom. */
export function AssignmentsScreen() {
  return <ResourceScreen resource={assignments} />;
}

const state = ({ is_active }: ClientAssignment) => (is_active ? t('Stands') : t('Ended'));

const assignments: Resource<ClientAssignment> = {
  key: 'assignments',
  path: '/admin/assignments/',
  title: t('Assignments'),
  explain: t('Each time a client was given to somebody or taken back. A client is assigned on its own page.'),
  search: t('Search name, email or phone'),
  filters: [
    { kind: 'person', name: 'assigned_to', label: t('Given to') },
    {
      kind: 'choice',
      name: 'active',
      label: t('State'),
      options: [
        { value: 'true', label: t('Stands') },
        { value: 'false', label: t('Ended') },
      ],
    },
    { kind: 'days', name: 'when', label: t('When'), after: 'after', before: 'before' },
  ],
  rowId: ({ id }) => id,
  rowName: ({ client, assigned_to }) => `${client.name ?? t('Unnamed visitor')}: ${assigned_to?.name ?? t('Nobody')}`,
  quiet: ({ is_active }) => !is_active,
  list: assignmentsPage,
  get: getAssignment,
  order: '-created_at',
  exports: 'assignments',
  columns: [
    { id: 'client', label: t('Client'), width: 'minmax(150px, 1fr)', render: ({ client }) => <ClientLink {...client} /> },
    { id: 'to', label: t('Given to'), width: 'minmax(130px, 1fr)', render: ({ assigned_to }) => (assigned_to ? <UserLink user={assigned_to} /> : t('Nobody')) },
    { id: 'by', label: t('By'), width: 'minmax(130px, 1fr)', from: 760, render: (row) => <By row={row} /> },
    { id: 'state', label: t('State'), width: '100px', render: state },
    {
      id: 'remarks',
      label: t('Remark'),
      width: 'minmax(140px, 1.4fr)',
      from: 900,
      render: ({ remarks }) => <span className={classes['cut']}>{heard(remarks ?? '')}</span>,
    },
    {
      id: 'at',
      label: t('When'),
      width: '90px',
      align: 'end',
      sort: 'created_at',
      sortFirst: 'down',
      render: ({ created_at }) => <TimeAgo at={created_at} />,
    },
  ],
  compact: (row) => (
    <span className={classes['compact']}>
      <strong>
        <ClientLink {...row.client} />
      </strong>
      <small>
        {row.assigned_to?.name ?? t('Nobody')}, {state(row)}, <TimeAgo at={row.created_at} suffix />
      </small>
    </span>
  ),
  detail: (row) => (
    <Facts
      facts={[
        [t('Client'), <ClientLink key="client" {...row.client} />],
        [t('Given to'), row.assigned_to ? <UserLink key="to" user={row.assigned_to} /> : t('Nobody')],
        [t('By'), <By key="by" row={row} />],
        [t('State'), state(row)],
        [t('Remark'), row.remarks && heard(row.remarks)],
        [t('When'), dateTime(row.created_at)],
      ]}
    />
  ),
};

function By({ row: { assigned_by } }: { row: ClientAssignment }) {
  return assigned_by ? <UserLink user={assigned_by} /> : t('Rivo itself');
}
