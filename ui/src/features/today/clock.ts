import { t } from '@/lib/i18n';

const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export interface ClockFace {
  late: boolean;
  /** The digits, or hours where it is long past: `4:07`, `+12:30`, `+3h`. */
  digits: string;
  /** The same for those who hear it; changes once a minute. */
  said: string;
}

/** What the clock of a new lead shows. */
export function clockFace(dueAt: string, now: number): ClockFace {
  const left = Date.parse(dueAt) - now;
  const late = left <= 0;
  const span = Math.abs(left);
  // What is left is rounded up, so that 0:00 is the moment it is late.
  const seconds = late ? Math.floor(span / secondMs) : Math.ceil(span / secondMs);
  const digits = span < hourMs ? minutesAndSeconds(seconds) : long(span);
  return {
    late,
    digits: late ? `+${digits}` : digits,
    said: late
      ? t('The first contact is {span} late', { span: spoken(span) })
      : t('{span} left for the first contact', { span: spoken(span) }),
  };
}

const minutesAndSeconds = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

function long(ms: number): string {
  const hours = Math.floor(ms / hourMs);
  return hours < 48 ? t('{n}h', { n: hours }) : t('{n}d', { n: Math.floor(hours / 24) });
}

function spoken(ms: number): string {
  if (ms >= hourMs) return long(ms);
  return t('{n}m', { n: Math.floor(ms / minuteMs) });
}
