import type { ChartTone } from './Bars';
import classes from './Columns.module.css';

export interface Column {
  key: string;
  name: string;
  value: number;
  text: string;
  tone?: ChartTone;
}

interface ColumnsProps {
  /** What the picture shows, for those who cannot see it. */
  label: string;
  columns: readonly Column[];
}

/** More columns than this have no room for words below each: then only the ends are named. */
const mostNamed = 12;

/** Values in a row as standing columns: days, or spans of time. */
export function Columns({ label, columns }: ColumnsProps) {
  const most = Math.max(1, ...columns.map(({ value }) => value));
  const named = columns.length <= mostNamed;
  return (
    <div role="img" aria-label={label} className={classes['chart']}>
      <div className={classes['columns']} data-named={named || undefined}>
        {columns.map(({ key, name, value, text, tone = 'main' }) => (
          <span key={key} className={classes['column']} title={`${name}: ${text}`}>
            <span className={classes['space']}>
              {named && <span className={classes['text']}>{text}</span>}
              <i className={classes['bar']} data-tone={tone} style={{ height: `${(value / most) * 100}%` }} />
            </span>
            {named && <span className={classes['name']}>{name}</span>}
          </span>
        ))}
      </div>
      {!named && (
        <div className={classes['ends']}>
          <span>{columns[0]?.name}</span>
          <span>{columns.at(-1)?.name}</span>
        </div>
      )}
    </div>
  );
}
