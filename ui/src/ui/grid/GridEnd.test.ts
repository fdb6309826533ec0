import { expect, test, vi } from 'vitest';

import { mayGrow } from './GridEnd';

const list = { hasNextPage: true, isFetching: false, isFetchingNextPage: false, isFetchNextPageError: false, fetchNextPage: vi.fn() };

test('the next page is read by itself where there is one, once at a time', () => {
  expect(mayGrow(list)).toBe(true);
  expect(mayGrow({ ...list, hasNextPage: false })).toBe(false);
  expect(mayGrow({ ...list, isFetching: true, isFetchingNextPage: true })).toBe(false);
});

test('a page that failed is not asked for again by itself', () => {
  expect(mayGrow({ ...list, isFetchNextPageError: true })).toBe(false);
});

test('a list that is being read again is not cut short by its next page', () => {
  expect(mayGrow({ ...list, isFetching: true })).toBe(false);
});
