import { expect, test } from 'vitest';

import { merge } from './merge';

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
