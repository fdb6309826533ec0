import { useMemo, useState } from 'react';

import { preferences } from '@/platform';

import type { GridColumn } from './DataGrid';

/** What somebody made of a list's columns; what it does not name is as everybody sees it. */
export interface ColumnLayout {
  /** The ids in the order they stand; those it leaves out come after. */
  order: readonly string[];
  shown: Readonly<Record<string, boolean>>;
  /** In pixels. */
  widths: Readonly<Record<string, number>>;
}

export interface ColumnChoice {
  columns: readonly { id: string; label: string; shown: boolean }[];
  toggle: (id: string) => void;
  /** Puts a column before or behind another one. */
  place: (id: string, beside: string, after: boolean) => void;
  /** Null gives the width back that everybody sees. */
  resize: (id: string, px: number | null) => void;
  /** Goes back to what everybody sees; null where nothing was chosen. */
  reset: (() => void) | null;
  layout: ColumnLayout;
  /** Goes back to a lent layout as it was lent. */
  asLent: () => void;
}

/** The layout of something that is open, such as a shared view: it counts as long as that is open. */
export interface LentLayout {
  of: string;
  layout: ColumnLayout;
}

/** The layout that counts: one's own, or the lent one with what was changed in it. */
export function layoutNow(own: ColumnLayout, lent: LentLayout | null, changed: LentLayout | null): ColumnLayout {
  if (!lent) return own;
  return changed?.of === lent.of ? changed.layout : lent.layout;
}

export const plainLayout: ColumnLayout = { order: [], shown: {}, widths: {} };

/**
 * Which columns of a list this person wants to see, where and how wide, kept under a name; the first one always stays
 * first. What is changed in a lent layout is not kept: one's own comes back with the end of the loan.
 */
export function useColumnChoice<Row>(
  name: string,
  columns: readonly GridColumn<Row>[],
  lent: LentLayout | null = null,
): [readonly GridColumn<Row>[], ColumnChoice] {
  const [own, setOwn] = useState(() => readLayout(preferences.read(`columns.${name}`)));
  const [changed, setChanged] = useState<LentLayout | null>(null);
  const layout = layoutNow(own, lent, changed);
  const take = (next: ColumnLayout) => {
    if (lent) {
      setChanged({ of: lent.of, layout: next });
      return;
    }
    setOwn(next);
    preferences.write(`columns.${name}`, JSON.stringify(next));
  };
  const ordered = useMemo(() => inOrder(columns, layout.order), [columns, layout.order]);
  const choosable = ordered.slice(1).filter(({ hideLabel }) => !hideLabel);
  const isShown = ({ id, extra }: GridColumn<Row>) => layout.shown[id] ?? !extra;
  const shown = useMemo(
    () =>
      ordered
        .filter((column, index) => index === 0 || column.hideLabel || (layout.shown[column.id] ?? !column.extra))
        .map((column) => {
          const [px, chosen] = [layout.widths[column.id], layout.shown[column.id]];
          // Whoever asks for a column sees it on a narrow screen as well.
          const { from, ...rest } = column;
          return { ...rest, ...(px ? { width: `${px}px` } : {}), ...(from !== undefined && !chosen ? { from } : {}) };
        }),
    [ordered, layout],
  );
  return [
    shown,
    {
      columns: choosable.map((column) => ({ id: column.id, label: column.label, shown: isShown(column) })),
      toggle: (id) => {
        const column = choosable.find((one) => one.id === id);
        if (column) take({ ...layout, shown: { ...layout.shown, [id]: !isShown(column) } });
      },
      place: (id, beside, after) => {
        const rest = ordered.map((column) => column.id).filter((other) => other !== id);
        const at = rest.indexOf(beside) + (after ? 1 : 0);
        if (id !== columns[0]?.id && at > 0) take({ ...layout, order: rest.toSpliced(at, 0, id) });
      },
      resize: (id, px) => {
        const others = Object.entries(layout.widths).filter(([other]) => other !== id);
        take({ ...layout, widths: Object.fromEntries(px === null ? others : [...others, [id, Math.round(px)]]) });
      },
      reset: isPlain(layout) ? null : () => take(plainLayout),
      layout,
      asLent: () => setChanged(null),
    },
  ];
}

const isPlain = ({ order, shown, widths }: ColumnLayout) =>
  order.length + Object.keys(shown).length + Object.keys(widths).length === 0;

function inOrder<Row>(columns: readonly GridColumn<Row>[], order: readonly string[]): readonly GridColumn<Row>[] {
  if (order.length === 0) return columns;
  const place = ({ id, hideLabel }: GridColumn<Row>, index: number) => {
    if (index === 0) return -1;
    const held = order.indexOf(id);
    // The actions at the end stay there.
    return hideLabel || held < 0 ? order.length + index : held;
  };
  return columns
    .map((column, index) => ({ column, at: place(column, index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ column }) => column);
}

/** A layout as it was kept; what cannot be read was not chosen. */
export function readLayout(kept: unknown): ColumnLayout {
  let held = kept;
  try {
    if (typeof kept === 'string') held = JSON.parse(kept);
  } catch {
    return plainLayout;
  }
  if (typeof held !== 'object' || held === null) return plainLayout;
  const { order, shown, widths } = held as Record<string, unknown>;
  return {
    order: Array.isArray(order) ? order.filter((id) => typeof id === 'string') : [],
    shown: only(shown, (value): value is boolean => typeof value === 'boolean'),
    widths: only(widths, (value): value is number => typeof value === 'number' && value >= narrowestPx),
  };
}

/** No column is made narrower. */
export const narrowestPx = 56;

function only<Value>(held: unknown, fits: (value: unknown) => value is Value): Record<string, Value> {
  const entries = Object.entries(typeof held === 'object' && held !== null ? held : {});
  return Object.fromEntries(entries.flatMap(([id, value]: [string, unknown]) => (fits(value) ? [[id, value]] : [])));
}
