import { locale } from '@/lib/i18n';

/** A day as it stands in a date field and in the address: `2026-03-01`. */
export const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** The first moment of a day where the reader is; null for what names none. */
export function dayStart(day: string | undefined): string | null {
  const date = day !== undefined && dayPattern.test(day) ? new Date(`${day}T00:00`) : null;
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}

/** The first moment after a day. */
export function dayEnd(day: string | undefined): string | null {
  const start = dayStart(day);
  if (start === null) return null;
  const next = new Date(start);
  next.setDate(next.getDate() + 1);
  return next.toISOString();
}

/** The day so many days before now. */
export function dayBack(days: number, now: number): string {
  const date = new Date(now);
  date.setDate(date.getDate() - days);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `Mar 1, 2026`; what names no day stays as it is. */
export function dayWords(day: string): string {
  const start = dayStart(day);
  return start === null ? day : new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(start));
}
