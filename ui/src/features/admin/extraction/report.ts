import type { Reviews, Spending } from '@/api/types';
import { grouped } from '@/lib/group';

/** How often people found what was extracted right. */
export interface Accuracy {
  right: number;
  wrong: number;
  missed: number;
  invented: number;
  all: number;
  /** The share that was right, 0 to 1. */
  share: number;
}

const none: Accuracy = { right: 0, wrong: 0, missed: 0, invented: 0, all: 0, share: 0 };

/** All reviews as one figure. */
export function accuracyOf(reviews: readonly Reviews[]): Accuracy {
  const sum = reviews.reduce(
    (total, { verdict, fields }) => ({ ...total, [verdict]: total[verdict] + fields, all: total.all + fields }),
    none,
  );
  return { ...sum, share: sum.all > 0 ? sum.right / sum.all : 0 };
}

/** One figure for each key, the ones with most to say first. */
export function accuracyBy(reviews: readonly Reviews[], key: (review: Reviews) => string): [string, Accuracy][] {
  const groups = grouped(reviews, key);
  return [...groups].map(([name, group]) => [name, accuracyOf(group)] as [string, Accuracy]).sort(([, a], [, b]) => b.all - a.all);
}

/** The Monday of a day's week, both as `2026-03-02`. */
export function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

/** Week by week, oldest first; weeks nobody looked at anything are left out. */
export const accuracyByWeek = (reviews: readonly Reviews[]): [string, Accuracy][] =>
  accuracyBy(reviews, ({ day }) => weekOf(day)).sort(([a], [b]) => a.localeCompare(b));

/** What was spent on each day, newest first, with the rows of its extractors. */
export function spendingByDay(spending: readonly Spending[]): { day: string; micros: number; rows: Spending[] }[] {
  const days = grouped(spending, ({ day }) => day);
  return [...days]
    .map(([day, rows]) => ({ day, rows, micros: rows.reduce((sum, { cost_micros }) => sum + cost_micros, 0) }))
    .sort((a, b) => b.day.localeCompare(a.day));
}
