import type { Assignment, Client, StageChange, StageGraph } from '@/api/types';
import { fromCode, span } from '@/lib/format';
import { t, words } from '@/lib/i18n';
import { stageInfo, stageLabel } from '@/lib/stage';
import { phaseIndex } from '@/ui/desk/StageTag';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';

import { useAssignments, useStageHistory } from '../api';
import classes from './Timeline.module.css';

type Happening =
  | { kind: 'move'; at: string; row: StageChange }
  | { kind: 'assignment'; at: string; row: Assignment };

/** Where the client has been and in whose hands, newest first. */
export function Timeline({ client, graph }: { client: Client; graph: StageGraph | undefined }) {
  const moves = useStageHistory(client.id);
  const assignments = useAssignments(client.id);
  if (moves.isPending || assignments.isPending) {
    return (
      <Loading what={t('the history')}>
        <Lines count={5} height={30} />
      </Loading>
    );
  }
  const failure = moves.error ?? assignments.error;
  if (failure && !(moves.data && assignments.data)) {
    return <Failure compact error={failure} onRetry={() => (void moves.refetch(), void assignments.refetch())} />;
  }
  const all = merged(moves.data ?? [], assignments.data ?? []);
  if (all.length === 0) return <Empty compact title={t('Nothing has happened yet.')} />;
  return (
    <ol className={classes['timeline']}>
      {all.map(({ kind, row }) =>
        kind === 'move' ? <Move key={row.id} row={row} graph={graph} /> : <Given key={row.id} row={row} />,
      )}
    </ol>
  );
}

function merged(moves: StageChange[], assignments: Assignment[]): Happening[] {
  const all: Happening[] = [
    ...moves.map((row) => ({ kind: 'move' as const, at: row.created_at, row })),
    ...assignments.map((row) => ({ kind: 'assignment' as const, at: row.created_at, row })),
  ];
  return all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

function Move({ row, graph }: { row: StageChange; graph: StageGraph | undefined }) {
  const { from_stage, to_stage, changed_by, remarks, reason_code, overridden, duration_seconds } = row;
  return (
    <li className={classes['item']} data-phase={phaseIndex(graph, to_stage)}>
      <p>
        {from_stage ? `${stageLabel(graph, from_stage)} → ` : ''}
        <strong>{stageLabel(graph, to_stage)}</strong>
        {reason_code && <span className={classes['reason']}>{reasonLabel(graph, from_stage, reason_code)}</span>}
        {overridden && <span className={classes['override']}>{t('past the rules')}</span>}
      </p>
      {remarks && <p className={classes['remark']}>{remarks}</p>}
      <p className={classes['foot']}>
        {changed_by?.name ?? t('Rivo')}, <TimeAgo at={row.created_at} suffix />
        {from_stage && duration_seconds !== null && t(', after {span}', { span: span(duration_seconds) })}
      </p>
    </li>
  );
}

function Given({ row: { assigned_to, assigned_by, remarks, created_at } }: { row: Assignment }) {
  return (
    <li className={classes['item']}>
      <p>{assigned_to ? words('Assigned to {who}', { who: <strong>{assigned_to.name}</strong> }) : t('Waits for somebody to work it')}</p>
      {remarks && <p className={classes['remark']}>{remarks}</p>}
      <p className={classes['foot']}>
        {assigned_by?.name ?? t('Rivo')}, <TimeAgo at={created_at} suffix />
      </p>
    </li>
  );
}

function reasonLabel(graph: StageGraph | undefined, from: StageChange['from_stage'], code: string): string {
  const moves = graph && from ? (stageInfo(graph, from)?.moves ?? []) : [];
  const known = moves.flatMap(({ reason_codes }) => reason_codes).find((reason) => reason.code === code);
  return known?.label ?? fromCode(code);
}
