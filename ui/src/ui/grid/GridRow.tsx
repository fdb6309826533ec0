import { memo, type KeyboardEvent, type MouseEvent, type ReactNode, type Ref } from 'react';

import { t } from '@/lib/i18n';

import type { GridColumn } from './DataGrid';
import classes from './DataGrid.module.css';

/** What a row asks of its grid; the same object as long as the grid stands. */
export interface RowActions<Row> {
  focus: (index: number) => void;
  activate: (index: number) => void;
  /** Selects the row or leaves it; `through`: all from the one selected before. */
  toggle: (index: number, through: boolean) => void;
  open: ((row: Row) => void) | null;
}

interface GridRowProps<Row> {
  measure: Ref<HTMLDivElement> | null;
  row: Row;
  index: number;
  top: number;
  name: string;
  columns: readonly GridColumn<Row>[];
  /** The row where there is no room for columns. */
  compact: ((row: Row) => ReactNode) | null;
  active: boolean;
  /** Null where rows cannot be selected. */
  selected: boolean | null;
  mark: 'fresh' | 'quiet' | null;
  opens: boolean;
  actions: RowActions<Row>;
}

function GridRowOf<Row>(props: GridRowProps<Row>) {
  const { measure, row, index, top, name, columns, compact, active, selected, mark, opens, actions } = props;

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowDown: () => actions.focus(index + 1),
      ArrowUp: () => actions.focus(index - 1),
      Home: () => actions.focus(0),
      End: () => actions.focus(Number.MAX_SAFE_INTEGER),
      PageDown: () => actions.focus(index + 10),
      PageUp: () => actions.focus(index - 10),
      Enter: () => actions.open?.(row),
      x: () => actions.toggle(index, false),
      X: () => actions.toggle(index, true),
      ' ': () => actions.toggle(index, event.shiftKey),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    if (!opens || (event.target as HTMLElement).closest('a,button,input,label,[data-control]')) return;
    // Somebody who marks text to copy it does not want to leave.
    if (window.getSelection()?.toString()) return;
    actions.open?.(row);
  };

  return (
    <div
      ref={measure}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected ?? undefined}
      aria-label={name}
      data-index={index}
      data-mark={mark ?? undefined}
      data-selected={selected || undefined}
      data-opens={opens || undefined}
      className={classes['row']}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={active ? 0 : -1}
      onFocus={() => actions.activate(index)}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      {selected !== null && (
        <div role="gridcell" data-control>
          <label className={classes['check']}>
            <input
              type="checkbox"
              aria-label={t('Select {name}', { name })}
              tabIndex={active ? 0 : -1}
              checked={selected}
              onChange={(event) => actions.toggle(index, (event.nativeEvent as Partial<globalThis.MouseEvent>).shiftKey ?? false)}
            />
          </label>
        </div>
      )}
      {compact ? (
        <div role="gridcell">{compact(row)}</div>
      ) : (
        columns.map(({ id, align, render }) => (
          <div key={id} role="gridcell" data-align={align}>
            {render(row)}
          </div>
        ))
      )}
    </div>
  );
}

/** One row: a click anywhere but on a control opens it, as Enter does. Drawn again only when something in it changed. */
export const GridRow = memo(GridRowOf) as typeof GridRowOf;
