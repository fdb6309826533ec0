import { Popover, Tooltip } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

import { useUnreadCount } from '@/api/notifications';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';

import classes from './Bell.module.css';

const LazyPanel = lazy(() => import('./Panel'));

/** How much the user was told and has not read, and the way to it. */
export function Bell({ position }: { position: 'right-start' | 'bottom-end' }) {
  const [opened, setOpened] = useState(false);
  const { unread = 0, isError } = useUnreadCount();
  const label = isError
    ? t('Notifications: how many are unread could not be loaded')
    : unread > 0
      ? t('Notifications: {count} unread', { count: unread })
      : t('Notifications');
  return (
    <Popover opened={opened} onChange={setOpened} position={position} width="min(380px, calc(100vw - 24px))" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={isError ? label : t('Notifications')} position="right" disabled={opened}>
          <button type="button" className={classes['bell']} aria-label={label} onClick={() => setOpened(!opened)}>
            <IconBell size={18} stroke={1.7} aria-hidden="true" />
            {(unread > 0 || isError) && (
              <span className={classes['count']} data-unknown={isError || undefined} aria-hidden="true">
                {isError ? '?' : unread > 99 ? '99+' : count(unread)}
              </span>
            )}
          </button>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('Notifications')}>
        <Suspense>
          <LazyPanel onLeave={() => setOpened(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
