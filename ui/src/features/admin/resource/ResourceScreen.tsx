import { Button, Drawer, Select } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';

import { keys } from '@/api/keys';
import type { AdminSearch } from '@/lib/search';
import { DataGrid, type GridColumn } from '@/ui/grid/DataGrid';
import { GridSkeleton } from '@/ui/grid/GridSkeleton';
import { Page } from '@/ui/Page';
import { SearchField } from '@/ui/SearchField';
import { useShortcuts } from '@/ui/shortcuts';
import { Empty, Failure } from '@/ui/states';

import { ResourceForm } from './ResourceForm';
import classes from './ResourceScreen.module.css';
import { RowActions } from './RowActions';
import type { Resource, RowQuery } from './types';

/** A list of one kind of row with its search, its filters, its form and its actions, all from a description. */
export function ResourceScreen<Row extends object>({ resource }: { resource: Resource<Row> }) {
  const search: AdminSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const cache = useQueryClient();
  const list = useRows(resource, search);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.results) ?? [], [list.data]);
  const set = (change: AdminSearch) =>
    void navigate({ to: resource.path, search: { ...search, ...change }, replace: !('open' in change) });
  const open = (row: Row) => set({ open: resource.rowId(row) });
  const close = () => set({ open: undefined });
  const refresh = () => cache.invalidateQueries({ queryKey: keys.admin(resource.key) });
  const mayCreate = resource.form?.create !== undefined;
  const opens = resource.form?.update !== undefined || resource.detail !== undefined;
  useShortcuts(mayCreate ? [{ keys: 'c', label: `New ${resource.one}`, group: 'Lists', run: () => set({ open: 'new' }) }] : []);

  const actions = resource.actions;
  const columns = useMemo<readonly GridColumn<Row>[]>(
    () =>
      actions
        ? [
            ...resource.columns,
            {
              id: 'actions',
              label: 'Actions',
              hideLabel: true,
              width: '44px',
              render: (row) => <RowActions row={row} name={resource.rowName(row)} actions={actions} onDone={() => void refresh()} />,
            },
          ]
        : resource.columns,
    // eslint-disable-next-line react-hooks/exhaustive-deps -- refresh only hangs on what is listed
    [resource, actions, cache],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <Page
      title={resource.title}
      actions={
        mayCreate && (
          <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => set({ open: 'new' })}>
            New {resource.one}
          </Button>
        )
      }
    >
      <p className={classes['explain']}>{resource.explain}</p>
      {(resource.search || resource.filters) && (
        <div className={classes['filters']} role="search" aria-label={resource.title}>
          {resource.search && (
            <SearchField
              label={resource.search}
              value={search.q ?? ''}
              onSearch={(q) => set({ q: q || undefined })}
              className={classes['search'] ?? ''}
            />
          )}
          {resource.filters?.map(({ name, label, empty, options }) => (
            <Select
              key={name}
              aria-label={label}
              placeholder={empty}
              clearable
              clearButtonProps={{ 'aria-label': `Clear: ${label}` }}
              data={[...options]}
              value={search[name] ?? null}
              onChange={(value) => set({ [name]: value ?? undefined })}
            />
          ))}
        </div>
      )}
      {list.isPending && <GridSkeleton what={resource.title.toLowerCase()} rows={8} />}
      {list.isError && rows.length === 0 && (
        <div className={classes['panel']}>
          <Failure error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isSuccess && rows.length === 0 && (
        <div className={classes['panel']}>
          <Empty title={isNarrowed(search) ? `No ${resource.one} fits` : `No ${resource.one} yet`} />
        </div>
      )}
      {rows.length > 0 && (
        <DataGrid
          label={resource.title}
          rows={rows}
          columns={columns}
          rowId={resource.rowId}
          rowName={resource.rowName}
          compact={(row) => (
            <span className={classes['compact']}>
              {resource.compact(row)}
              {actions && <RowActions row={row} name={resource.rowName(row)} actions={actions} onDone={() => void refresh()} />}
            </span>
          )}
          onOpen={opens ? open : undefined}
          marked={(row) => (resource.quiet?.(row) ? 'quiet' : null)}
          onEnd={onEnd}
          rowHeight={52}
        />
      )}
      <RowDrawer resource={resource} rows={rows} wanted={search.open} onClose={close} onSaved={refresh} />
    </Page>
  );
}

const isNarrowed = ({ q, state, action, kind }: AdminSearch) => [q, state, action, kind].some(Boolean);

function useRows<Row>(resource: Resource<Row>, search: AdminSearch) {
  const { q, state, action, kind } = search;
  const filter: RowQuery = {
    ...(q ? { q } : {}),
    ...(state ? { state } : {}),
    ...(action ? { action } : {}),
    ...(kind ? { kind } : {}),
  };
  return useInfiniteQuery({
    queryKey: [...keys.admin(resource.key), filter],
    queryFn: ({ pageParam, signal }) => resource.list(pageParam ? { ...filter, cursor: pageParam } : filter, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (shown) => shown,
  });
}

interface RowDrawerProps<Row> {
  resource: Resource<Row>;
  rows: readonly Row[];
  wanted: string | undefined;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}

function RowDrawer<Row>({ resource, rows, wanted, onClose, onSaved }: RowDrawerProps<Row>) {
  const [kept, setKept] = useState<string | undefined>(wanted);
  // The drawer keeps its content while it slides away.
  if (wanted !== undefined && wanted !== kept) setKept(wanted);
  const row = rows.find((held) => resource.rowId(held) === kept) ?? null;
  const isNew = kept === 'new';
  const title = isNew ? `New ${resource.one}` : row ? resource.rowName(row) : '';
  return (
    <Drawer
      opened={wanted !== undefined && (isNew || row !== null)}
      onClose={onClose}
      position="right"
      size="min(480px, 100%)"
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {resource.form && (isNew || row) && (
        <ResourceForm key={kept} form={resource.form} row={isNew ? null : row} one={resource.one} onClose={onClose} onSaved={onSaved} />
      )}
      {!isNew && row && resource.detail?.(row)}
    </Drawer>
  );
}
