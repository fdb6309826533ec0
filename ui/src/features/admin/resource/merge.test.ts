import { expect, test } from 'vitest';

import { draftOf, follow, merge, saved, type Draft } from './merge';

const seen = { name: 'Ana', role: 'admin', states: ['CA', 'TX'], active: true, password: '' };

test('what somebody else changed is taken over where nothing was written', () => {
  const { values, theirs } = merge(seen, { ...seen, role: 'csm' }, { ...seen, name: 'Anna' });
  expect(values).toEqual({ ...seen, name: 'Anna', role: 'csm' });
  expect(theirs).toEqual({});
});

test('what both changed stays as it is written, beside what somebody else wrote', () => {
  const { values, theirs } = merge(seen, { ...seen, name: 'Ana María' }, { ...seen, name: 'Anna' });
  expect(values['name']).toBe('Anna');
  expect(theirs).toEqual({ name: 'Ana María' });
});

test('the same change by both is none to decide', () => {
  expect(merge(seen, { ...seen, name: 'Anna' }, { ...seen, name: ' Anna ' }).theirs).toEqual({});
  expect(merge(seen, { ...seen, role: null }, { ...seen, role: '' }).theirs).toEqual({});
});

test('of a field of many each item is a change of its own', () => {
  const { values, theirs } = merge(seen, { ...seen, states: ['CA', 'NV'] }, { ...seen, states: ['TX', 'CA', 'WA'] });
  expect(values['states']).toEqual(['CA', 'NV', 'WA']);
  expect(theirs).toEqual({});
});

test('a password that is written stays: nobody sees what stands', () => {
  expect(merge(seen, { ...seen, name: 'B' }, { ...seen, password: ' a new one ' }).values['password']).toBe(' a new one ');
});

const write = (draft: Draft, values: Draft['values']): Draft => ({ ...draft, values: { ...draft.values, ...values } });

test('what one saved oneself is nobody else’s word, however the server writes it', () => {
  const written = write(draftOf({ name: 'Ana', phone: '' }), { phone: '(415) 555-0177' });
  const form = follow(saved(written, written.values), { name: 'Ana', phone: '+14155550177' });
  expect(form).toMatchObject({ values: { phone: '+14155550177' }, theirs: {} });
});

test('what is typed while a save is under way stays, and what somebody else saves after it is told', () => {
  const sent = write(draftOf({ name: 'Ana', phone: '' }), { name: 'Anna' });
  const typed = saved(write(sent, { phone: '415' }), sent.values);
  expect(follow(typed, { name: 'Anna', phone: '' })).toMatchObject({ values: { name: 'Anna', phone: '415' }, theirs: {} });
  expect(follow(typed, { name: 'Anna', phone: '+14155550134' })).toMatchObject({ values: { phone: '415' }, theirs: { phone: '+14155550134' } });
});

test('what is undecided stays so until both say the same', () => {
  const contested = follow(write(draftOf(seen), { name: 'Anna' }), { ...seen, name: 'Ana María' });
  expect(follow(contested, { ...seen, name: 'Ana María', role: 'csm' }).theirs).toEqual({ name: 'Ana María' });
  expect(follow(contested, { ...seen, name: 'Anna' }).theirs).toEqual({});
});
