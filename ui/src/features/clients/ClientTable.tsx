import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconArrowUp } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';

import type { Client, StageGraph, UserRef } from '@/api/types';
import { t } from '@/lib/i18n';
import { DataGrid, type Selection } from '@/ui/grid/DataGrid';
import { GridSkeleton } from '@/ui/grid/GridSkeleton';
import { Empty, Failure } from '@/ui/states';

import type { useClientList } from './api';
import { clientColumns, ClientCard } from './columns';
import classes from './ClientTable.module.css';
import type { Arrivals } from './useArrivals';

interface ClientTableProps {
  list: ReturnType<typeof useClientList>;
  rows: readonly Client[];
  graph: StageGraph | undefined;
  people: readonly UserRef[];
  load: ReadonlyMap<string, number>;
  narrowed: boolean;
  onClear: () => void;
  selection: Selection | undefined;
  onAssign: ((client: Client, to: UserRef | null) => void) | null;
  arrivals: Arrivals;
}

/** The clients as rows: loading, failing, empty, or there, and growing as one scrolls. */
export function ClientTable(props: ClientTableProps) {
  const { list, rows, graph, people, load, onAssign, arrivals } = props;
  const navigate = useNavigate();
  const columns = useMemo(() => clientColumns({ graph, people, load, onAssign }), [graph, people, load, onAssign]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

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
        {props.narrowed ? (
          <Empty
            title={t('No client fits these filters')}
            action={
              <Button variant="default" onClick={props.onClear}>
                {t('Clear all filters')}
              </Button>
            }
          />
        ) : (
          <Empty title={t('No leads yet')}>
            {t('As soon as a visitor tells the chatbot their name, email and phone, the lead appears here by itself.')}
          </Empty>
        )}
      </div>
    );
  }
  return (
    <div className={classes['table']} data-old={list.isPlaceholderData || undefined}>
      <p className="visually-hidden" role="status">
        {arrivals.waiting ? t('New leads have arrived.') : ''}
      </p>
      {arrivals.waiting && !list.isFetching && (
        <Button className={classes['pill'] ?? ''} radius="xl" size="xs" leftSection={<IconArrowUp size={14} />} onClick={arrivals.show}>
          {t('New leads')}
        </Button>
      )}
      <DataGrid
        label={t('Clients')}
        rows={rows}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ name, email }) => name ?? email ?? t('Unnamed client')}
        compact={(client) => <ClientCard client={client} graph={graph} />}
        onOpen={({ id }) => void navigate({ to: '/dashboard/client/$clientId/', params: { clientId: id } })}
        selection={props.selection}
        marked={(client) => (arrivals.isFresh(client) ? 'fresh' : null)}
        onEnd={onEnd}
      />
      <div className={classes['end']} aria-live="polite">
        {isFetchingNextPage && t('Loading more…')}
        {list.isFetchNextPageError && (
          <Button variant="subtle" size="xs" onClick={() => void fetchNextPage()}>
            {t('More could not be loaded. Try again')}
          </Button>
        )}
      </div>
    </div>
  );
}
