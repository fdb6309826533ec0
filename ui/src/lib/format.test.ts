import { expect, it } from 'vitest';

import { ago, asSentence, dayName, fromCode, initials, phone, span } from './format';

const now = Date.parse('2026-03-10T12:00:00Z');
const before = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

it.each([
  [0.5, 'now'],
  [4, '4m'],
  [180, '3h'],
  [1440 * 2, '2d'],
  [1440 * 20, '2w'],
  [1440 * 100, '3mo'],
  [1440 * 800, '2y'],
  [-120, 'in 2h'],
])('%s minutes before is %s', (minutes, text) => {
  expect(ago(before(minutes), now)).toBe(text);
});

it.each([
  ['+14155550134', '(415) 555-0134'],
  ['+4915112345678', '+4915112345678'],
])('%s is written %s', (value, text) => {
  expect(phone(value)).toBe(text);
});

it.each([
  ['Ana Ruiz', 'AR'],
  ['Ana Maria de la Ruiz', 'AR'],
  ['ana@example.com', 'AC'],
  ['Madonna', 'M'],
  [null, '?'],
])('%s has the letters %s', (name, letters) => {
  expect(initials(name)).toBe(letters);
});

it('days have names', () => {
  const noon = new Date(2026, 2, 10, 12).getTime();
  expect(dayName(new Date(2026, 2, 10, 1).toISOString(), noon)).toBe('Today');
  expect(dayName(new Date(2026, 2, 9, 23).toISOString(), noon)).toBe('Yesterday');
  expect(dayName(new Date(2025, 11, 31, 23).toISOString(), noon)).toContain('2025');
});

it('numbers of things and codes read as words', () => {
  expect(span(90_000)).toBe('1 day');
  expect(fromCode('client.view_all')).toBe('Client view all');
  expect(asSentence('home equity loan')).toBe('Home equity loan');
});
