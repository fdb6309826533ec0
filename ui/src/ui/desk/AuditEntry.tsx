import type { AuditRow } from '@/api/types';
import { actorName, dateTime, fromCode } from '@/lib/format';
import { t } from '@/lib/i18n';

import { TimeAgo } from '../TimeAgo';
import classes from './AuditEntry.module.css';

/** One change: who did what, and each field before and after. */
export function AuditEntry({ row }: { row: AuditRow }) {
  return (
    <div className={classes['entry']}>
      <p className={classes['head']}>
        <strong>{fromCode(row.action)}</strong>
        <span>
          {row.user?.name ?? actorName(row.actor_name)}, <TimeAgo at={row.created_at} suffix />
          {row.address && `, ${t('from {address}', { address: row.address })}`}
        </span>
      </p>
      <Differences before={row.before} after={row.after} />
    </div>
  );
}

/** The fields that differ, each with what it was and what it is. */
export function Differences({ before, after }: { before: unknown; after: unknown }) {
  const changes = differences(before, after);
  if (changes.length === 0) return null;
  return (
    <dl className={classes['changes']}>
      {changes.map(({ field, was, is }) => (
        <div key={field}>
          <dt>{fromCode(field)}</dt>
          <dd>
            {was !== null && <del>{was}</del>}
            {is !== null && <ins>{is}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface Difference {
  field: string;
  was: string | null;
  is: string | null;
}

/** The fields of two JSON values that differ, as text. */
export function differences(before: unknown, after: unknown): Difference[] {
  const [was, is] = [flat(before), flat(after)];
  const fields = [...new Set([...was.keys(), ...is.keys()])];
  return fields
    .map((field) => ({ field, was: was.get(field) ?? null, is: is.get(field) ?? null }))
    .filter((change) => change.was !== change.is);
}

function flat(value: unknown): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map(value === null || value === undefined ? [] : [['value', text(value)]]);
  return new Map(
    Object.entries(value).flatMap(([field, part]: [string, unknown]) =>
      part === null || part === undefined ? [] : [[field, text(part)] as const],
    ),
  );
}

const isTime = (value: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);

function text(value: unknown): string {
  if (typeof value === 'string') return isTime(value) ? dateTime(value) : value;
  return JSON.stringify(value);
}
