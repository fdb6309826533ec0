import { ago, dateTime } from '@/lib/format';

import { useNow } from './now';

/** A time as its distance from now; the whole date on hover and for screen readers. */
export function TimeAgo({ at, suffix = false }: { at: string; suffix?: boolean }) {
  const text = ago(at, useNow());
  const past = suffix && text !== 'now' && !text.startsWith('in ');
  return (
    <time dateTime={at} title={dateTime(at)}>
      {past ? `${text} ago` : text}
    </time>
  );
}
