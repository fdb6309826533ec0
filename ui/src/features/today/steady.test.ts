import { expect, test } from 'vitest';

import { steady } from './steady';

const ids = (text: string) => text.split(' ');
const idOf = (item: string) => item.charAt(0);

test('who stays keeps their place, who is gone leaves, who came waits', () => {
  expect(steady(ids('a b c d'), ['n', 'c2', 'a2', 'd'], idOf)).toEqual({ shown: ['a2', 'c2', 'd'], waiting: 1, moved: true });
});

test('the same order is no news', () => {
  expect(steady(ids('a b c'), ['a', 'c'], idOf)).toEqual({ shown: ['a', 'c'], waiting: 0, moved: false });
  expect(steady([], [], idOf)).toEqual({ shown: [], waiting: 0, moved: false });
});
