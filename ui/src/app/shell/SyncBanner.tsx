import { Link } from '@tanstack/react-router';
import { useLayoutEffect, useRef, type ReactNode } from 'react';

import { useDevice, type SyncStatus } from '@/api/device';
import { dateTime } from '@/lib/format';
import { t, words } from '@/lib/i18n';
import { Progress } from '@/ui/Progress';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './SyncBanner.module.css';

/** Above every screen, while there is something to say: how old the data is, what waits, what needs a decision. */
export function SyncBanner() {
  const report = useDevice();
  const sync = report?.phase === 'open' ? report.sync : null;
  if (!sync) return null;
  const lines = [old(sync), copying(sync), refused(sync)].filter((line) => line !== null);
  if (lines.length === 0) return null;
  return <Banner decide={sync.rejected > 0} lines={lines} />;
}

function Banner({ decide, lines }: { decide: boolean; lines: ReactNode[] }) {
  const element = useRef<HTMLElement>(null);
  // A screen as high as the window has that much less.
  useLayoutEffect(() => {
    const root = document.documentElement.style;
    const watcher = new ResizeObserver(([entry]) => {
      root.setProperty('--banner', `${entry?.borderBoxSize[0]?.blockSize ?? 0}px`);
    });
    if (element.current) watcher.observe(element.current);
    return () => {
      watcher.disconnect();
      root.removeProperty('--banner');
    };
  }, []);
  return (
    <aside ref={element} className={classes['banner']} data-tone={decide ? 'decide' : 'quiet'} role="status" aria-label={t('Sync')}>
      {lines}
      <Link to="/sync/">{decide ? t('Decide') : t('Sync')}</Link>
    </aside>
  );
}

function old({ state, last_contact_at, pending }: SyncStatus) {
  const said: Partial<Record<SyncStatus['state'], string>> = {
    offline: t('Offline.'),
    app_too_old: t('This app is older than the server: install the newer version.'),
    server_too_old: t('The server is older than this app: ask an admin to update it.'),
  };
  const word = said[state];
  if (!word) return null;
  return (
    <p key="old">
      <strong>{word}</strong>{' '}
      {last_contact_at ? (
        <span title={dateTime(last_contact_at)}>
          {words('You see what the server said {time}.', { time: <TimeAgo at={last_contact_at} suffix /> })}
        </span>
      ) : (
        t('The server has not answered yet.')
      )}{' '}
      {pending > 0 && t('{count} changes wait to be sent.', { count: pending })}
    </p>
  );
}

function copying({ snapshot }: SyncStatus) {
  if (!snapshot) return null;
  return (
    <p key="copying" className={classes['copying']}>
      <span>
        {t('Copying your clients to this computer: {done} of {total}', { done: snapshot.done, total: snapshot.total })}
      </span>
      <Progress label={t('Clients copied')} {...snapshot} />
    </p>
  );
}

function refused({ rejected }: SyncStatus) {
  if (rejected === 0) return null;
  return (
    <p key="refused">
      <strong>{t('{count} changes of yours were not accepted by the server.', { count: rejected })}</strong>
    </p>
  );
}
