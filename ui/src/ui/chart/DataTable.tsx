import { csv, type CsvValue } from '@/lib/csv';
import { count } from '@/lib/format';

import classes from './DataTable.module.css';

export interface DataColumn<Row> {
  head: string;
  cell: (row: Row) => string;
  /** The figure itself, for a file; what the cell says where it is absent. */
  raw?: (row: Row) => CsvValue;
  /** Words rather than figures. */
  words?: boolean;
}

/** A column of figures: the same ones in the table and in a file, each as it should be. */
export const figureOf = <Row,>(
  head: string,
  raw: (row: Row) => number | null,
  shown: (figure: number) => string = count,
): DataColumn<Row> => ({
  head,
  raw,
  cell: (row) => {
    const figure = raw(row);
    return figure === null ? '–' : shown(figure);
  },
});

interface DataTableProps<Row> {
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The first one names the row. */
  columns: readonly DataColumn<Row>[];
}

/** The figures behind a chart. */
export function DataTable<Row>({ label, rows, rowKey, columns }: DataTableProps<Row>) {
  return (
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map(({ head, words = false }) => (
              <th key={head} scope="col" data-words={words || undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ head, cell, words = false }, index) => {
                const Cell = index === 0 ? 'th' : 'td';
                return (
                  <Cell key={head} {...(index === 0 ? { scope: 'row' } : {})} data-words={words || undefined}>
                    {cell(row)}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The same table as a file. */
export const asCsv = <Row,>(rows: readonly Row[], columns: readonly DataColumn<Row>[]): string =>
  csv(
    columns.map(({ head }) => head),
    rows.map((row) => columns.map(({ cell, raw }) => (raw ? raw(row) : cell(row)))),
  );
