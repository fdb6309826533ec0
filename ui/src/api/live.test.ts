import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

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

it('a new lead makes the lists old, also when a client they show changed at the same time', async () => {
  const cache = new QueryClient();
  const list = keys.summaryList({ ordering: 'name' });
  cache.setQueryData(list, { pages: [{ results: [{ id: 'a', version: 1 }], next: null }], pageParams: [null] });
  cache.setQueryData(keys.mine, []);
  const read = vi.fn((id: string) => Promise.resolve(aClient({ id, name: 'New Name', version: 2 })));
  const feed = feedOver(cache, read);
  feed.take(event('client', 'new', 'new'));
  feed.take(event('client', 'a', 'a'));
  await feed.apply();
  expect(cache.getQueryState(list)?.isInvalidated).toBe(true);
  expect(cache.getQueryState(keys.mine)?.isInvalidated).toBe(true);
  expect(read.mock.calls).toEqual([['a']]);
});

describe('what is read again', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is not asked for while it is being read, but after', async () => {
    const cache = new QueryClient();
    let reads = 0;
    const answers: (() => void)[] = [];
    const stop = new QueryObserver(cache, {
      queryKey: keys.notificationList,
      queryFn: ({ signal }) => new Promise((resolve, reject) => {
        reads += 1;
        signal.addEventListener('abort', () => reject(new Error('cancelled')));
        answers.push(() => resolve(reads));
      }),
    }).subscribe(() => undefined);
    const feed = feedOver(cache, () => Promise.reject(new Error('not asked for')));
    feed.take(event('notification', 'n1'));
    await vi.advanceTimersByTimeAsync(2000);
    expect(reads).toBe(1);
    answers[0]?.();
    await vi.advanceTimersByTimeAsync(1000);
    expect(reads).toBe(2);
    stop();
  });

  it('is at once the first time, then no more often than it can be read', async () => {
    const cache = new QueryClient();
    cache.setQueryData(keys.workload, []);
    const again = vi.spyOn(cache, 'invalidateQueries');
    const asked = () => again.mock.calls.filter(([what]) => JSON.stringify(what?.queryKey) === JSON.stringify(keys.workload)).length;
    const feed = feedOver(cache, (id) => Promise.resolve(aClient({ id })));
    for (let second = 0; second < 10; second += 1) {
      feed.take(event('client', `c${second}`, `c${second}`));
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(asked()).toBeGreaterThan(2);
    expect(asked()).toBeLessThan(6);
    await vi.advanceTimersByTimeAsync(10_000);
    const all = asked();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked()).toBe(all);
  });
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
