import { expect, test } from 'vitest';

import { lastUndoable, offer } from './undo';

const named = (message: string) => ({ message, takeBack: () => undefined });

test('what was done last is taken back first, and an offer ends when it is withdrawn', () => {
  const first = offer(named('first'));
  const second = offer(named('second'));
  expect(lastUndoable()?.message).toBe('second');
  second();
  expect(lastUndoable()?.message).toBe('first');
  first();
  first();
  expect(lastUndoable()).toBeUndefined();
});
