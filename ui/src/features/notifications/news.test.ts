import { expect, it } from 'vitest';

import type { Notification } from '@/api/types';

import { cameSince } from './news';

const rows = ['new', 'old', 'older', 'oldest'].map((id) => ({ id })) as Notification[];
const told = (before: number, unread: number) => cameSince(before, unread, rows).map(({ id }) => id);

it('tells what came, never what was there before', () => {
  expect(told(3, 4)).toEqual(['new']);
  expect(told(2, 4)).toEqual(['new', 'old']);
});

it('tells nothing where something was read, and not more than a few at once', () => {
  expect(told(4, 3)).toEqual([]);
  expect(told(0, 4)).toEqual(['new', 'old', 'older']);
});
