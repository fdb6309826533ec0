import { describe, expect, it } from 'vitest';

import { after, begun, carriedOver, changeOf, contactDraft, contactQuestions, contested, decided, valuesOf, withExpected } from './contact';

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

describe('a half-typed edit', () => {
  const typed = { ...valuesOf(seen), name: 'Ada L', phone: '' };

  it('goes on where it was left, and is no draft where nothing is changed', () => {
    expect(begun(seen, contactDraft(seen, typed))).toEqual({ seen, values: typed, disputes: {} });
    expect(contactDraft(seen, valuesOf(seen))).toBeNull();
  });

  it('is shown beside what somebody saved meanwhile, until it is decided', () => {
    const now = { name: 'Ada B', email: 'b@example.com', phone: seen.phone };
    const edit = begun(now, contactDraft(seen, typed));
    expect(edit.disputes).toEqual({ name: { theirs: 'Ada B', mine: 'Ada L', chosen: null } });
    // Left again undecided, it is asked again.
    expect(begun(now, contactDraft(edit.seen, edit.values)).disputes).toEqual(edit.disputes);
    expect(edit.values.email).toBe('b@example.com');
    const mine = decided(edit, 'name', 'mine');
    expect(withExpected(mine.seen, changeOf(mine.seen, mine.values))).toEqual({ name: 'Ada L', phone: null, expected: { name: 'Ada B', phone: seen.phone } });
    expect(begun(now, contactDraft(mine.seen, mine.values)).disputes).toEqual({});
    const theirs = decided(edit, 'name', 'theirs');
    expect(changeOf(theirs.seen, theirs.values)).toEqual({ phone: null });
  });

  it('asks nobody about one’s own word whose answer was lost', () => {
    const now = { ...seen, name: 'Ada L.' };
    expect(begun(now, { ...contactDraft(seen, typed), command: 'c' })).toEqual({ seen, values: typed, disputes: {} });
  });

  it('keeps what was typed while it was saved', () => {
    const saved = { ...seen, name: 'Ada L', phone: null };
    const edit = after(saved, typed, { ...typed, name: 'Ada Lo' });
    expect(changeOf(edit.seen, edit.values)).toEqual({ name: 'Ada Lo' });
  });
});

it('asks once for each field, with every value that was said', () => {
  const said = (field: string, value: string) => ({ field, value, session_id: 's', position: 0, at: '2026-01-01T00:00:00Z' });
  expect(contactQuestions([said('phone', '1'), said('email', 'a@b.co'), said('phone', '2'), said('phone', '1')])).toEqual([
    { field: 'phone', values: ['2', '1'] },
    { field: 'email', values: ['a@b.co'] },
  ]);
});
