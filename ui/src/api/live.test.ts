import { QueryClient } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';

import { RequestProblem, type StreamEvent, type Transport } from '@/transport';

import { keys } from './keys';
import { effectOf, LiveFeed } from './live';
import { aClient } from '@/lib/testing';
import type { ChangeEvent, Client } from './types';

const event = (kind: ChangeEvent['kind'], id: string, client_id: string | null = null): ChangeEvent => ({
  kind,
  id,
  client_id,
  at: '2026-03-02T09:00:00Z',
});
const pages = (...rows: Client[]) => ({ pages: [{ results: rows, next: null }], pageParams: [null] });
const listKey = keys.clientList({ ordering: 'name' });

function feedOver(cache: QueryClient, read: (id: string) => Promise<Client>) {
  return new LiveFeed(cache, read);
}

it.each([
  [event('client', 'c1', 'c1'), keys.pipeline],
  [event('messages', 's1', 'c1'), keys.clientPart('c1', 'messages')],
  [event('note', 'n1', 'c1'), keys.clientPart('c1', 'notes')],
  [event('task', 't1', 'c1'), keys.myTasks],
  [event('user', 'u1'), keys.directory],
  [event('role', 'r1'), keys.me],
  [event('settings', ''), keys.admin('settings')],
  [event('job', 'j1', 'c1'), keys.admin('jobs')],
])('%o makes %j stale', (change, key) => {
  expect(effectOf(change).stale).toContainEqual(key);
});

it('a changed client is put in its place, and no row moves', async () => {
  const cache = new QueryClient();
  cache.setQueryData(listKey, pages(aClient({ id: 'a' }), aClient({ id: 'b' }), aClient({ id: 'c' })));
  const feed = feedOver(cache, (id) => Promise.resolve(aClient({ id, name: 'New Name', version: 2 })));
  feed.take(event('client', 'b', 'b'));
  await feed.apply();
  const [page] = cache.getQueryData<ReturnType<typeof pages>>(listKey)?.pages ?? [];
  expect(page?.results.map(({ id, name }) => [id, name])).toEqual([
    ['a', 'Ana Ruiz'],
    ['b', 'New Name'],
    ['c', 'Ana Ruiz'],
  ]);
});

it('an answer older than what is shown is dropped', async () => {
  const cache = new QueryClient();
  cache.setQueryData(keys.client('a'), aClient({ id: 'a', name: 'Newer', version: 5 }));
  const feed = feedOver(cache, (id) => Promise.resolve(aClient({ id, name: 'Older', version: 4 })));
  feed.take(event('client', 'a', 'a'));
  await feed.apply();
  expect(cache.getQueryData<Client>(keys.client('a'))?.name).toBe('Newer');
});

it('a client that no list shows is counted, not read', async () => {
  const read = vi.fn();
  const feed = feedOver(new QueryClient(), read);
  feed.take(event('client', 'new', 'new'));
  await feed.apply();
  expect(feed.unseenNow()).toBe(1);
  expect(read).not.toHaveBeenCalled();
});

it('many changes of one client are read once', async () => {
  const cache = new QueryClient();
  cache.setQueryData(keys.client('a'), aClient({ id: 'a' }));
  const read = vi.fn((id: string) => Promise.resolve(aClient({ id, version: 2 })));
  const feed = feedOver(cache, read);
  for (let count = 0; count < 20; count += 1) feed.take(event('messages', 's1', 'a'));
  await feed.apply();
  expect(read).toHaveBeenCalledTimes(1);
});

it('a client that left the scope leaves every list', async () => {
  const cache = new QueryClient();
  cache.setQueryData(keys.mine, [aClient({ id: 'a' }), aClient({ id: 'b' })]);
  const gone = new RequestProblem(404, 'Gone.', 'not_found', undefined, null);
  const feed = feedOver(cache, () => Promise.reject(gone));
  feed.take(event('client', 'a', 'a'));
  await feed.apply();
  expect(cache.getQueryData<Client[]>(keys.mine)?.map(({ id }) => id)).toEqual(['b']);
});

it('a reset of the stream makes everything stale', () => {
  const cache = new QueryClient();
  const invalidate = vi.spyOn(cache, 'invalidateQueries');
  let send: (event: StreamEvent) => void = () => undefined;
  const transport: Transport = {
    fetch: () => Promise.reject(new Error('not asked for')),
    subscribe: (_path, _names, listener) => {
      send = listener.onEvent;
      return () => undefined;
    },
    device: null,
  };
  new LiveFeed(cache).start(transport);
  send({ name: 'reset', data: '{"code":"cursor_expired"}' });
  expect(invalidate).toHaveBeenCalledWith();
});
