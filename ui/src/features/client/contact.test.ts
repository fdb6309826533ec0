import { describe, expect, it } from 'vitest';

import { carriedOver, changeOf, contactQuestions, contested, valuesOf, withExpected } from './contact';

const seen = { name: 'Ada', email: 'ada@example.com', phone: '+14155550100' };

it('sends only what was touched', () => {
  expect(changeOf(seen, { ...valuesOf(seen), name: ' Ada L ', email: '' })).toEqual({ name: 'Ada L', email: null });
});

describe('carriedOver', () => {
  const now = { ...seen, phone: '+14155550199' };

  it('takes over what others changed and this person did not touch', () => {
    const values = carriedOver(seen, now, { ...valuesOf(seen), name: 'Ada L' });
    expect(changeOf(now, values)).toEqual({ name: 'Ada L' });
  });

  it('keeps the own word where both changed the same field', () => {
    const values = carriedOver(seen, now, { ...valuesOf(seen), phone: '+14155550123' });
    expect(changeOf(now, values)).toEqual({ phone: '+14155550123' });
  });
});

it('expects only of what it touches that it is as it was seen', () => {
  expect(withExpected(seen, { phone: null })).toEqual({ phone: null, expected: { phone: seen.phone } });
});

it('tells the fields that two people changed in two ways', () => {
  const now = { ...seen, name: 'Ada B', phone: '+14155550199' };
  expect(contested(seen, now, { ...valuesOf(seen), name: 'Ada L', email: 'l@example.com' })).toEqual(['name']);
  expect(contested(seen, now, { ...valuesOf(seen), name: 'Ada B' })).toEqual([]);
});

it('asks once for each field, with every value that was said', () => {
  const said = (field: string, value: string) => ({ field, value, session_id: 's', position: 0, at: '2026-01-01T00:00:00Z' });
  expect(contactQuestions([said('phone', '1'), said('email', 'a@b.co'), said('phone', '2'), said('phone', '1')])).toEqual([
    { field: 'phone', values: ['2', '1'] },
    { field: 'email', values: ['a@b.co'] },
  ]);
});
