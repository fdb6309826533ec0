import classes from './Progress.module.css';

interface ProgressProps {
  label: string;
  done: number;
  /** 0 while it is not known. */
  total: number;
}

/** How far something is that takes its time. */
export function Progress({ label, done, total }: ProgressProps) {
  return (
    <progress className={classes['progress']} aria-label={label} {...(total > 0 ? { max: total, value: Math.min(done, total) } : {})} />
  );
}
