import { expect, it } from 'vitest';

import { changeOf, newTask, taskFields, type TaskContent } from './task';

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
