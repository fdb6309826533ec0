import { Tooltip } from '@mantine/core';

import { useDevice } from '@/api/device';
import { useLiveConnection } from '@/api/live-context';
import type { ConnectionState } from '@/transport';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './Connection.module.css';

const words: Record<ConnectionState, [label: string, meaning: string]> = {
  connecting: ['Connecting', 'Asking the server for live changes.'],
  live: ['Live', 'Changes appear by themselves.'],
  reconnecting: ['Reconnecting', 'Live changes are interrupted; what you see may be old.'],
  offline: ['Offline', 'There is no network. What you see may be old.'],
};

/** Whether what is on the screen keeps itself up to date. */
export function Connection({ compact = false }: { compact?: boolean }) {
  const state = useLiveConnection();
  const [label, meaning] = words[state];
  const heard = useDevice()?.sync?.last_contact_at;
  return (
    <Tooltip label={meaning} position="top-start" multiline maw={240}>
      <span className={classes['connection']} data-state={state} data-compact={compact || undefined} role="status">
        <span className={classes['dot']} aria-hidden="true" />
        <span className={compact && state === 'live' ? 'visually-hidden' : undefined}>
          {label}
          {state === 'offline' && heard && !compact && (
            <>
              , as of <TimeAgo at={heard} suffix />
            </>
          )}
        </span>
      </span>
    </Tooltip>
  );
}
