import { expect, test } from 'vitest';

import type { Spending } from '@/api/types';

import { costByDay } from './cost';

const now = Date.parse('2026-05-20T22:10:00Z');
const spent = (day: string, cost_micros: number) => ({ day, cost_micros, runs: 1, failed_runs: 0 }) as Spending;

test('a row of days has no holes, and a day has the sum of its models', () => {
  const { rows, knownFrom } = costByDay([spent('2026-05-20', 200), spent('2026-05-20', 50)], { from: '2026-05-19', until: '2026-05-20' }, now);
  expect(rows.map(({ day, micros }) => [day, micros])).toEqual([
    ['2026-05-19', 0],
    ['2026-05-20', 250],
  ]);
  expect(knownFrom).toBeNull();
});

test('what is not told is not known, rather than nothing', () => {
  const { rows, knownFrom } = costByDay([], { from: '2025-05-18', until: '2025-05-21' }, now);
  expect(rows.map(({ day }) => day)).toEqual(['2025-05-20', '2025-05-21']);
  expect(knownFrom).toBe('2025-05-20');
  expect(costByDay([], { from: '2024-01-01', until: '2024-02-01' }, now)).toEqual({ rows: [], knownFrom: '2025-05-20' });
});
