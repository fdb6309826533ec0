import { ago, dateTime, lasting } from '@/lib/format';

import { useNow } from './now';

interface TimeAgoProps {
  at: string;
  /** Says "ago" after a time that is past. */
  suffix?: boolean;
  /** Tells a span that lasts: "for 3d", and "just now" at its start. */
  lead?: 'for';
}

/** A time as its distance from now; the whole date on hover and for screen readers. */
export function TimeAgo({ at, suffix = false, lead }: TimeAgoProps) {
  const now = useNow();
  return (
    <time dateTime={at} title={dateTime(at)}>
      {lead ? lasting(at, now) : ago(at, now, suffix ? 'sentence' : 'short')}
    </time>
  );
}
