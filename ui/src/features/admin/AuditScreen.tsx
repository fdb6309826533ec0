import { auditPage, getAuditRow } from '@/api/office';
import type { AuditRow } from '@/api/types';
import { actorName, dateTime, fromCode } from '@/lib/format';
import { t } from '@/lib/i18n';
import { differences, Differences } from '@/ui/desk/AuditEntry';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { EntityLink, UserLink } from './refs';
import { Facts } from './resource/Facts';
import { ResourceScreen } from './resource/ResourceScreen';
import type { Resource } from './resource/types';

/** Every change of the desk: who, when, from where, before and after. */
export function AuditScreen() {
  return <ResourceScreen resource={audit} />;
}

const actions = [
  'change_stage', 'assign_client', 'update_client', 'correct_fact', 'correct_context', 'resolve_proposal', 'reopen_proposal', 'create_client',
  'delete_client', 'merge_clients', 'create_user', 'update_user', 'delete_user', 'create_role', 'update_role',
  'delete_role', 'create_api_key', 'revoke_api_key', 'update_settings', 'delete_message', 'delete_session', 'login',
  'logout', 'change_password', 'capture', 'extract',
];
const kinds = ['client', 'user', 'role', 'api_key', 'setting', 'note', 'task', 'message', 'session', 'job'];
const options = (codes: readonly string[]) => codes.map((value) => ({ value, label: fromCode(value) }));

function By({ row: { user, actor_name } }: { row: AuditRow }) {
  return user ? <UserLink user={user} /> : actorName(actor_name);
}

const audit: Resource<AuditRow> = {
  key: 'audit',
  path: '/admin/audit/',
  title: t('Audit log'),
  explain: t('Every change, with what was before. Rows cannot be edited or removed.'),
  search: t('Search actor or thing'),
  filters: [
    { kind: 'choice', name: 'action', label: t('Action'), options: options(actions) },
    { kind: 'choice', name: 'entity_kind', label: t('Kind'), options: options(kinds) },
    { kind: 'person', name: 'user', label: t('By') },
    { kind: 'days', name: 'when', label: t('When'), after: 'after', before: 'before' },
  ],
  rowId: ({ id }) => id,
  rowName: ({ action }) => fromCode(action),
  list: auditPage,
  get: getAuditRow,
  order: '-created_at',
  exports: 'audit',
  columns: [
    {
      id: 'action',
      label: t('Action'),
      width: 'minmax(150px, 1fr)',
      render: ({ action, entity_kind }) => (
        <span className={classes['two']}>
          <strong>{fromCode(action)}</strong>
          <small>{fromCode(entity_kind)}</small>
        </span>
      ),
    },
    { id: 'actor', label: t('By'), width: 'minmax(120px, 1fr)', render: (row) => <By row={row} /> },
    { id: 'thing', label: t('Thing'), width: 'minmax(120px, 1.1fr)', from: 900, render: (row) => <span className={classes['cut']}><EntityLink row={row} /></span> },
    { id: 'change', label: t('Change'), width: 'minmax(180px, 2fr)', from: 760, render: (row) => <Summary row={row} /> },
    { id: 'from', label: t('Address'), width: '120px', from: 1000, render: ({ address }) => address ?? '' },
    { id: 'at', label: t('When'), width: '90px', align: 'end', sort: 'created_at', sortFirst: 'down', render: ({ created_at }) => <TimeAgo at={created_at} /> },
  ],
  compact: (row) => (
    <span className={classes['compact']}>
      <strong>{fromCode(row.action)}</strong>
      <small>
        {row.entity_id !== row.user?.id && (
          <>
            <EntityLink row={row} />,{' '}
          </>
        )}
        <By row={row} />, <TimeAgo at={row.created_at} suffix />
      </small>
    </span>
  ),
  detail: (row) => (
    <div className={classes['detail']}>
      <Facts
        facts={[
          [t('By'), <By key="by" row={row} />],
          [t('When'), dateTime(row.created_at)],
          [t('Address'), row.address ?? t('Inside of Rivo')],
          [fromCode(row.entity_kind), <EntityLink key="thing" row={row} />],
          [t('Id'), <code key="id">{row.entity_id}</code>],
        ]}
      />
      <Differences before={row.before} after={row.after} />
    </div>
  ),
};

function Summary({ row: { before, after } }: { row: AuditRow }) {
  const changes = differences(before, after).slice(0, 2);
  return (
    <span className={classes['cut']}>
      {changes.map(({ field, is }) => `${fromCode(field)}: ${(is ?? t('removed')).slice(0, 60)}`).join(', ')}
    </span>
  );
}
