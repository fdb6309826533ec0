import { notifications, notificationsStore } from '@mantine/notifications';
import { beforeEach, expect, it } from 'vitest';

import { ask, failed, undoable, withdrawAll } from './toast';
import { lastUndoable } from './undo';

beforeEach(() => {
  notifications.clean();
  notificationsStore.updateState((state) => ({ ...state, limit: 3 }));
});

const shown = () => notificationsStore.getState().notifications.map(({ title }) => title);

it('questions that nobody answers hide nothing that is told after them', () => {
  for (const what of ['First', 'Second', 'Third']) ask(what, 'It was left so.', 'All the same', () => undefined);
  failed('The note was not saved', new Error('Busy'));
  expect(shown()).toEqual(['The note was not saved', 'First', 'Second']);
});

it('what one user can still take back or decide is not the next one’s', () => {
  undoable('Done', () => undefined);
  for (const what of ['First', 'Second', 'Third', 'Fourth']) ask(what, 'It was left so.', 'All the same', () => undefined);
  withdrawAll();
  const { notifications: left, queue } = notificationsStore.getState();
  expect([left, queue, lastUndoable()]).toEqual([[], [], undefined]);
});
