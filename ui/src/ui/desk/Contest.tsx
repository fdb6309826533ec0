import { Button } from '@mantine/core';
import { useId } from 'react';

import { t } from '@/lib/i18n';

import classes from './Contest.module.css';

interface ContestProps {
  /** What it is about. */
  label: string;
  theirs: string | null;
  mine: string | null;
  /** Which one is chosen; null while nobody has. */
  chosen?: 'theirs' | 'mine' | null;
  busy?: boolean;
  onChoose: (which: 'theirs' | 'mine') => void;
}

/** Two people wrote the same thing: both words, and one of them to choose. */
export function Contest({ label, theirs, mine, chosen = null, busy = false, onChoose }: ContestProps) {
  const id = useId();
  const sides = [
    ['theirs', t('Somebody saved meanwhile'), theirs, t('Keep theirs')],
    ['mine', t('You wrote'), mine, t('Use mine')],
  ] as const;
  return (
    <div className={classes['contest']} role="alert" aria-label={t('Two versions: {label}', { label })}>
      {sides.map(([side, heading, value, action]) => (
        <div key={side} className={classes['side']} data-chosen={chosen === side || undefined}>
          <small id={`${id}-${side}`}>{heading}</small>
          <strong>{value ?? t('nothing')}</strong>
          <Button
            size="compact-sm"
            variant={side === 'mine' ? 'filled' : 'default'}
            disabled={busy}
            aria-pressed={chosen === side}
            aria-describedby={`${id}-${side}`}
            onClick={() => onChoose(side)}
          >
            {action}
          </Button>
        </div>
      ))}
    </div>
  );
}
