import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';

import { patchClient, storeClient } from './client-cache';
import { keys } from './keys';
import { aClient } from '@/lib/testing';
import type { Client } from './types';

const listKey = keys.clientList({});
const pages = (...rows: Client[]) => ({ pages: [{ results: rows, next: null }], pageParams: [null] });

function filled() {
  const cache = new QueryClient();
  cache.setQueryData(keys.client('a'), aClient({ id: 'a' }));
  cache.setQueryData(keys.mine, [aClient({ id: 'a' }), aClient({ id: 'b' })]);
  cache.setQueryData(listKey, pages(aClient({ id: 'a' }), aClient({ id: 'b' })));
  return cache;
}

const stages = (cache: QueryClient) => [
  cache.getQueryData<Client>(keys.client('a'))?.current_stage,
  cache.getQueryData<Client[]>(keys.mine)?.[0]?.current_stage,
  cache.getQueryData<ReturnType<typeof pages>>(listKey)?.pages[0]?.results[0]?.current_stage,
];

it('a change shows at once wherever the client is shown', () => {
  const cache = filled();
  patchClient(cache, 'a', (client) => ({ ...client, current_stage: 'qualified' }));
  expect(stages(cache)).toEqual(['qualified', 'qualified', 'qualified']);
});

it('a refused change is taken back everywhere', () => {
  const cache = filled();
  const takeBack = patchClient(cache, 'a', (client) => ({ ...client, current_stage: 'qualified' }));
  takeBack();
  expect(stages(cache)).toEqual(['contacted', 'contacted', 'contacted']);
});

it('lists that do not hold the client keep their very rows', () => {
  const cache = filled();
  const before = cache.getQueryData(listKey);
  patchClient(cache, 'somebody else', (client) => ({ ...client, name: null }));
  expect(cache.getQueryData(listKey)).toBe(before);
});

it('taking a change back leaves what others changed meanwhile', () => {
  const cache = filled();
  const takeBack = patchClient(cache, 'a', (client) => ({ ...client, current_stage: 'qualified' }));
  storeClient(cache, aClient({ id: 'b', name: 'Newer', version: 2 }));
  takeBack();
  expect(stages(cache)).toEqual(['contacted', 'contacted', 'contacted']);
  expect(cache.getQueryData<Client[]>(keys.mine)?.[1]?.name).toBe('Newer');
});

it('one’s own desk is read again when it gains or loses a client', () => {
  const isOld = (cache: QueryClient) => cache.getQueryState(keys.mine)?.isInvalidated;
  const me = { id: 'me', name: 'Me', email: 'me@example.com' };
  const cache = filled();
  cache.setQueryData(keys.me, { id: 'me' });
  storeClient(cache, aClient({ id: 'c', version: 2 }));
  storeClient(cache, aClient({ id: 'a', name: 'Other Name', version: 2 }));
  expect(isOld(cache)).toBe(false);
  storeClient(cache, aClient({ id: 'c', assigned_to: me, version: 3 }));
  expect(isOld(cache)).toBe(true);
  const other = filled();
  storeClient(other, aClient({ id: 'a', assigned_to: { ...me, id: 'ben' }, version: 2 }));
  expect(isOld(other)).toBe(true);
});
