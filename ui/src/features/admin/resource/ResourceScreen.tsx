import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';

import { exportFile } from '@/api/export';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import { t } from '@/lib/i18n';
import type { AdminSearch } from '@/lib/search';
import { ColumnMenu } from '@/ui/grid/ColumnMenu';
import { ExportButton } from '@/ui/desk/ExportButton';
import { DataGrid, type GridColumn } from '@/ui/grid/DataGrid';
import { GridSkeleton } from '@/ui/grid/GridSkeleton';
import { News } from '@/ui/grid/News';
import { useColumnChoice } from '@/ui/grid/useColumnChoice';
import { Page } from '@/ui/Page';
import { useShortcuts } from '@/ui/shortcuts';
import { Empty, Failure } from '@/ui/states';

import { ImportButton } from '../import/ImportButton';
import { manyActions } from './bulk';
import { BulkBar } from './BulkBar';
import { Filters } from './Filters';
import classes from './ResourceScreen.module.css';
import { RowActions } from './RowActions';
import { RowDrawer } from './RowDrawer';
import { isNarrowed, rowQuery, stillThere, useRows } from './rows';
import type { Resource } from './types';
import { useHeldRows } from './useHeldRows';

/** A list of one kind of row with its search, filters, order and columns, its form and its actions, all from a description. */
export function ResourceScreen<Row extends object>({ resource }: { resource: Resource<Row> }) {
  const search: AdminSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const cache = useQueryClient();
  const may = useCan();
  const query = useMemo(() => rowQuery(resource, search), [resource, search]);
  const list = useRows(resource, query);
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.results) ?? [], [list.data]);
  const [chosen, setSelected] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(() => stillThere(chosen, loaded, resource.rowId), [chosen, loaded, resource]);
  const { shown: rows, waiting, show } = useHeldRows({
    rows: loaded,
    idOf: resource.rowId,
    subject: list.isPlaceholderData ? null : JSON.stringify(query),
    busy: selected.size > 0,
  });
  const set = (change: AdminSearch) =>
    void navigate({ to: resource.path, search: { ...search, ...change }, replace: !('open' in change) });
  const narrow = (change: AdminSearch) => {
    setSelected(new Set());
    set(change);
  };
  const refresh = () => cache.invalidateQueries({ queryKey: keys.admin(resource.key) });
  const mayCreate = resource.form?.create !== undefined;
  const opens = resource.form?.update !== undefined || resource.detail !== undefined;
  const newLabel = resource.newLabel ?? t('New');
  useShortcuts(mayCreate ? [{ keys: 'c', label: newLabel, group: t('Lists'), run: () => set({ open: 'new' }) }] : []);

  const { actions, exports } = resource;
  const columns = useMemo<readonly GridColumn<Row>[]>(
    () =>
      actions && actions.length > 0
        ? [
            ...resource.columns,
            {
              id: 'actions',
              label: t('Actions'),
              hideLabel: true,
              width: '44px',
              render: (row) => <RowActions row={row} name={resource.rowName(row)} actions={actions} onDone={() => void refresh()} />,
            },
          ]
        : resource.columns,
    // eslint-disable-next-line react-hooks/exhaustive-deps -- refresh only hangs on what is listed
    [resource, actions, cache],
  );
  const [shown, choice] = useColumnChoice(resource.key, columns);
  const hasBulk = manyActions(resource).length > 0 || resource.exportRows !== undefined;

  return (
    <Page
      title={resource.title}
      actions={
        <>
          {resource.aside}
          {resource.imports && <ImportButton info={resource.imports} onDone={() => void refresh()} />}
          {exports && may('export') && <ExportButton save={() => exportFile(exports, query)} />}
          {choice.columns.length > 1 && <ColumnMenu choice={choice} />}
          {mayCreate && (
            <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => set({ open: 'new' })}>
              {newLabel}
            </Button>
          )}
        </>
      }
    >
      <p className={classes['explain']}>{resource.explain}</p>
      <Filters resource={resource} search={search} onChange={narrow} />
      {list.isPending && <GridSkeleton what={resource.title} rows={8} />}
      {list.isError && rows.length === 0 && (
        <div className={classes['panel']}>
          <Failure error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isSuccess && rows.length === 0 && (
        <div className={classes['panel']}>
          <Empty title={isNarrowed(resource, search) ? t('Nothing fits these filters') : t('Nothing here yet')} />
        </div>
      )}
      <News
        waiting={waiting}
        failed={list.isRefetchError && rows.length > 0}
        busy={list.isRefetching && list.isRefetchError}
        onShow={list.isRefetchError ? () => void list.refetch() : show}
      />
      {rows.length > 0 && (
        <DataGrid
          label={resource.title}
          rows={rows}
          columns={shown}
          rowId={resource.rowId}
          rowName={resource.rowName}
          compact={(row) => (
            <span className={classes['compact']}>
              {resource.compact(row)}
              {actions && <RowActions row={row} name={resource.rowName(row)} actions={actions} onDone={() => void refresh()} />}
            </span>
          )}
          onOpen={opens ? (row) => set({ open: resource.rowId(row), tab: undefined }) : undefined}
          selection={hasBulk ? { ids: selected, onChange: setSelected } : undefined}
          sorting={{ by: search.order ?? resource.order, onChange: (order) => narrow({ order }) }}
          marked={(row) => (resource.quiet?.(row) ? 'quiet' : null)}
          grows={list}
          rowHeight={52}
        />
      )}
      {hasBulk && (
        <BulkBar
          resource={resource}
          rows={rows.filter((row) => selected.has(resource.rowId(row)))}
          onSelect={setSelected}
          onDone={() => void refresh()}
        />
      )}
      <RowDrawer
        resource={resource}
        rows={rows}
        wanted={search.open}
        tab={search.tab}
        onTab={(tab) => set({ tab })}
        onClose={() => set({ open: undefined, tab: undefined })}
        onSaved={refresh}
      />
    </Page>
  );
}
