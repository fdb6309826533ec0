import { Button, Switch } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconAlarm, IconAt, IconCheckbox, IconMessage, IconUserPlus, type Icon } from '@tabler/icons-react';
import { useState } from 'react';

import { useNotifications, useReadNotifications } from '@/api/notifications';
import type { Notification } from '@/api/types';
import { t } from '@/lib/i18n';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';
import { failed } from '@/ui/toast';

import { mayTell, tellOutside, tellsOutside } from './outside';
import { landing } from './landing';
import classes from './Panel.module.css';

const icons: Record<Notification['kind'], Icon> = {
  mention: IconAt,
  assigned: IconUserPlus,
  task_due: IconCheckbox,
  message: IconMessage,
  first_touch_late: IconAlarm,
};

/** A mention as it stands in a note: `@[Ana Ruiz](user:…)`. */
const mention = /@\[([^\]]+)\]\(user:[^)]*\)?/g;

/** What the user was told, newest first; each line leads to its client and is read by that. */
export default function Panel({ onLeave }: { onLeave: () => void }) {
  const list = useNotifications(true);
  const read = useReadNotifications();
  const rows = list.data?.results ?? [];
  const mark = (ids: string[] | 'all') =>
    read.mutate(ids, { onError: (error) => failed(t('It was not marked as read'), error) });
  return (
    <div className={classes['panel']}>
      <header className={classes['head']}>
        <h2>{t('Notifications')}</h2>
        <Button size="compact-sm" variant="subtle" onClick={() => mark('all')}>
          {t('Mark all as read')}
        </Button>
      </header>
      <div className={classes['list']}>
        {list.isPending && (
          <Loading what={t('notifications')}>
            <Lines count={4} />
          </Loading>
        )}
        {list.isError && <Failure compact error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && (
          <Empty compact title={t('Nothing new')}>
            {t('You are told here when somebody mentions you, gives you a client, when a task is due or a client writes.')}
          </Empty>
        )}
        <ul>
          {rows.map((row) => (
            <Line
              key={row.id}
              row={row}
              onOpen={() => {
                if (row.read_at === null) mark([row.id]);
                onLeave();
              }}
            />
          ))}
        </ul>
      </div>
      {mayTell && <Outside />}
    </div>
  );
}

function Line({ row, onOpen }: { row: Notification; onOpen: () => void }) {
  const KindIcon = icons[row.kind];
  return (
    <li data-unread={row.read_at === null || undefined}>
      <Link to="/dashboard/client/$clientId/" params={{ clientId: row.client_id }} search={landing(row)} className={classes['line']} onClick={onOpen}>
        <KindIcon size={17} stroke={1.7} aria-hidden="true" />
        <span className={classes['text']}>
          <strong>{row.client_name ?? t('Unnamed client')}</strong>
          <span>{row.title}</span>
          {row.body && <q>{row.body.replaceAll(mention, '@$1')}</q>}
          <small>
            {row.actor && `${row.actor.name || row.actor.email} · `}
            <TimeAgo at={row.created_at} suffix />
          </small>
        </span>
        {row.read_at === null && <span className={classes['dot']} role="img" aria-label={t('unread')} />}
      </Link>
    </li>
  );
}

/** Whether the browser is to tell it as well while the page is not looked at: asked here, never at the start. */
function Outside() {
  const [on, setOn] = useState(tellsOutside);
  const [refused, setRefused] = useState(false);
  const change = async (wanted: boolean) => {
    const now = await tellOutside(wanted);
    setOn(now);
    setRefused(wanted && !now);
  };
  return (
    <footer className={classes['foot']}>
      <Switch
        size="sm"
        label={t('Tell me outside of this page as well')}
        description={refused ? t('Your browser does not allow it. Its settings for this site can change that.') : t('While Rivo is in another tab or window.')}
        checked={on}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
    </footer>
  );
}
