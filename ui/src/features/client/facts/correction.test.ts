import { expect, it } from 'vitest';

import { correctionFields, correctionIn, isOvertaken, wantedOf } from './correction';

const half = { value: ' 6.5 ', seen: '7.25' };

it('a half-typed correction is kept as text and had back', () => {
  expect(correctionIn(correctionFields(half))).toEqual(half);
  expect(correctionIn(correctionFields({ value: '', seen: null }))).toEqual({ value: '', seen: null });
  expect([wantedOf(half), wantedOf({ ...half, value: ' ' })]).toEqual(['6.5', null]);
});

it('another value that stands meanwhile is told, one’s own is not', () => {
  const draft = correctionFields(half);
  expect(isOvertaken(draft, '7.25')).toBe(false);
  expect(isOvertaken(draft, '6.5')).toBe(false);
  expect(isOvertaken(draft, '5')).toBe(true);
  expect(isOvertaken(draft, null)).toBe(true);
  // It was sent, and its answer was lost: it is sent again before anybody is asked.
  expect(isOvertaken({ ...draft, command: 'c' }, '6.5%')).toBe(false);
});
