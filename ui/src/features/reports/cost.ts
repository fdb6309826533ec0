import type { Spending } from '@/api/types';
import { grouped } from '@/lib/group';

import type { Days } from './range';

export interface DayCost {
  day: string;
  runs: number;
  failed: number;
  micros: number;
}

const dayMs = 86_400_000;

/** What each day cost, those without any cost as well, so that a row of days has no holes. */
export function costByDay(spending: readonly Spending[], { from, until }: Days): DayCost[] {
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
