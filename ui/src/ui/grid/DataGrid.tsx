import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { Checkbox } from '@mantine/core';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';

import { t } from '@/lib/i18n';

import { useShortcuts } from '../shortcuts';
import { useWidth } from '../useWidth';
import classes from './DataGrid.module.css';
import { ColumnHead } from './ColumnHead';
import { GridEnd, mayGrow, type Growing } from './GridEnd';
import { GridRow, type RowActions } from './GridRow';
import type { ColumnChoice } from './useColumnChoice';

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
  /** The orders there are, where a column has only one way. */
  only?: readonly string[];
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
  /** Lets columns be moved and drawn wider by their heads; `columns` are then those it gave. */
  choice?: ColumnChoice | undefined;
  /** A row that shall catch the eye. */
  marked?: ((row: Row) => 'fresh' | 'quiet' | null) | undefined;
  /** The list that the rows are the first pages of: it is read on as one scrolls. */
  grows?: Growing | undefined;
  rowHeight?: number;
  /** Whether no row is ever higher: nothing is measured then. */
  even?: boolean;
}

const compactBelow = 680;
const barHeight = 100;
const gapPx = 12;

/** A virtualised table that scrolls with the page, by mouse or by keyboard (j, k, Enter, x). */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { rows, columns, rowId, selection, choice, grows, rowHeight = 56 } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const body = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  const [active, setActive] = useState(0);
  const isEmpty = rows.length === 0;
  const compact = width > 0 && width < compactBelow;
  const shown = useMemo(() => columns.filter(({ from }) => width === 0 || width >= (from ?? 0)), [columns, width]);

  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    setOffset(Math.round(top + window.scrollY));
  }, [width, isEmpty]);

  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (compact ? 92 : rowHeight),
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowId(row);
    },
    overscan: 8,
    scrollMargin: offset,
    scrollPaddingStart: barHeight,
    scrollPaddingEnd: 16,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const fetchNextPage = grows && mayGrow(grows) ? grows.fetchNextPage : null;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 10) void fetchNextPage?.();
  }, [last, rows.length, fetchNextPage]);

  const current = Math.min(active, Math.max(0, rows.length - 1));
  const focusRow = (index: number) => {
    if (rows.length === 0) return;
    const next = Math.max(0, Math.min(rows.length - 1, index));
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

  const lastToggled = useRef(0);
  const select = (ids: Iterable<string>) => selection?.onChange(new Set(ids));
  const toggle = (index: number, through: boolean) => {
    const row = rows[index];
    if (!selection || row === undefined) return;
    const on = !selection.ids.has(rowId(row));
    const [from, to] = through ? [Math.min(index, lastToggled.current), Math.max(index, lastToggled.current)] : [index, index];
    const touched = rows.slice(from, to + 1).map(rowId);
    lastToggled.current = index;
    select(on ? [...selection.ids, ...touched] : [...selection.ids].filter((id) => !touched.includes(id)));
  };
  const latest = useRef<Pick<RowActions<Row>, 'focus' | 'toggle' | 'open'>>({ focus: focusRow, toggle, open: null });
  useEffect(() => {
    latest.current = { focus: (index) => focusRow(index), toggle, open: props.onOpen ?? null };
  });
  // The rows keep one set of actions, so that a scroll draws only those that come into sight.
  const [actions] = useState<RowActions<Row>>(() => ({
    focus: (index) => latest.current.focus(index),
    activate: setActive,
    toggle: (index, through) => latest.current.toggle(index, through),
    open: (row) => latest.current.open?.(row),
  }));

  const tracksOf = (widths: readonly string[]) =>
    [...(selection ? ['40px'] : []), ...(compact ? ['minmax(0, 1fr)'] : widths)].join(' ');
  const tracks = tracksOf(shown.map((column) => column.width));
  const leastPx = compact ? 0 : leastWidth(shown, selection !== undefined);
  const overflows = width > 0 && leastPx > width;
  const onWidth = (id: string, px: number) =>
    frame.current?.style.setProperty('--tracks', tracksOf(shown.map((column) => (column.id === id ? `${px}px` : column.width))));
  const chosen = selection?.ids.size ?? 0;
  const allChosen = chosen > 0 && chosen >= rows.length && rows.every((row) => selection?.ids.has(rowId(row)));
  const style = { '--tracks': tracks, ...(overflows ? { '--least': `${leastPx}px` } : {}) } as React.CSSProperties;

  return (
    <>
      <div
        ref={frame}
        className={classes['grid']}
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-multiselectable={selection ? true : undefined}
        data-overflows={overflows || undefined}
        style={style}
      >
        <div role="rowgroup" className={compact && !selection ? 'visually-hidden' : classes['head']}>
          <div role="row" aria-rowindex={1} className={classes['headRow']}>
            {selection && (
              <div role="columnheader">
                <Checkbox
                  aria-label={t('Select all loaded rows')}
                  checked={allChosen}
                  indeterminate={chosen > 0 && !allChosen}
                  onChange={() => select(allChosen ? [] : rows.map(rowId))}
                />
              </div>
            )}
            {compact ? (
              <div role="columnheader">{props.label}</div>
            ) : (
              shown.map((column) => <ColumnHead key={column.id} column={column} sorting={props.sorting} choice={choice} onWidth={onWidth} />)
            )}
          </div>
        </div>
        <div
          className={classes['sideways']}
          role="presentation"
          ref={body}
          onScroll={(event) => frame.current?.style.setProperty('--shift', `${-event.currentTarget.scrollLeft}px`)}
        >
          <div role="rowgroup" className={classes['body']} style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              return (
                <GridRow
                  key={item.key}
                  measure={props.even && !compact ? null : virtual.measureElement}
                  row={row}
                  index={item.index}
                  top={item.start - virtual.options.scrollMargin}
                  name={props.rowName(row)}
                  columns={shown}
                  compact={compact ? props.compact : null}
                  active={item.index === current}
                  selected={selection ? selection.ids.has(rowId(row)) : null}
                  mark={props.marked?.(row) ?? null}
                  opens={props.onOpen !== undefined}
                  actions={actions}
                />
              );
            })}
          </div>
        </div>
      </div>
      {grows && <GridEnd grows={grows} />}
      {overflows && <SidewaysBar body={body} px={leastPx} />}
    </>
  );
}

/** The narrowest all the columns may stand in. */
function leastWidth(columns: readonly { width: string }[], selects: boolean): number {
  const least = columns.reduce((sum, { width }) => sum + Number(/(\d+)px/.exec(width)?.[1] ?? 80) + gapPx, selects ? 40 + gapPx : 0);
  return least + 2 * 16;
}

/** The scrollbar of a table whose own one lies far below. */
function SidewaysBar({ body, px }: { body: React.RefObject<HTMLDivElement | null>; px: number }) {
  return (
    <div
      className={classes['sidewaysBar']}
      role="group"
      tabIndex={0}
      aria-label={t('More columns')}
      onScroll={(event) => body.current?.scrollTo({ left: event.currentTarget.scrollLeft })}
    >
      <div style={{ width: px }} />
    </div>
  );
}
