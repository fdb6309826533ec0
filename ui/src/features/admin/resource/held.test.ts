import { expect, test } from 'vitest';

import { held, heldOrder } from './held';

const ids = (text: string) => Array.from(text);
const shownOf = (order: string, fresh: string) => {
  const { shown, waiting } = held(heldOrder(ids(order), ids(fresh)), ids(fresh), (id) => id);
  return [shown.join(''), waiting];
};

test('what comes in above or in between waits, and moves nothing', () => {
  expect(shownOf('abc', 'nabc')).toEqual(['abc', true]);
  expect(shownOf('abc', 'anbc')).toEqual(['abc', true]);
});

test('the next page follows at the end', () => {
  expect(shownOf('abc', 'abcdef')).toEqual(['abcdef', false]);
  expect(shownOf('abc', 'nabcdef')).toEqual(['abcdef', true]);
});

test('who is gone leaves, and who has another place keeps the old one', () => {
  expect(shownOf('abc', 'ac')).toEqual(['ac', false]);
  expect(shownOf('abc', 'cab')).toEqual(['abc', true]);
});

test('a list of others stands as it is', () => {
  expect(shownOf('abc', 'xyz')).toEqual(['xyz', false]);
  expect(shownOf('', 'ab')).toEqual(['ab', false]);
});
