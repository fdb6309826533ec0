import { listAudit } from '@/api/staff';
import type { AuditRow } from '@/api/types';
import { dateTime, fromCode } from '@/lib/format';
import { differences, Differences } from '@/ui/desk/AuditEntry';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { ResourceScreen } from './resource/ResourceScreen';
import type { Resource } from './resource/types';

/** Every change of the desk: who, when, from where, before and after. */
export function AuditScreen() {
  return <ResourceScreen resource={audit} />;
}

const actions = [
  'change_stage', 'assign', 'update_client', 'correct_fact', 'correct_facts', 'resolve_proposal', 'create_client',
  'delete_client', 'merge_clients', 'create_user', 'update_user', 'delete_user', 'create_role', 'update_role',
  'delete_role', 'create_api_key', 'revoke_api_key', 'update_settings', 'delete_message', 'delete_session',
];
const kinds = ['client', 'user', 'role', 'api_key', 'setting', 'note', 'task', 'message', 'session', 'job'];
const options = (codes: readonly string[]) => codes.map((value) => ({ value, label: fromCode(value) }));
const actor = ({ user, actor_name }: AuditRow) => user?.name ?? actor_name;

const audit: Resource<AuditRow> = {
  key: 'audit',
  path: '/admin/audit/',
  title: 'Audit log',
  one: 'entry',
  explain: 'Every change, with what was before. Rows cannot be edited or removed.',
  search: 'Search actor or thing',
  filters: [
    { name: 'action', label: 'Action', empty: 'Any action', options: options(actions) },
    { name: 'kind', label: 'Kind', empty: 'Anything', options: options(kinds) },
  ],
  rowId: ({ id }) => id,
  rowName: ({ action }) => fromCode(action),
  list: ({ kind, ...query }, signal) => listAudit(kind ? { ...query, entity_kind: kind } : query, signal),
  columns: [
    {
      id: 'action',
      label: 'Action',
      width: 'minmax(150px, 1fr)',
      render: ({ action, entity_kind }) => (
        <span className={classes['two']}>
          <strong>{fromCode(action)}</strong>
          <small>{fromCode(entity_kind)}</small>
        </span>
      ),
    },
    { id: 'actor', label: 'By', width: 'minmax(120px, 1fr)', render: actor },
    { id: 'change', label: 'Change', width: 'minmax(180px, 2fr)', from: 760, render: (row) => <Summary row={row} /> },
    { id: 'from', label: 'From', width: '120px', from: 1000, render: ({ address }) => address ?? '' },
    { id: 'at', label: 'When', width: '80px', align: 'end', render: ({ created_at }) => <TimeAgo at={created_at} /> },
  ],
  compact: (row) => (
    <span className={classes['compact']}>
      <strong>{fromCode(row.action)}</strong>
      <small>
        {actor(row)}, <TimeAgo at={row.created_at} suffix />
      </small>
    </span>
  ),
  detail: (row) => (
    <div className={classes['detail']}>
      <dl>
        <dt>By</dt>
        <dd>{actor(row)}</dd>
        <dt>When</dt>
        <dd>{dateTime(row.created_at)}</dd>
        <dt>From</dt>
        <dd>{row.address ?? 'Inside of Rivo'}</dd>
        <dt>{fromCode(row.entity_kind)}</dt>
        <dd className={classes['mono']}>{row.entity_id}</dd>
      </dl>
      <Differences before={row.before} after={row.after} />
    </div>
  ),
};

function Summary({ row: { before, after } }: { row: AuditRow }) {
  const changes = differences(before, after).slice(0, 2);
  return (
    <span className={classes['small']}>
      {changes.map(({ field, is }) => `${fromCode(field)}: ${(is ?? 'removed').slice(0, 60)}`).join(', ')}
    </span>
  );
}
