import { expect, it } from 'vitest';

import { quickDates } from './due';

const dates = (now: Date) => quickDates(now).map(({ at }) => at);

it('quick dates are local times of the working day', () => {
  expect(dates(new Date(2026, 10, 26, 10, 20))).toEqual(['2026-11-26T17:00', '2026-11-27T09:00', '2026-11-29T09:00', '2026-11-30T09:00']);
});

it('a Monday means the next one, and a late today is still ahead', () => {
  expect(dates(new Date(2026, 10, 30, 16, 40))).toEqual(['2026-11-30T18:00', '2026-12-01T09:00', '2026-12-03T09:00', '2026-12-07T09:00']);
});
