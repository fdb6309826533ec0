import { MutationObserver, QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';

import { keys } from './keys';
import { clientChange, listChange, settle } from './mutations';
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

/** Sends changes one right after the other and leaves the page, before the server has answered. */
async function sendAndLeave<Answer, Before>(observer: MutationObserver<Answer, Error, string, Before>, inputs: string[]) {
  const leave = observer.subscribe(() => undefined);
  const sent = inputs.map((input) => observer.mutate(input));
  leave();
  await Promise.allSettled(sent);
}

it('every change of a list that fails is told, though another followed and the page was left', async () => {
  const cache = new QueryClient();
  const failed: string[] = [];
  const change = listChange<string, string>(cache, {
    key: ['rows'],
    preview: (rows, row) => [...rows, row],
    send: (row) => (row === 'good' ? Promise.resolve(row) : Promise.reject(new Error(row))),
    onFailed: (error, row) => failed.push(`${row}: ${error.message}`),
  });
  await sendAndLeave(new MutationObserver(cache, change), ['bad', 'good', 'worse']);
  expect(failed).toEqual(['bad: bad', 'worse: worse']);
});

it('every change of a client is told, the earlier ones too', async () => {
  const cache = new QueryClient();
  const told: string[] = [];
  const change = clientChange<string>(cache, 'a', {
    send: (_, path) => (path === 'income' ? Promise.reject(new Error('stale')) : Promise.resolve(aClient({ id: 'a' }))),
    onDone: (_, path) => told.push(`${path} done`),
    onFailed: (_, path) => told.push(`${path} failed`),
  });
  await sendAndLeave(new MutationObserver(cache, change), ['income', 'intent', 'rate']);
  expect(told.sort()).toEqual(['income failed', 'intent done', 'rate done']);
});
