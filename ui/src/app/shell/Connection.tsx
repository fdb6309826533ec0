import { Tooltip } from '@mantine/core';

import { useDevice } from '@/api/device';
import { useLiveConnection } from '@/api/live-context';
import { t, words } from '@/lib/i18n';
import type { ConnectionState } from '@/transport';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './Connection.module.css';

const said: Record<ConnectionState, [label: string, meaning: string]> = {
  connecting: [t('Connecting'), t('Asking the server for live changes.')],
  live: [t('Live'), t('Changes appear by themselves.')],
  reconnecting: [t('Reconnecting'), t('Live changes are interrupted; what you see may be old.')],
  offline: [t('Offline'), t('There is no network. What you see may be old.')],
};

/** Whether what is on the screen keeps itself up to date. */
export function Connection({ compact = false }: { compact?: boolean }) {
  const state = useLiveConnection();
  const [label, meaning] = said[state];
  const contact = useDevice()?.sync?.last_contact_at;
  return (
    <Tooltip label={meaning} position="top-start" multiline maw={240}>
      <span className={classes['connection']} data-state={state} data-compact={compact || undefined} role="status">
        <span className={classes['dot']} aria-hidden="true" />
        <span className={compact && state === 'live' ? 'visually-hidden' : undefined}>
          {state === 'offline' && contact && !compact
            ? words('Offline, as of {time}', { time: <TimeAgo at={contact} suffix /> })
            : label}
        </span>
      </span>
    </Tooltip>
  );
}
