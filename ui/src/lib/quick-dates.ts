import { clockTime } from './format';
import { locale, t } from './i18n';

export interface QuickDate {
  label: string;
  at: Date;
}

const hourMs = 3_600_000;
/** When a working day starts and when its last call is made. */
const morning = 9;
const afternoon = 16;

/** Times at which one would do something next, the soonest first; none of them is past. What is days away is a working day. */
export function quickDates(now: number): QuickDate[] {
  const inAnHour = roundedUp(now + hourMs);
  const later = atHour(now, 0, afternoon);
  const tomorrow = atHour(now, 1, morning);
  const inThreeDays = atHour(now, 3, morning);
  const monday = nextMonday(now);
  const dates: QuickDate[] = [{ label: t('In an hour'), at: inAnHour }];
  if (later.getTime() - now > 2 * hourMs) dates.push({ label: t('Today, {time}', { time: time(later) }), at: later });
  dates.push({ label: t('Tomorrow, {time}', { time: time(tomorrow) }), at: tomorrow });
  if (inThreeDays.getDay() % 6 !== 0) dates.push({ label: weekday(inThreeDays), at: inThreeDays });
  if (monday.toDateString() !== inThreeDays.toDateString() && monday.toDateString() !== tomorrow.toDateString()) {
    dates.push({ label: weekday(monday), at: monday });
  }
  return dates.sort((a, b) => a.at.getTime() - b.at.getTime());
}

const time = (at: Date) => clockTime(at.toISOString());
const weekday = (at: Date) => new Intl.DateTimeFormat(locale(), { weekday: 'long', month: 'short', day: 'numeric' }).format(at);

function atHour(now: number, days: number, hour: number): Date {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  date.setHours(hour, 0, 0, 0);
  return date;
}

function nextMonday(now: number): Date {
  const weekdayNow = new Date(now).getDay();
  return atHour(now, (8 - weekdayNow) % 7 || 7, morning);
}

/** To the next quarter of an hour. */
function roundedUp(at: number): Date {
  const quarterMs = hourMs / 4;
  return new Date(Math.ceil(at / quarterMs) * quarterMs);
}

/** What the field of a date and time holds: local, to the minute. */
export function fieldValue(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
