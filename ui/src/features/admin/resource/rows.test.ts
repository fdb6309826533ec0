import { expect, test } from 'vitest';

import { newest, stillThere } from './rows';

test('the open row stays as it last stood while it is read by itself, for it left the list', () => {
  const [before, after] = [{ role: 'csm' }, { role: 'admin' }];
  expect(newest(undefined, { data: undefined, isFetching: true }, before)).toBe(before);
  expect(newest(undefined, { data: { role: 'read long ago' }, isFetching: true }, before)).toBe(before);
  expect(newest(undefined, { data: after, isFetching: false }, before)).toBe(after);
  expect(newest(after, { data: before, isFetching: false }, before)).toBe(after);
});

test('a row that is opened by a link is there once it is read', () => {
  expect(newest(undefined, { data: undefined, isFetching: true }, null)).toBeNull();
  expect(newest(undefined, { data: 'known', isFetching: true }, null)).toBe('known');
});

test('whoever left the list is not selected any more', () => {
  const idOf = (id: string) => id;
  expect(stillThere(new Set(['ana', 'gone']), ['ana', 'bo'], idOf)).toEqual(new Set(['ana']));
  expect(stillThere(new Set(['gone']), ['ana', 'bo'], idOf).size).toBe(0);
});
