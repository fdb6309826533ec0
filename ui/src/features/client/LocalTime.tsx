import { IconMoon } from '@tabler/icons-react';

import type { Client } from '@/api/types';
import { locale, t } from '@/lib/i18n';
import { useNow } from '@/ui/now';

import { useLocalTime } from './api';
import classes from './LocalTime.module.css';

/** What the clock says where the client lives, and whether it is too late to call. */
export function LocalTime({ client }: { client: Client }) {
  const now = useNow();
  const { data } = useLocalTime(client);
  if (!data || client.phone === null) return null;
  const clock = (at: number) =>
    new Intl.DateTimeFormat(locale(), { hour: 'numeric', minute: '2-digit', timeZone: data.time_zone }).format(at);
  return (
    <span className={classes['local']} data-quiet={data.quiet || undefined} title={data.time_zone}>
      {data.quiet && <IconMoon size={14} aria-hidden="true" />}
      <span>
        {t('{time} in {state}', { time: clock(now), state: data.state })}
        {data.quiet &&
          (data.opens_at ? t(', quiet hours until {time}', { time: clock(Date.parse(data.opens_at)) }) : t(', quiet hours'))}
      </span>
    </span>
  );
}
