import { expect, test } from 'vitest';

import type { Reviews, Spending } from '@/api/types';

import { accuracyBy, accuracyByWeek, accuracyOf, spendingByDay, weekOf } from './report';

const review = (day: string, path: string, verdict: Reviews['verdict'], fields: number): Reviews => ({
  day,
  path,
  extractor: 'rules',
  verdict,
  fields,
});

test('accuracy is the share that people found right', () => {
  const reviews = [
    review('2026-03-02', 'intent', 'right', 6),
    review('2026-03-08', 'intent', 'wrong', 1),
    review('2026-03-09', 'summary', 'missed', 2),
    review('2026-03-09', 'summary', 'invented', 1),
  ];
  expect(accuracyOf(reviews)).toEqual({ right: 6, wrong: 1, missed: 2, invented: 1, all: 10, share: 0.6 });
  expect(accuracyBy(reviews, ({ path }) => path).map(([path, { all }]) => [path, all])).toEqual([
    ['intent', 7],
    ['summary', 3],
  ]);
  expect(accuracyByWeek(reviews).map(([week, { share }]) => [week, share])).toEqual([
    ['2026-03-02', 6 / 7],
    ['2026-03-09', 0],
  ]);
  expect(accuracyOf([]).share).toBe(0);
});

test('a week begins on its Monday', () => {
  expect(weekOf('2026-03-02')).toBe('2026-03-02');
  expect(weekOf('2026-03-08')).toBe('2026-03-02');
  expect(weekOf('2026-01-01')).toBe('2025-12-29');
});

test('days come newest first with what they cost in all', () => {
  const spent = (day: string, extractor: string, cost_micros: number): Spending => ({
    day, extractor, cost_micros, runs: 1, failed_runs: 0, prompt_tokens: 1, completion_tokens: 1,
  });
  const days = spendingByDay([spent('2026-03-01', 'rules', 0), spent('2026-03-02', 'a', 5), spent('2026-03-02', 'b', 7)]);
  expect(days.map(({ day, micros, rows }) => [day, micros, rows.length])).toEqual([
    ['2026-03-02', 12, 2],
    ['2026-03-01', 0, 1],
  ]);
});
