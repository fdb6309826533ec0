import { useNavigate } from '@tanstack/react-router';

import type { ClientSummary, StageGraph } from '@/api/types';
import { t } from '@/lib/i18n';
import { DataGrid, type GridColumn, type Selection, type Sorting } from '@/ui/grid/DataGrid';
import { GridSkeleton } from '@/ui/grid/GridSkeleton';
import { News } from '@/ui/grid/News';
import type { ColumnChoice } from '@/ui/grid/useColumnChoice';
import { Failure } from '@/ui/states';

import { NoClients } from '../NoClients';
import classes from './ClientTable.module.css';
import { ClientRow } from './columns';
import type { Arrivals, useClients } from './useClients';

interface ClientTableProps {
  list: ReturnType<typeof useClients>;
  rows: readonly ClientSummary[];
  columns: readonly GridColumn<ClientSummary>[];
  choice: ColumnChoice;
  sorting: Sorting;
  graph: StageGraph | undefined;
  narrowed: boolean;
  onClear: () => void;
  selection: Selection;
  arrivals: Arrivals;
  isFresh: (at: string | null) => boolean;
}

/** The clients as rows: loading, failing, empty, or there, and growing as one scrolls. */
export function ClientTable(props: ClientTableProps) {
  const { list, rows, graph, arrivals } = props;
  const navigate = useNavigate();

  if (list.isPending) return <GridSkeleton what={t('clients')} />;
  if (list.isError && rows.length === 0) {
    return (
      <div className={classes['panel']}>
        <Failure error={list.error} onRetry={() => void list.refetch()} />
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div className={classes['panel']}>
        <NoClients narrowed={props.narrowed} onClear={props.onClear} />
      </div>
    );
  }
  return (
    <div className={classes['table']} data-old={list.isPlaceholderData || undefined}>
      <News waiting={arrivals.waiting} failed={arrivals.failed} busy={list.isRefetching} onShow={arrivals.show} />
      <DataGrid
        label={t('Clients')}
        rows={rows}
        columns={props.columns}
        choice={props.choice}
        sorting={props.sorting}
        rowId={({ id }) => id}
        rowName={({ name, email }) => name ?? email ?? t('Unnamed client')}
        compact={(client) => <ClientRow client={client} graph={graph} />}
        onOpen={({ id }) => void navigate({ to: '/dashboard/client/$clientId/', params: { clientId: id } })}
        selection={props.selection}
        marked={({ captured_at, created_at }) => (props.isFresh(captured_at ?? created_at) ? 'fresh' : null)}
        grows={list}
        even
      />
    </div>
  );
}
