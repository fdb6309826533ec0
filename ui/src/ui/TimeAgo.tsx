import { ago, dateTime } from '@/lib/format';

import { useNow } from './now';

interface TimeAgoProps {
  at: string;
  /** Says "ago" after a time that is past. */
  suffix?: boolean;
  /** A word before a span that lasts: `lead="for"` gives "for 3d", and "just now" at its start. */
  lead?: string;
}

/** A time as its distance from now; the whole date on hover and for screen readers. */
export function TimeAgo({ at, suffix = false, lead }: TimeAgoProps) {
  const text = ago(at, useNow());
  const words = text === 'now' ? 'just now' : `${lead ?? ''} ${text}`.trim();
  const past = suffix && text !== 'now' && !text.startsWith('in ');
  return (
    <time dateTime={at} title={dateTime(at)}>
      {lead === undefined && !suffix ? text : past ? `${words} ago` : words}
    </time>
  );
}
