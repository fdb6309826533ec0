import { expect, test } from 'vitest';

import type { Today, TodayItem } from '@/api/types';

import { withLater, withNextStep, withoutTask } from './preview';

const now = Date.parse('2026-03-02T10:00:00Z');

const item = (id: string, reasons: Partial<TodayItem['reasons'][number]>[]) =>
  ({ client: { id }, score: 1, reasons, clock: null, quiet: null }) as unknown as TodayItem;

const day: Today = {
  items: [
    item('a', [{ code: 'task_overdue', task_id: 't1' }]),
    item('b', [{ code: 'client_wrote' }, { code: 'task_due', task_id: 't2' }]),
    item('c', [{ code: 'stage_age' }, { code: 'no_next_action' }]),
  ],
  no_next_action: { count: 9, results: [{ id: 'c' }, { id: 'd' }] as Today['no_next_action']['results'] },
  counts: { due: 2, late: 0, new: 0, urgent: 0 },
};
const ids = ({ items }: Today) => items.map(({ client }) => client.id);

test('with the last reason the client goes', () => {
  expect(ids(withoutTask(day, 't1'))).toEqual(['b', 'c']);
  const after = withoutTask(day, 't2');
  expect(ids(after)).toEqual(['a', 'b', 'c']);
  expect(after.items[1]?.reasons).toHaveLength(1);
  expect(after.items[0]).toBe(day.items[0]);
});

test('a task put off to within a day stays with its new time', () => {
  const soon = withLater(day, 't1', new Date('2026-03-02T16:00:00Z'), now);
  expect(soon.items[0]?.reasons[0]).toMatchObject({ code: 'task_due', at: '2026-03-02T16:00:00.000Z' });
  expect(ids(withLater(day, 't1', new Date('2026-03-04T16:00:00Z'), now))).toEqual(['b', 'c']);
});

test('who has a next step lacks none', () => {
  const after = withNextStep(day, 'c');
  expect(after.no_next_action).toEqual({ count: 8, results: [{ id: 'd' }] });
  expect(after.items[2]?.reasons).toEqual([{ code: 'stage_age' }]);
});
