import { columnVisibilityFeature, createColumnHelper, rowSelectionFeature, tableFeatures, useTable, type RowData } from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { Checkbox } from '@mantine/core';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';

import { t } from '@/lib/i18n';

import { useShortcuts } from '../shortcuts';
import { useWidth } from '../useWidth';
import classes from './DataGrid.module.css';
import { ColumnHead } from './ColumnHead';
import { GridRow } from './GridRow';

export interface GridColumn<Row> {
  id: string;
  label: string;
  /** Whether the label is only for those who cannot see the column. */
  hideLabel?: boolean;
  /** A track of CSS grid: `120px`, `minmax(160px, 2fr)`. */
  width: string;
  render: (row: Row) => ReactNode;
  /** Shown only where the grid is at least this wide. */
  from?: number;
  align?: 'end';
  /** What the list calls this order; the other way round it stands with a minus. */
  sort?: string;
  /** Which way the first click sorts: times and sums are wanted newest and largest first. */
  sortFirst?: 'down';
  /** Whether it is only there for those who chose it. */
  extra?: boolean;
}

export interface Sorting {
  /** `name`, `-name`; undefined for the list's own order. */
  by: string | undefined;
  onChange: (by: string) => void;
}

export interface Selection {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
}

interface DataGridProps<Row> {
  /** What the rows are, for those who cannot see them: "Clients". */
  label: string;
  rows: readonly Row[];
  columns: readonly GridColumn<Row>[];
  rowId: (row: Row) => string;
  /** A row in few words: "Ana Ruiz". */
  rowName: (row: Row) => string;
  /** A row where there is no room for columns. */
  compact: (row: Row) => ReactNode;
  onOpen?: ((row: Row) => void) | undefined;
  selection?: Selection | undefined;
  /** By the head of a column; absent: the order is fixed. */
  sorting?: Sorting | undefined;
  /** A row that shall catch the eye. */
  marked?: ((row: Row) => 'fresh' | 'quiet' | null) | undefined;
  onEnd?: (() => void) | undefined;
  rowHeight?: number;
}

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature });
const compactBelow = 680;
const barHeight = 100;

/** A virtualised table that scrolls with the page, by mouse or by keyboard (j, k, Enter, x). */
export function DataGrid<Row extends RowData>(props: DataGridProps<Row>) {
  const { rows, columns, rowId, selection, onEnd, rowHeight = 56 } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const body = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  const [active, setActive] = useState(0);
  const isEmpty = rows.length === 0;
  const compact = width > 0 && width < compactBelow;

  // Cells are drawn by `render` itself and not as components made from it: those would be new ones
  // after each change of the columns, and an open menu in a cell would be gone.
  const columnDefs = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return columns.map(({ id, label }) => helper.display({ id, header: label }));
  }, [columns]);
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map(({ id, from }) => [id, width === 0 || width >= (from ?? 0)])),
    [columns, width],
  );
  const rowSelection = useMemo(
    () => Object.fromEntries([...(selection?.ids ?? [])].map((id) => [id, true as const])),
    [selection?.ids],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: columnDefs,
    data,
    getRowId: rowId,
    state: { columnVisibility, rowSelection },
    enableRowSelection: selection !== undefined,
    onRowSelectionChange: (update) => {
      const next = typeof update === 'function' ? update(rowSelection) : update;
      selection?.onChange(new Set(Object.keys(next).filter((id) => next[id])));
    },
  });
  const modelRows = table.getRowModel().rows;

  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    setOffset(Math.round(top + window.scrollY));
  }, [width, isEmpty]);

  const virtual = useWindowVirtualizer({
    count: modelRows.length,
    estimateSize: () => (compact ? 92 : rowHeight),
    getItemKey: (index) => modelRows[index]?.id ?? index,
    overscan: 8,
    scrollMargin: offset,
    scrollPaddingStart: barHeight,
    scrollPaddingEnd: 16,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (modelRows.length > 0 && last >= modelRows.length - 10) onEnd?.();
  }, [last, modelRows.length, onEnd]);

  const current = Math.min(active, Math.max(0, modelRows.length - 1));
  const focusRow = (index: number) => {
    if (modelRows.length === 0) return;
    const next = Math.max(0, Math.min(modelRows.length - 1, index));
    setActive(next);
    virtual.scrollToIndex(next, { align: 'auto' });
    const focus = () => {
      const row = body.current?.querySelector<HTMLElement>(`[data-index="${next}"]`);
      row?.focus({ preventScroll: true });
      return row;
    };
    // A row that is far away is only drawn after the scroll.
    if (!focus()) requestAnimationFrame(focus);
  };
  const inGrid = () => body.current?.contains(document.activeElement) ?? false;
  useShortcuts([
    { keys: 'j', label: t('Next row'), group: t('Lists'), run: () => focusRow(inGrid() ? current + 1 : current) },
    { keys: 'k', label: t('Previous row'), group: t('Lists'), run: () => focusRow(inGrid() ? current - 1 : current) },
  ]);

  const shown = columns.filter(({ id }) => table.getColumn(id)?.getIsVisible());
  const tracks = compact
    ? `${selection ? '40px ' : ''}minmax(0, 1fr)`
    : `${selection ? '40px ' : ''}${shown.map((column) => column.width).join(' ')}`;
  const someSelected = (selection?.ids.size ?? 0) > 0;

  return (
    <div
      ref={frame}
      className={classes['grid']}
      role="grid"
      aria-label={props.label}
      aria-rowcount={modelRows.length + 1}
      aria-multiselectable={selection ? true : undefined}
      style={{ '--tracks': tracks } as React.CSSProperties}
    >
      <div role="rowgroup" className={compact && !selection ? 'visually-hidden' : classes['head']}>
        <div role="row" aria-rowindex={1} className={classes['headRow']}>
          {selection && (
            <div role="columnheader">
              <Checkbox
                aria-label={t('Select all loaded rows')}
                checked={someSelected && table.getIsAllRowsSelected()}
                indeterminate={someSelected && !table.getIsAllRowsSelected()}
                onChange={() => table.toggleAllRowsSelected(!table.getIsAllRowsSelected())}
              />
            </div>
          )}
          {compact ? (
            <div role="columnheader">{props.label}</div>
          ) : (
            shown.map((column) => <ColumnHead key={column.id} column={column} sorting={props.sorting} />)
          )}
        </div>
      </div>
      <div role="rowgroup" ref={body} className={classes['body']} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = modelRows[item.index];
          if (!row) return null;
          return (
            <GridRow
              key={item.key}
              ref={virtual.measureElement}
              index={item.index}
              top={item.start - virtual.options.scrollMargin}
              name={props.rowName(row.original)}
              active={item.index === current}
              selected={selection ? row.getIsSelected() : null}
              mark={props.marked?.(row.original) ?? null}
              onFocusRow={focusRow}
              onActive={setActive}
              onToggle={() => row.toggleSelected()}
              onOpen={props.onOpen && (() => props.onOpen?.(row.original))}
            >
              {compact ? (
                <div role="gridcell">{props.compact(row.original)}</div>
              ) : (
                shown.map(({ id, align, render }) => (
                  <div key={id} role="gridcell" data-align={align}>
                    {render(row.original)}
                  </div>
                ))
              )}
            </GridRow>
          );
        })}
      </div>
    </div>
  );
}
