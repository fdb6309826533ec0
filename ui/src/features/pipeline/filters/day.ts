/** Days in filters: a date, or a distance from today that stays true in a saved view. */

const dayMs = 86_400_000;

/** How many days back `-7d` is; null for what is no such distance. */
export function daysBack(text: string): number | null {
  const days = /^-(\d{1,4})d$/.exec(text)?.[1];
  return days === undefined ? null : Number(days);
}

/** The first moment of a day, where the reader is; null for what names no day. */
export function startOf(text: string, now: number): string | null {
  const back = daysBack(text);
  if (back !== null) return midnight(new Date(now - back * dayMs)).toISOString();
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00`) : null;
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}

/** The first moment after a day. */
export function endOf(text: string, now: number): string | null {
  const start = startOf(text, now);
  if (start === null) return null;
  const next = new Date(start);
  next.setDate(next.getDate() + 1);
  return next.toISOString();
}

function midnight(date: Date): Date {
  date.setHours(0, 0, 0, 0);
  return date;
}
