import { expect, it } from 'vitest';

import { carriedOver, changeOf, contested, newTask, seenOf, taskFields, withTheirs, type TaskContent } from './task';

const seen: TaskContent = { title: 'Call', due_at: '2026-03-02T09:00:30.000Z', assignee: 'ana' };

it('a task comes out of its fields as it went in, to the minute', () => {
  expect(newTask(taskFields(seen))).toEqual({ ...seen, due_at: '2026-03-02T09:00:00.000Z' });
  expect(newTask({ title: ' Call ' })).toEqual({ title: 'Call', due_at: null, assignee: null });
});

it('only what was changed is sent', () => {
  expect(changeOf(seen, taskFields(seen))).toEqual({});
  expect(changeOf(seen, { ...taskFields(seen), title: 'Write' })).toEqual({ title: 'Write' });
  expect(changeOf(seen, { ...taskFields(seen), due: '', assignee: '' })).toEqual({ due_at: null, assignee: null });
  expect(changeOf(seen, { ...taskFields(seen), title: '  ' })).toEqual({});
});

it('what both changed is contested; what only the other did is taken over', () => {
  const fields = { ...taskFields(seen), title: 'Write' };
  const stands = { ...seen, title: 'Visit', assignee: 'ben' };
  expect(contested(seen, stands, fields)).toEqual(['title']);
  expect(contested(seen, { ...seen, title: 'Write' }, fields)).toEqual([]);
  const carried = carriedOver(seen, stands, fields);
  expect(changeOf(stands, carried)).toEqual({ title: 'Write' });
  expect(changeOf(stands, withTheirs(carried, stands, 'title'))).toEqual({});
});

it('one time written in two ways is the same', () => {
  const due_at = '2026-03-05T09:00:00.000Z';
  const fields = { ...taskFields({ ...seen, due_at }), due: '' };
  expect(contested({ ...seen, due_at }, { ...seen, due_at: '2026-03-05T09:00:00Z' }, fields)).toEqual([]);
  expect(contested({ ...seen, due_at }, { ...seen, due_at: '2026-03-06T09:00:00Z' }, fields)).toEqual(['due_at']);
});

it('the server is told what was seen of what is changed, and of nothing else', () => {
  expect(seenOf({ ...seen, due_at: null }, { title: 'Write', due_at: '2026-03-05T09:00:00Z' })).toEqual({ title: 'Call', due_at: null });
});
