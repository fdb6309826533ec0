import { expect, test } from 'vitest';

import { dayBack, dayEnd, dayStart, daysBack, dayWords } from './days';

const now = new Date(2026, 2, 10, 15, 30).getTime();
const midnight = (month: number, day: number) => new Date(2026, month, day).toISOString();

test('a day lasts from its first moment to that of the next', () => {
  expect([dayStart('2026-03-01', now), dayEnd('2026-03-01', now)]).toEqual([midnight(2, 1), midnight(2, 2)]);
  expect(dayEnd('2026-12-31', now)).toBe(new Date(2027, 0, 1).toISOString());
});

test('a distance is one from today, and stays one', () => {
  expect(daysBack('-7d')).toBe(7);
  expect([dayStart('-7d', now), dayEnd('-0d', now)]).toEqual([midnight(2, 3), midnight(2, 11)]);
  expect(dayBack(10, now)).toBe('2026-02-28');
});

test('what names no day is none', () => {
  for (const text of ['', 'soon', '2026-13-40', '7d', '2026-3-1']) {
    expect([dayStart(text, now), dayEnd(text, now)]).toEqual([null, null]);
  }
  expect(dayWords('soon')).toBe('soon');
  expect(dayWords('2026-03-01')).toBe('Mar 1, 2026');
});
