import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';

import { keys } from '@/api/keys';
import { shownSummary, type SummaryPages } from '@/api/summary-cache';
import type { BulkClients, ClientSummary, UserRef } from '@/api/types';

import { giveBack, giveClients } from './give';

const [ben, cara] = ['ben', 'cara'].map((id) => ({ id, name: id, email: `${id}@example.com` })) as [UserRef, UserRef];

/** A desk where Ana is nobody's, Bo is Ben's, and Cy, shown as nobody's, is Ben's by now. */
function desk() {
  const cache = new QueryClient();
  const rows = [['ana', null], ['bo', ben], ['cy', null]].map(([id, assigned_to]) => ({ id, assigned_to, version: 1 }) as ClientSummary);
  cache.setQueryData<SummaryPages>(keys.summaryList({}), { pages: [{ results: rows, next: null }], pageParams: [null] });
  const owners = new Map<string, string | null>([['ana', null], ['bo', 'ben'], ['cy', 'ben']]);
  const send = ({ ids, action }: BulkClients) =>
    Promise.resolve({
      results: ids.map((id, index) => {
        if (action.type !== 'assign') throw new Error('not asked for');
        const held = owners.get(id) ?? null;
        if (held !== action.expected_assigned_to) {
          return { index, id, status: 409, errors: { detail: 'Somebody else works the client by now.', code: 'stale', current: { assigned_to: held } } };
        }
        owners.set(id, action.assigned_to);
        return { index, id, status: 200, errors: null };
      }),
    });
  const shown = () => rows.map(({ id }) => shownSummary(cache, id)?.assigned_to?.id ?? null);
  return { cache, rows, owners, send, shown };
}

it('who is somebody else’s by now stays, is shown so, and named', async () => {
  const { cache, rows, owners, send, shown } = desk();
  const { given, refused } = await giveClients(cache, rows, cara, [ben, cara], send);
  expect(given.map(({ id }) => id)).toEqual(['ana', 'bo']);
  expect(refused.map(({ now }) => now?.assigned_to)).toEqual([ben]);
  expect(shown()).toEqual(['cara', 'cara', 'ben']);
  expect(owners.get('cy')).toBe('ben');
});

it('only what was given is taken back, each to whom it was with', async () => {
  const { cache, rows, owners, send, shown } = desk();
  const { given } = await giveClients(cache, rows, cara, [ben, cara], send);
  await giveBack(cache, given, cara, [ben, cara], send);
  expect([...owners.values()]).toEqual([null, 'ben', 'ben']);
  expect(shown()).toEqual([null, 'ben', 'ben']);
});

it('what could not be taken back is no success', async () => {
  const { cache, rows, owners, send } = desk();
  const { given } = await giveClients(cache, rows, cara, [ben, cara], send);
  owners.set('ana', 'dora');
  await expect(giveBack(cache, given, cara, [ben, cara], send)).rejects.toThrow('Somebody else works the client by now.');
  expect(owners.get('ana')).toBe('dora');
  expect(owners.get('bo')).toBe('ben');
});

it('a network that is gone leaves everybody where they were', async () => {
  const { cache, rows, shown } = desk();
  const { given, refused } = await giveClients(cache, rows, cara, [ben, cara], () => Promise.reject(new Error('gone')));
  expect(given).toEqual([]);
  expect(refused).toHaveLength(3);
  expect(shown()).toEqual([null, 'ben', null]);
});
