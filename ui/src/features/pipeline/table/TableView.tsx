import { Select } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { IconArrowsSort } from '@tabler/icons-react';
import { useMemo, useState } from 'react';

import { useCan } from '@/api/session';
import type { BulkClients, ClientSummary, PipelineReport, UserRef, Workload } from '@/api/types';
import { t } from '@/lib/i18n';
import { ExportButton } from '@/ui/desk/ExportButton';
import { ColumnMenu } from '@/ui/grid/ColumnMenu';
import type { GridColumn } from '@/ui/grid/DataGrid';
import type { ColumnChoice } from '@/ui/grid/useColumnChoice';
import { useFirstData } from '@/ui/useFirstData';

import { useAssignClients } from '../api';
import type { ShapeProps } from '../board/BoardView';
import { BulkBar } from '../bulk/BulkBar';
import { BulkMove } from '../bulk/BulkMove';
import { runOn, useRun, type Whom } from '../bulk/run';
import { useAfterRun } from '../bulk/useAfterRun';
import { isNarrowed, withoutAny } from '../filters/fields';
import { filterOf, firstOrder, narrowing, orders, toggled } from '../filters/filter';
import { StageRibbon } from '../StageRibbon';
import { WorkloadPanel } from '../WorkloadPanel';
import { ClientTable } from './ClientTable';
import { exportOf } from './export';
import classes from './TableView.module.css';
import { useArrivals, useClients, useRows } from './useClients';

interface TableViewProps extends ShapeProps {
  columns: readonly GridColumn<ClientSummary>[];
  choice: ColumnChoice;
  load: ReadonlyMap<string, number>;
  pipeline: PipelineReport | undefined;
  workload: UseQueryResult<Workload[]>;
}

/** More than this at once is a run with progress, not a change that is shown at once. */
const mostAtOnce = 100;
const allOrders = orders.map(([value]) => value);

/** The table with what belongs to it: the stages as a stream, who carries how much, what to do with many. */
export function TableView({ search, today, graph, people, onChange, columns, choice, load, pipeline, workload }: TableViewProps) {
  const may = useCan();
  const filter = useMemo(() => filterOf(search, today), [search, today]);
  const list = useClients(filter);
  const { rows, isFresh } = useRows(list);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [moving, setMoving] = useState(false);
  const assign = useAssignClients();
  const afterRun = useAfterRun();
  const running = useRun() !== null;
  const arrivals = useArrivals(list, selected.size > 0);
  useFirstData(rows.length > 0);

  const select = (ids: ReadonlySet<string>) => {
    setSelected(ids);
    setAll(false);
  };
  const narrow = (change: Parameters<typeof onChange>[0]) => {
    select(new Set());
    onChange(change);
  };
  const chosen = useMemo(() => (selected.size > 0 ? rows.filter(({ id }) => selected.has(id)) : []), [rows, selected]);
  const whom = (): Whom => (all ? { filter: narrowing(search, today) } : { clients: chosen });
  const run = (title: string, action: BulkClients['action']) => {
    const clients = whom();
    select(new Set());
    void runOn(clients, title, action).then(afterRun);
  };
  const giveTo = (to: UserRef | null) => {
    if (all || chosen.length > mostAtOnce) {
      run(to ? t('Assign to {name}', { name: to.name }) : t('Take from everybody'), { type: 'assign', assigned_to: to?.id ?? null });
      return;
    }
    assign.mutate({ clients: chosen, to });
    select(new Set());
  };
  const [mayAssign, mayMove] = [may('client.assign'), may('client.change_stage')];

  return (
    <>
      {pipeline && (
        <StageRibbon
          graph={graph}
          report={pipeline}
          chosen={search.stage}
          onToggle={(stage) => narrow({ stage: stage === null ? undefined : toggled(search.stage, stage) })}
        />
      )}
      <div className={classes['columns']} data-aside={mayAssign || undefined}>
        <div className={classes['list']}>
          <div className={classes['tools']}>
            <Select
              aria-label={t('Order')}
              w={208}
              data={orders.map(([value, label]) => ({ value, label }))}
              value={String(filter['ordering'])}
              onChange={(order) => narrow({ order: order === firstOrder ? undefined : (order ?? undefined) })}
              allowDeselect={false}
              leftSection={<IconArrowsSort size={15} aria-hidden="true" />}
            />
            <ColumnMenu choice={choice} />
            {may('export') && <ExportButton name="clients" query={exportOf(filter, columns)} />}
          </div>
          <ClientTable
            list={list}
            rows={rows}
            columns={columns}
            choice={choice}
            sorting={{ by: search.order, onChange: (order) => narrow({ order }), only: allOrders }}
            graph={graph}
            narrowed={isNarrowed(search)}
            onClear={() => narrow(withoutAny())}
            selection={{ ids: selected, onChange: select }}
            arrivals={arrivals}
            isFresh={isFresh}
          />
        </div>
        {mayAssign && <WorkloadPanel workload={workload} chosen={search.csm} onChoose={(csm) => narrow({ csm })} />}
      </div>
      {!running && (
        <BulkBar
          count={chosen.length}
          all={all}
          onAll={!all && list.hasNextPage && chosen.length === rows.length ? () => setAll(true) : null}
          people={people}
          load={load}
          onAssign={mayAssign ? giveTo : null}
          onMove={mayMove ? () => setMoving(true) : null}
          onClear={() => select(new Set())}
        />
      )}
      {graph && (
        <BulkMove
          opened={moving}
          clients={all ? null : chosen}
          graph={graph}
          mayOverride={may('client.override_stage')}
          onMove={run}
          onClose={() => setMoving(false)}
        />
      )}
    </>
  );
}
