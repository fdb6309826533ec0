import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';

import classes from './DataGrid.module.css';
import type { GridColumn, Sorting } from './DataGrid';

/** The head of a column; a button where the list can be ordered by it. */
export function ColumnHead<Row>({ column, sorting }: { column: GridColumn<Row>; sorting: Sorting | undefined }) {
  const { label, align, hideLabel, sort, sortFirst } = column;
  if (!sort || !sorting) {
    return (
      <div role="columnheader" data-align={align}>
        {hideLabel ? <span className="visually-hidden">{label}</span> : label}
      </div>
    );
  }
  const [up, down] = [sort, `-${sort}`];
  const way = sorting.by === up ? 'ascending' : sorting.by === down ? 'descending' : undefined;
  const first = sortFirst === 'down' ? down : up;
  const next = way === undefined ? first : way === 'ascending' ? down : up;
  const Arrow = (way ?? (sortFirst === 'down' ? 'descending' : 'ascending')) === 'ascending' ? IconArrowUp : IconArrowDown;
  return (
    <div role="columnheader" data-align={align} aria-sort={way}>
      <button type="button" className={classes['sort']} onClick={() => sorting.onChange(next)}>
        {label}
        <Arrow size={13} aria-hidden="true" />
      </button>
    </div>
  );
}
