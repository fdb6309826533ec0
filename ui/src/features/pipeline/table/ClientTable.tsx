import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconArrowUp, IconRefreshAlert } from '@tabler/icons-react';
import { useCallback } from 'react';

import type { ClientSummary, StageGraph } from '@/api/types';
import { t } from '@/lib/i18n';
import { DataGrid, type GridColumn, type Selection, type Sorting } from '@/ui/grid/DataGrid';
import { GridSkeleton } from '@/ui/grid/GridSkeleton';
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
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  const NewsIcon = arrivals.failed ? IconRefreshAlert : IconArrowUp;

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
      <p className="visually-hidden" role="status">
        {arrivals.failed ? t('The list could not be refreshed.') : arrivals.waiting ? t('There is news in this list.') : ''}
      </p>
      {(arrivals.waiting || arrivals.failed) && (
        <Button className={classes['pill'] ?? ''} radius="xl" size="xs" leftSection={<NewsIcon size={14} aria-hidden="true" />} loading={list.isRefetching} onClick={arrivals.show}>
          {arrivals.failed ? t('Not refreshed. Try again') : t('Show what is new')}
        </Button>
      )}
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
        onEnd={onEnd}
        even
      />
      <div className={classes['end']} aria-live="polite">
        {isFetchingNextPage && t('Loading more…')}
        {isFetchNextPageError && (
          <Button variant="subtle" size="xs" onClick={() => void fetchNextPage()}>
            {t('More could not be loaded. Try again')}
          </Button>
        )}
      </div>
    </div>
  );
}
