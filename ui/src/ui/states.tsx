import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import { t } from '@/lib/i18n';
import { needsServer, Unreachable } from '@/transport';

import classes from './states.module.css';

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  compact?: boolean;
  /** Whether the title is the heading of the whole screen. */
  heading?: boolean;
}

/** Nothing is here, and why that is or what to do about it. */
export function Empty({ title, children, action, compact = false, heading = false }: EmptyProps) {
  const Title = heading ? 'h1' : 'p';
  return (
    <div className={classes['state']} data-compact={compact || undefined}>
      {!compact && <Waves />}
      <Title className={classes['title']}>{title}</Title>
      {children && <p className={classes['text']}>{children}</p>}
      {action}
    </div>
  );
}

interface FailureProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  compact?: boolean;
}

/** Something could not be loaded: what the server says, and another try. */
export function Failure({ error, onRetry, compact = false }: FailureProps) {
  return (
    <div className={classes['state']} data-compact={compact || undefined} data-tone="bad" role="alert">
      <p className={classes['title']}>
        {needsServer(error) ? t('This needs the server') : error instanceof Unreachable ? t('No connection to Rivo') : t('This could not be loaded')}
      </p>
      <p className={classes['text']}>{failureText(error)}</p>
      {onRetry && (
        <Button variant="default" size="xs" onClick={onRetry}>
          {t('Try again')}
        </Button>
      )}
    </div>
  );
}

/** An error as a sentence. */
export const failureText = (error: unknown) =>
  error instanceof Error && error.message ? error.message : t('Something went wrong. Try again.');

/** Grey lines in the place of text that is on its way. */
export function Lines({ count, height = 14 }: { count: number; height?: number }) {
  return (
    <div className={classes['lines']} aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <span key={index} style={{ height, width: `${60 + ((index * 37) % 38)}%` }} />
      ))}
    </div>
  );
}

/** Says once, for those who cannot see the grey, that something is loading. */
export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div aria-busy="true">
      <p className="visually-hidden" role="status">
        {t('Loading {what}…', { what })}
      </p>
      {children}
    </div>
  );
}

function Waves() {
  return (
    <svg viewBox="0 0 96 48" width="96" height="48" className={classes['waves']} aria-hidden="true">
      <path d="M4 14c10-9 19-9 29-1s20 8 30-1c9-8 18-9 29-2" />
      <path d="M4 26c10-9 19-9 29-1s20 8 30-1c9-8 18-9 29-2" />
      <path d="M4 38c10-9 19-9 29-1s20 8 30-1c9-8 18-9 29-2" />
    </svg>
  );
}
