import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';

import { keys } from './keys';
import { settle } from './mutations';
import { aClient } from '@/lib/testing';
import type { Client } from './types';

it('a client that was given away leaves the lists, and its page asks again', () => {
  const cache = new QueryClient();
  cache.setQueryData(keys.client('a'), aClient({ id: 'a' }));
  cache.setQueryData(keys.mine, [aClient({ id: 'a' }), aClient({ id: 'b' })]);
  settle(cache, 'a', null);
  expect(cache.getQueryData<Client[]>(keys.mine)?.map(({ id }) => id)).toEqual(['b']);
  expect(cache.getQueryState(keys.client('a'))?.isInvalidated).toBe(true);
});

it('a client that is still seen is shown as the server has it', () => {
  const cache = new QueryClient();
  cache.setQueryData(keys.client('a'), aClient({ id: 'a' }));
  settle(cache, 'a', aClient({ id: 'a', name: 'New Name', version: 2 }));
  expect(cache.getQueryData<Client>(keys.client('a'))?.name).toBe('New Name');
});
