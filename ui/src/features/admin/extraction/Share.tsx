import { percent } from '@/lib/format';

import classes from './Share.module.css';

interface ShareProps {
  /** What is measured, for those who cannot see the bar. */
  label: string;
  /** 0 to 1. */
  share: number;
  text: string;
  tone?: 'good' | 'bad';
}

/** A share as a bar and in words. */
export function Share({ label, share, text, tone = 'good' }: ShareProps) {
  return (
    <div className={classes['share']} data-tone={tone}>
      <meter className={classes['meter']} min={0} max={1} value={share} aria-label={`${label}: ${percent(share)}`} />
      <span>{text}</span>
    </div>
  );
}
