import classes from './Bars.module.css';

/** What a colour stands for; it never says anything that the words beside it do not. */
export type ChartTone = 'main' | 'second' | 'bad' | 'quiet' | `phase-${1 | 2 | 3 | 4 | 5}`;

export interface Bar {
  key: string;
  name: string;
  value: number;
  /** What stands behind the bar. */
  text: string;
  /** A limit within the bar's scale, drawn as a line. */
  limit?: number | null;
  tone?: ChartTone;
}

interface BarsProps {
  /** What the picture shows, for those who cannot see it. */
  label: string;
  bars: readonly Bar[];
  /** What a whole bar stands for; the highest value where it is absent. */
  most?: number;
}

/** Values side by side as lying bars, the name before and the figure behind each. */
export function Bars({ label, bars, most = highest(bars) }: BarsProps) {
  return (
    <div role="img" aria-label={label} className={classes['bars']}>
      {bars.map(({ key, name, value, text, limit = null, tone = 'main' }) => (
        <div key={key} className={classes['row']}>
          <span className={classes['name']}>{name}</span>
          <span className={classes['track']}>
            {value > 0 && <i className={classes['bar']} data-tone={tone} style={{ width: `${(value / most) * 100}%` }} />}
            {limit !== null && <i className={classes['limit']} style={{ insetInlineStart: `${(limit / most) * 100}%` }} />}
          </span>
          <span className={classes['text']}>{text}</span>
        </div>
      ))}
    </div>
  );
}

const highest = (bars: readonly Bar[]) => Math.max(1, ...bars.map(({ value, limit }) => Math.max(value, limit ?? 0)));
