import { expect, test } from 'vitest';

import { isQuiet } from './quiet';

const hours = { fromHour: 21, untilHour: 8 };
const quietIn = (zone: string, at: string, quiet = hours) => isQuiet(new Date(at), zone, quiet);

test('quiet hours are those of the place, over midnight too', () => {
  // 15:30 UTC is 7:30 in Los Angeles and 10:30 in New York.
  expect(quietIn('America/Los_Angeles', '2026-03-02T15:30:00Z')).toBe(true);
  expect(quietIn('America/New_York', '2026-03-02T15:30:00Z')).toBe(false);
  expect(quietIn('America/New_York', '2026-03-03T02:00:00Z')).toBe(true);
  expect(quietIn('America/New_York', '2026-03-03T13:00:00Z')).toBe(false);
});

test('hours within a day, and none at all', () => {
  const noon = '2026-03-02T17:00:00Z';
  expect(quietIn('America/New_York', noon, { fromHour: 12, untilHour: 13 })).toBe(true);
  expect(quietIn('America/New_York', noon, { fromHour: 13, untilHour: 14 })).toBe(false);
  expect(quietIn('America/New_York', noon, { fromHour: 12, untilHour: 12 })).toBe(false);
});
