import { expect, it } from 'vitest';

import type { ChatMessage, Task } from '@/api/types';

import { happenings, type Sources } from './happenings';

const nothing: Sources = { moves: [], assignments: [], messages: [], notes: [], tasks: [], runs: [], merges: [] };
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
