import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { PointerEvent } from 'react';

import classes from './DataGrid.module.css';
import type { GridColumn, Sorting } from './DataGrid';
import { narrowestPx, type ColumnChoice } from './useColumnChoice';

interface ColumnHeadProps<Row> {
  column: GridColumn<Row>;
  sorting: Sorting | undefined;
  choice: ColumnChoice | undefined;
  /** Shows a width before it is kept. */
  onWidth: (id: string, px: number) => void;
}

/** The head of a column: orders the list where it can, is dragged to another place, is drawn wider at its end. */
export function ColumnHead<Row>({ column, sorting, choice, onWidth }: ColumnHeadProps<Row>) {
  const { id, label, align, hideLabel, sort, sortFirst } = column;
  const movable = choice !== undefined && !hideLabel;
  const common = {
    role: 'columnheader',
    'data-align': align,
    'data-column': movable ? id : undefined,
    onPointerDown: movable ? (event: PointerEvent) => drag(event, id, choice) : undefined,
  };
  const end = movable && <Edge id={id} choice={choice} onWidth={onWidth} />;
  if (!sort || !sorting) {
    return (
      <div {...common}>
        {hideLabel ? <span className="visually-hidden">{label}</span> : label}
        {end}
      </div>
    );
  }
  const [up, down] = [sort, `-${sort}`];
  const way = sorting.by === up ? 'ascending' : sorting.by === down ? 'descending' : undefined;
  const first = sortFirst === 'down' ? down : up;
  const next = way === undefined ? first : way === 'ascending' ? down : up;
  const Arrow = (way ?? (sortFirst === 'down' ? 'descending' : 'ascending')) === 'ascending' ? IconArrowUp : IconArrowDown;
  return (
    <div {...common} aria-sort={way}>
      <button type="button" className={classes['sort']} onClick={() => sorting.onChange(sorting.only?.includes(next) === false ? first : next)}>
        {label}
        <Arrow size={13} aria-hidden="true" />
      </button>
      {end}
    </div>
  );
}

/** Draws the column wider or narrower; a double click gives its width back. Keys do it in the menu of the columns. */
function Edge({ id, choice, onWidth }: { id: string; choice: ColumnChoice; onWidth: (id: string, px: number) => void }) {
  const widthOf = (edge: Element) => Math.round(edge.parentElement?.getBoundingClientRect().width ?? 0);
  const onPointerDown = (down: PointerEvent<HTMLSpanElement>) => {
    down.stopPropagation();
    down.preventDefault();
    const edge = down.currentTarget;
    const before = widthOf(edge);
    let px = before;
    edge.setPointerCapture(down.pointerId);
    edge.onpointermove = (event) => {
      px = Math.max(narrowestPx, before + event.clientX - down.clientX);
      onWidth(id, px);
    };
    edge.onpointerup = edge.onpointercancel = () => {
      edge.onpointermove = edge.onpointerup = edge.onpointercancel = null;
      if (px !== before) choice.resize(id, px);
    };
  };
  return (
    <span
      className={classes['edge']}
      aria-hidden="true"
      onPointerDown={onPointerDown}
      onDoubleClick={() => choice.resize(id, null)}
    />
  );
}

/** Takes a head along to another place in its row. */
function drag(down: PointerEvent, id: string, choice: ColumnChoice) {
  if (down.button !== 0 || down.pointerType === 'touch') return;
  let target: HTMLElement | null = null;
  let after = false;
  const mark = (head: HTMLElement | null) => {
    if (target) delete target.dataset['drop'];
    target = head;
    if (target) target.dataset['drop'] = after ? 'after' : 'before';
  };
  const onMove = (event: globalThis.PointerEvent) => {
    if (Math.abs(event.clientX - down.clientX) < 8) return;
    const head = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-column]') ?? null;
    if (head) {
      const { left, width } = head.getBoundingClientRect();
      after = event.clientX > left + width / 2;
    }
    mark(head?.dataset['column'] === id ? null : head);
  };
  const stop = () => {
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', stop);
    window.removeEventListener('pointercancel', stop);
    const beside = target?.dataset['column'];
    mark(null);
    if (beside === undefined) return;
    // The click that ends the drag is not one on the head.
    const swallow = (event: Event) => event.stopPropagation();
    window.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
    choice.place(id, beside, after);
  };
  window.addEventListener('pointermove', onMove);
  window.addEventListener('pointerup', stop);
  window.addEventListener('pointercancel', stop);
}
