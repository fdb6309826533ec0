import { useState } from 'react';

import { preferences } from '@/platform';

import type { GridColumn } from './DataGrid';

export interface ColumnChoice {
  columns: readonly { id: string; label: string; shown: boolean }[];
  toggle: (id: string) => void;
  /** Goes back to what everybody sees; null where nothing was chosen. */
  reset: (() => void) | null;
}

/** Which columns of a list this person wants to see, kept under a name; the first one always stays. */
export function useColumnChoice<Row>(name: string, columns: readonly GridColumn<Row>[]): [readonly GridColumn<Row>[], ColumnChoice] {
  const [kept, setKept] = useState(() => read(name));
  const isShown = ({ id, extra }: GridColumn<Row>) => kept[id] ?? !extra;
  const keep = (next: Record<string, boolean>) => {
    setKept(next);
    preferences.write(`columns.${name}`, JSON.stringify(next));
  };
  const choosable = columns.slice(1).filter(({ hideLabel }) => !hideLabel);
  const shown = columns.filter((column) => !choosable.includes(column) || isShown(column));
  return [
    shown,
    {
      columns: choosable.map((column) => ({ id: column.id, label: column.label, shown: isShown(column) })),
      toggle: (id) => {
        const column = choosable.find((one) => one.id === id);
        if (column) keep({ ...kept, [id]: !isShown(column) });
      },
      reset: Object.keys(kept).length > 0 ? () => keep({}) : null,
    },
  ];
}

function read(name: string): Record<string, boolean> {
  const shown: Record<string, boolean> = {};
  try {
    const kept: unknown = JSON.parse(preferences.read(`columns.${name}`) ?? '{}');
    for (const [id, value] of Object.entries(kept ?? {})) {
      if (typeof value === 'boolean') shown[id] = value;
    }
  } catch {
    // What cannot be read was not chosen.
  }
  return shown;
}
