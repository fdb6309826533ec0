import { expect, it } from 'vitest';

import { aClient } from './testing';
import type { Task } from '@/api/types';

import { needsNow } from './needs';

const now = Date.parse('2026-03-10T12:00:00Z');
const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString();
const task = (client_id: string, due_at: string | null): Task => ({
  id: `t-${client_id}`,
  client_id,
  title: 'Call back',
  due_at,
  done_at: null,
  assignee: null,
  created_at: daysAgo(3),
  updated_at: daysAgo(3),
});

it('what presses most stands first, and each client once', () => {
  const clients = [
    aClient({ id: 'stale', stage_changed_at: daysAgo(9) }),
    aClient({ id: 'fine', stage_changed_at: daysAgo(1) }),
    aClient({ id: 'overdue', stage_changed_at: daysAgo(9) }),
    aClient({ id: 'new', current_stage: 'lead', captured_at: daysAgo(0.1) }),
    aClient({ id: 'urgent', urgency: 'high', stage_changed_at: daysAgo(1) }),
  ];
  const needs = needsNow(clients, [task('overdue', daysAgo(1))], now, 7);
  expect(needs.map(({ client, reasons }) => [client.id, reasons.map(({ kind }) => kind)])).toEqual([
    ['urgent', ['urgent']],
    ['new', ['new']],
    ['overdue', ['overdue', 'stale']],
    ['stale', ['stale']],
  ]);
});

it('the lead that waits longest for a first word stands before the others', () => {
  const clients = [2, 5, 1].map((hours) =>
    aClient({ id: `${hours}h`, current_stage: 'lead', captured_at: daysAgo(hours / 24) }),
  );
  expect(needsNow(clients, [], now, 7).map(({ client }) => client.id)).toEqual(['5h', '2h', '1h']);
});

it('whose work is over needs nothing, unless a task says so', () => {
  const lost = aClient({ id: 'lost', current_stage: 'lost', urgency: 'high', stage_changed_at: daysAgo(90) });
  expect(needsNow([lost], [], now, 7)).toEqual([]);
  expect(needsNow([lost], [task('lost', daysAgo(1))], now, 7)[0]?.reasons[0].kind).toBe('overdue');
});

it('a task without a date presses nobody', () => {
  expect(needsNow([aClient({ stage_changed_at: daysAgo(1) })], [task('c1', null)], now, 7)).toEqual([]);
});
