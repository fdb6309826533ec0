import { expect, it } from 'vitest';

import type { AuditRow, ChatMessage, ExtractionRun, Fact, Task } from '@/api/types';

import { happenings, type Sources } from './happenings';

const nothing: Sources = { moves: [], assignments: [], messages: [], notes: [], tasks: [], runs: [], merges: [], facts: {}, stated: [], audit: [] };
const message = (id: string, session_id: string, created_at: string): ChatMessage => ({
  id,
  session_id,
  created_at,
  sender_type: 'client' as const,
  message: 'Hi',
  position: 0,
  client: null,
  data_type: 'message',
  metadata: null,
  updated_at: created_at,
});

it('a visit stands once, where it began, with how much was said', () => {
  const messages = [message('1', 'a', '2026-03-01T09:00:00Z'), message('2', 'a', '2026-03-01T09:05:00Z'), message('3', 'b', '2026-03-02T09:00:00Z')];
  expect(happenings({ ...nothing, messages })).toEqual([
    { kind: 'visit', key: 'b', at: '2026-03-02T09:00:00Z', messages: 1 },
    { kind: 'visit', key: 'a', at: '2026-03-01T09:00:00Z', messages: 2 },
  ]);
});

it('a task stands where it was made and where it was done', () => {
  const task: Task = {
    id: 't',
    client_id: 'c',
    title: 'Call',
    due_at: null,
    done_at: '2026-03-03T09:00:00Z',
    assignee: null,
    created_at: '2026-03-01T09:00:00Z',
    updated_at: '2026-03-03T09:00:00Z',
  };
  expect(happenings({ ...nothing, tasks: [task] }).map(({ kind }) => kind)).toEqual(['done', 'task']);
});

const fact = (at: string, source: Fact['source'], rest: Partial<Fact> = {}): Fact => ({
  at, source, value: 1, low: null, high: null, unit: null, text: null, evidence: null, confidence: 1, status: 'verified', locked: false, by: null, previous: [], proposed: null, ...rest,
});

it('what people said of a fact stands each time, and what waits for their word', () => {
  const previous = [fact('2026-03-02T09:00:00Z', 'human'), fact('2026-03-01T09:00:00Z', 'rules')];
  const income = fact('2026-03-03T09:00:00Z', 'human', { previous, proposed: fact('2026-03-04T09:00:00Z', 'model') });
  expect(happenings({ ...nothing, facts: { income } }).map(({ kind, at }) => [kind, at.slice(8, 10)])).toEqual([
    ['proposal', '04'],
    ['correction', '03'],
    ['correction', '02'],
  ]);
});

it('a reading that failed is told as one', () => {
  const run = { id: 'r', created_at: '2026-03-01T09:00:00Z', up_to_position: 0 } as ExtractionRun;
  expect(happenings({ ...nothing, runs: [run, { ...run, id: 's', up_to_position: 4 }] }).map(({ kind }) => kind)).toEqual(['failure', 'run']);
});

it('of what is recorded, only changes of contact details are told', () => {
  const row = (id: string, action: string, after: unknown) => ({ id, action, before: null, after, created_at: '2026-03-01T09:00:00Z' }) as AuditRow;
  const audit = [row('1', 'update_client', { email: 'a@b.co' }), row('2', 'resolve_proposal', { income: '1' }), row('3', 'assign', { name: 'x' })];
  expect(happenings({ ...nothing, audit }).map(({ key }) => key)).toEqual(['1']);
});
