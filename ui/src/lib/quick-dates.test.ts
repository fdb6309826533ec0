import { expect, test } from 'vitest';

import { fieldValue, quickDates } from './quick-dates';

const local = (text: string) => new Date(text).getTime();

test('quick dates are in order, in the future and each another time', () => {
  for (const now of ['2026-03-02T08:10:00', '2026-03-05T15:50:00', '2026-03-06T23:30:00', '2026-03-08T11:00:00']) {
    const dates = quickDates(local(now)).map(({ at }) => at.getTime());
    expect(dates.every((at) => at > local(now))).toBe(true);
    expect([...dates].sort((a, b) => a - b)).toEqual(dates);
    expect(new Set(dates).size).toBe(dates.length);
  }
});

test('in the morning the afternoon is offered, in the evening it is not', () => {
  expect(quickDates(local('2026-03-02T08:10:00')).some(({ label }) => label.startsWith('Today'))).toBe(true);
  expect(quickDates(local('2026-03-02T18:10:00')).some(({ label }) => label.startsWith('Today'))).toBe(false);
});

test('a field holds the local time', () => {
  expect(fieldValue(new Date('2026-03-02T08:15:00'))).toBe('2026-03-02T08:15');
});
