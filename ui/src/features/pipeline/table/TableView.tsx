import { Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { UseQueryResult } from '@tanstack/react-query';
import { IconArrowsSort } from '@tabler/icons-react';
import { useMemo, useState } from 'react';

import { exportClients, exportFile } from '@/api/export';
import { useCan } from '@/api/session';
import type { BulkClients, ClientSummary, PipelineReport, UserRef, Workload } from '@/api/types';
import { t } from '@/lib/i18n';
import { Confirm } from '@/ui/Confirm';
import { ExportButton } from '@/ui/desk/ExportButton';
import { ColumnMenu } from '@/ui/grid/ColumnMenu';
import type { GridColumn } from '@/ui/grid/DataGrid';
import type { ColumnChoice } from '@/ui/grid/useColumnChoice';
import { useFirstData } from '@/ui/useFirstData';

import { useAssignClients } from '../api';
import type { ShapeProps } from '../board/BoardView';
import { BulkBar } from '../bulk/BulkBar';
import { BulkMove } from '../bulk/BulkMove';
import { isUnderWay, useRun, type Whom } from '../bulk/run';
import { useBegin } from '../bulk/useBegin';
import { isNarrowed, withoutAny } from '../filters/fields';
import { filterOf, firstOrder, narrowing, orders, toggled } from '../filters/filter';
import { StageRibbon } from '../StageRibbon';
import { WorkloadPanel } from '../WorkloadPanel';
import { ClientTable } from './ClientTable';
import { exportOf } from './export';
import { useSelection } from './selection';
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

/** A run on all that match, which is begun once somebody has seen how many they are. */
interface Asked {
  title: string;
  action: BulkClients['action'];
  count: number;
  whom: Whom;
}

/** The table with what belongs to it: the stages as a stream, who carries how much, what to do with many. */
export function TableView({ search, today, graph, onChange, columns, choice, load, pipeline, workload }: TableViewProps) {
  const may = useCan();
  const filter = useMemo(() => filterOf(search, today), [search, today]);
  const list = useClients(filter);
  const { rows, isFresh } = useRows(list);
  const { chosen, ids, all, select, clear, selectAll } = useSelection(filter, rows);
  const [moving, setMoving] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [asking, { open: ask, close: askNoMore }] = useDisclosure();
  const give = useAssignClients();
  const begin = useBegin();
  const running = isUnderWay(useRun());
  const arrivals = useArrivals(filter, list, chosen.length > 0);
  useFirstData(rows.length > 0);

  const start = (whom: Whom, title: string, action: BulkClients['action']) => {
    clear();
    begin(whom, title, action);
  };
  const run = (title: string, action: BulkClients['action']) => {
    if (all === null) {
      start({ clients: chosen }, title, action);
      return;
    }
    setAsked({ title, action, count: all, whom: { filter: narrowing(search, today) } });
    ask();
  };
  const giveTo = (to: UserRef | null) => {
    if (all !== null || chosen.length > mostAtOnce) {
      run(to ? t('Assign to {name}', { name: to.name }) : t('Take from everybody'), { type: 'assign', assigned_to: to?.id ?? null });
      return;
    }
    void give(chosen, to);
    clear();
  };
  const saveChosen = () => {
    if (all !== null) return exportFile('clients', exportOf(filter, columns));
    const { ordering = firstOrder } = filter;
    return exportClients(chosen.map(({ id }) => id), exportOf({ ordering }, columns));
  };
  const [mayAssign, mayMove] = [may('client.assign'), may('client.change_stage')];

  return (
    <>
      {pipeline && (
        <StageRibbon
          graph={graph}
          report={pipeline}
          chosen={search.stage}
          onToggle={(stage) => onChange({ stage: stage === null ? undefined : toggled(search.stage, stage) })}
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
              onChange={(order) => onChange({ order: order === firstOrder ? undefined : (order ?? undefined) })}
              allowDeselect={false}
              leftSection={<IconArrowsSort size={15} aria-hidden="true" />}
            />
            <ColumnMenu choice={choice} />
            {may('export') && <ExportButton save={() => exportFile('clients', exportOf(filter, columns))} />}
          </div>
          <ClientTable
            list={list}
            rows={rows}
            columns={columns}
            choice={choice}
            sorting={{ by: search.order, onChange: (order) => onChange({ order }), only: allOrders }}
            graph={graph}
            narrowed={isNarrowed(search)}
            onClear={() => onChange(withoutAny())}
            selection={{ ids, onChange: select }}
            arrivals={arrivals}
            isFresh={isFresh}
          />
        </div>
        {mayAssign && <WorkloadPanel workload={workload} chosen={search.csm} onChoose={(csm) => onChange({ csm })} />}
      </div>
      {!running && (
        <BulkBar
          count={chosen.length}
          all={all}
          onAll={all === null && list.hasNextPage && chosen.length === rows.length ? selectAll : null}
          load={load}
          onAssign={mayAssign ? giveTo : null}
          onExport={may('export') ? saveChosen : null}
          onMove={mayMove ? () => setMoving(true) : null}
          onClear={clear}
        />
      )}
      {graph && (
        <BulkMove
          opened={moving}
          clients={all === null ? chosen : null}
          graph={graph}
          mayOverride={may('client.override_stage')}
          onMove={run}
          onClose={() => setMoving(false)}
        />
      )}
      <Confirm
        opened={asking}
        title={asked?.title ?? ''}
        action={t('Change {count} clients', { count: asked?.count ?? 0 })}
        onConfirm={async () => {
          if (asked) start(asked.whom, asked.title, asked.action);
          return Promise.resolve();
        }}
        onClose={() => {
          askNoMore();
          // What asked was in a dialog or a menu that is gone.
          requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-run] button, [data-selection] button')?.focus());
        }}
      >
        {t('All {count} clients that match are changed, also those that are not loaded. It can be stopped on the way, but not undone.', { count: asked?.count ?? 0 })}
      </Confirm>
    </>
  );
}
