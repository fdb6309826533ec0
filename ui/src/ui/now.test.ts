import { afterEach, expect, it, vi } from 'vitest';

import { present } from './now';

afterEach(() => vi.useRealTimers());

it('is one moment for all that is drawn in one go, and is not long out of date', () => {
  vi.useFakeTimers();
  const before = present();
  vi.advanceTimersByTime(40);
  expect(present()).toBe(before);
  vi.advanceTimersByTime(60_000);
  expect(present()).toBe(Date.now());
});
