/** Days as they stand in a date field and in an address: `2026-03-01`, or so many days back from today as `-7d`. */
import { locale } from './i18n';

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** How many days back `-7d` is; null for what is no such distance. */
export function daysBack(text: string): number | null {
  const days = /^-(\d{1,4})d$/.exec(text)?.[1];
  return days === undefined ? null : Number(days);
}

/** The first moment of a day where the reader is; null for what names none. */
export function dayStart(text: string, now: number): string | null {
  const start = startOf(text, now);
  return start && start.toISOString();
}

/** The first moment after a day. */
export function dayEnd(text: string, now: number): string | null {
  const next = startOf(text, now);
  next?.setDate(next.getDate() + 1);
  return next && next.toISOString();
}

/** The day so many days before now. */
export function dayBack(days: number, now: number): string {
  const date = back(days, now);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `Mar 1, 2026`; what names no day stays as it is. */
export function dayWords(text: string): string {
  const date = dayPattern.test(text) ? startOf(text, 0) : null;
  return date === null ? text : new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(date);
}

function startOf(text: string, now: number): Date | null {
  const distance = daysBack(text);
  const date = distance === null ? new Date(dayPattern.test(text) ? `${text}T00:00` : Number.NaN) : back(distance, now);
  date.setHours(0, 0, 0, 0);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** By the calendar: a day is not always 24 hours long. */
function back(days: number, now: number): Date {
  const date = new Date(now);
  date.setDate(date.getDate() - days);
  return date;
}
