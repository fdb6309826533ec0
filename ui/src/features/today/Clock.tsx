import classes from './Clock.module.css';
import { clockFace } from './clock';
import { useSecond } from './useSecond';

/** How long is left to contact a new lead, to the second; red once it is late. */
export function Clock({ dueAt }: { dueAt: string }) {
  const { late, digits, said } = clockFace(dueAt, useSecond());
  return (
    <span className={classes['clock']} data-late={late || undefined} title={said}>
      <span aria-hidden="true">{digits}</span>
      <span className="visually-hidden">{said}</span>
    </span>
  );
}
