import { useMemo } from 'react';

import { getStageChange, stageHistoryPage } from '@/api/office';
import { useStages } from '@/api/session';
import type { ClientStageChange, StageGraph } from '@/api/types';
import { dateTime, fromCode } from '@/lib/format';
import { heard, t } from '@/lib/i18n';
import { stageLabel } from '@/lib/stage';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { ClientLink, UserLink } from './refs';
import { Facts } from './resource/Facts';
import { ResourceScreen } from './resource/ResourceScreen';
import type { Resource } from './resource/types';

/** Every move of every client the user may see. */
export function StageHistoryScreen() {
  const graph = useStages().data;
  const resource = useMemo(() => historyResource(graph), [graph]);
  return <ResourceScreen resource={resource} />;
}

/** Every reason that some move asks for. */
const reasonsOf = (graph: StageGraph | undefined) => {
  const moves = (graph?.stages ?? []).flatMap(({ moves: out }) => out);
  const reasons = new Map<string, string>(moves.flatMap(({ reason_codes }) => reason_codes.map(({ code, label }) => [code, label] as const)));
  return [...reasons].map(([value, label]) => ({ value, label: heard(label) }));
};

function historyResource(graph: StageGraph | undefined): Resource<ClientStageChange> {
  const stages = (graph?.stages ?? []).map(({ stage, label }) => ({ value: stage, label }));
  const move = ({ from_stage, to_stage }: ClientStageChange) =>
    from_stage ? `${stageLabel(graph, from_stage)} → ${stageLabel(graph, to_stage)}` : stageLabel(graph, to_stage);
  return {
    key: 'stage-history',
    path: '/admin/stage-history/',
    title: t('Stage history'),
    explain: t('Each move through the stages, with who made it and why. Rows cannot be edited or removed.'),
    search: t('Search name, email or phone'),
    filters: [
      { kind: 'choice', name: 'from_stage', label: t('Out of'), options: stages },
      { kind: 'choice', name: 'to_stage', label: t('Into'), options: stages },
      { kind: 'person', name: 'user', label: t('By') },
      { kind: 'choice', name: 'reason_code', label: t('Reason'), options: reasonsOf(graph) },
      {
        kind: 'choice',
        name: 'overridden',
        label: t('Rules'),
        options: [
          { value: 'true', label: t('Past the rules') },
          { value: 'false', label: t('By the rules') },
        ],
      },
      { kind: 'days', name: 'when', label: t('When'), after: 'after', before: 'before' },
    ],
    rowId: ({ id }) => id,
    rowName: (row) => `${row.client.name ?? t('Unnamed visitor')}: ${move(row)}`,
    list: stageHistoryPage,
    get: getStageChange,
    order: '-created_at',
    exports: 'stage_history',
    columns: [
      { id: 'client', label: t('Client'), width: 'minmax(150px, 1fr)', render: ({ client }) => <ClientLink {...client} /> },
      { id: 'move', label: t('Move'), width: 'minmax(200px, 1.6fr)', render: move },
      { id: 'by', label: t('By'), width: 'minmax(120px, 1fr)', from: 720, render: (row) => <By row={row} /> },
      {
        id: 'reason',
        label: t('Reason'),
        width: '150px',
        from: 980,
        render: ({ reason_code }) => reason_code && fromCode(reason_code),
      },
      {
        id: 'remarks',
        label: t('Remark'),
        width: 'minmax(140px, 1.4fr)',
        from: 860,
        render: ({ remarks }) => <span className={classes['cut']}>{heard(remarks ?? '')}</span>,
      },
      {
        id: 'overridden',
        label: t('Rules'),
        width: '120px',
        from: 980,
        extra: true,
        render: ({ overridden }) => (overridden ? t('Past the rules') : ''),
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
          {move(row)}, <TimeAgo at={row.created_at} suffix />
        </small>
      </span>
    ),
    detail: (row) => (
      <Facts
        facts={[
          [t('Client'), <ClientLink key="client" {...row.client} />],
          [t('Move'), move(row)],
          [t('By'), <By key="by" row={row} />],
          [t('Reason'), row.reason_code && fromCode(row.reason_code)],
          [t('Remark'), row.remarks && heard(row.remarks)],
          [t('Rules'), row.overridden ? t('Past the rules') : null],
          [t('When'), dateTime(row.created_at)],
        ]}
      />
    ),
  };
}

function By({ row: { changed_by } }: { row: ClientStageChange }) {
  return changed_by ? <UserLink user={changed_by} /> : t('Rivo itself');
}
