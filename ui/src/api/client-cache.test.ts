import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';

import { patchClient } from './client-cache';
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
