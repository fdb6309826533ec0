import { expect, it } from 'vitest';

import type { ClientSummary } from '@/api/types';

import { allOf, nothing, underFilter, uniqueRows } from './selection';

it('another filter selects nothing, and all that matched are not all of another filter', () => {
  const lost = JSON.stringify({ stage: 'lost' });
  const held = allOf({ ...nothing(lost), ids: new Set(['ana']) }, lost, 240);
  expect(underFilter(held, lost)).toBe(held);
  expect(underFilter(held, JSON.stringify({}))).toMatchObject({ all: null, ids: new Set() });
});

it('a number that was counted for another filter is not taken for this one', () => {
  const held = { ...nothing('b'), ids: new Set(['ana']) };
  expect(allOf(held, 'a', 100_000)).toBe(held);
});

it('a client who comes again on a later page stands there once', () => {
  const row = (id: string) => ({ id }) as ClientSummary;
  const pages = [{ results: [row('ana'), row('bo')] }, { results: [row('cy'), row('ana')] }];
  expect(uniqueRows(pages).map(({ id }) => id)).toEqual(['ana', 'bo', 'cy']);
});
