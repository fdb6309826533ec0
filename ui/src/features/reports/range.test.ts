import { expect, test } from 'vitest';

import { daysBack, daysOf, daysOfPreset, firstKnownDay, presetOf, presets } from './range';

const now = Date.parse('2026-05-20T22:10:00Z');

test('a preset is counted from today, both ends included', () => {
  expect(daysOfPreset('7d', now)).toEqual({ from: '2026-05-14', until: '2026-05-20' });
  expect(daysOfPreset('month', now)).toEqual({ from: '2026-05-01', until: '2026-05-20' });
  expect(daysOfPreset('last_month', now)).toEqual({ from: '2026-04-01', until: '2026-04-30' });
  expect(daysOfPreset('quarter', now)).toEqual({ from: '2026-04-01', until: '2026-05-20' });
  expect(daysOfPreset('last_month', Date.parse('2026-01-03T00:00:00Z'))).toEqual({ from: '2025-12-01', until: '2025-12-31' });
  for (const preset of presets) {
    const { from, until } = daysOfPreset(preset, now);
    expect(from <= until).toBe(true);
  }
});

test('the address is read leniently', () => {
  expect(presetOf({})).toBe('30d');
  expect(presetOf({ range: 'ages' })).toBe('30d');
  expect(presetOf({ range: '90d' })).toBe('90d');
  expect(presetOf({ from: '2026-02-31x', until: '2026-03-01' })).toBe('30d');
  expect(daysOf({ from: '2026-03-09', until: '2026-03-01' }, now)).toEqual({ from: '2026-03-01', until: '2026-03-09' });
});

test('how far a report of the last days has to reach back', () => {
  expect(daysBack('2026-05-20', now)).toBe(1);
  expect(daysBack('2026-05-14', now)).toBe(7);
  expect(daysBack('2020-01-01', now)).toBe(366);
  expect(firstKnownDay(now)).toBe('2025-05-20');
});
