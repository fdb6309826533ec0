import type { Spending } from '@/api/types';
import { grouped } from '@/lib/group';

import { firstKnownDay, type Days } from './range';

export interface DayCost {
  day: string;
  runs: number;
  failed: number;
  micros: number;
}

/** What some days cost. */
export interface Costs {
  /** Each day that is known, also without any cost, so that a row of days has no holes. */
  rows: DayCost[];
  /** Of the days before this one it is not known; null where all are. */
  knownFrom: string | null;
}

const dayMs = 86_400_000;

/** What each day cost, as far back as that is told. */
export function costByDay(spending: readonly Spending[], { from, until }: Days, now: number): Costs {
  const first = firstKnownDay(now);
  const isCut = from < first;
  return { rows: rowsOf(spending, { from: isCut ? first : from, until }), knownFrom: isCut ? first : null };
}

function rowsOf(spending: readonly Spending[], { from, until }: Days): DayCost[] {
  const byDay = grouped(spending, ({ day }) => day);
  const days: DayCost[] = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${until}T00:00:00Z`); at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10);
    const rows = byDay.get(day) ?? [];
    const sum = (of: (row: Spending) => number) => rows.reduce((all, row) => all + of(row), 0);
    days.push({
      day,
      runs: sum(({ runs }) => runs),
      failed: sum(({ failed_runs }) => failed_runs),
      micros: sum(({ cost_micros }) => cost_micros),
    });
  }
  return days;
}
