import { expect, test } from 'vitest';

import type { Suggestion } from '@/api/types';

import { fullness, obstacleOf } from './waiting';

const person = (fields: Partial<Suggestion> = {}): Suggestion => ({
  user: { id: 'ana', name: 'Ana', email: 'ana@example.com' },
  open_clients: 3,
  capacity: null,
  has_room: true,
  takes_leads: true,
  licensed: true,
  reason: '',
  ...fields,
});
const rules = { mode: 'round_robin', byLicence: true };

test('why a lead waits', () => {
  const unlicensed = person({ licensed: false });
  expect(obstacleOf([person()], { ...rules, mode: 'manual' })).toBe('by_hand');
  expect(obstacleOf([person({ takes_leads: false })], rules)).toBe('nobody_takes');
  expect(obstacleOf([unlicensed, person({ takes_leads: false })], rules)).toBe('nobody_licensed');
  expect(obstacleOf([unlicensed], { ...rules, byLicence: false })).toBe('soon');
  expect(obstacleOf([person({ licensed: null })], rules)).toBe('unknown_state');
  expect(obstacleOf([person({ has_room: false }), unlicensed], rules)).toBe('nobody_has_room');
  expect(obstacleOf([person(), unlicensed], rules)).toBe('soon');
});

test('how full somebody is', () => {
  expect(fullness({ open_clients: 3, capacity: null })).toBeNull();
  expect(fullness({ open_clients: 3, capacity: 6 })).toBe(0.5);
  expect(fullness({ open_clients: 3, capacity: 0 })).toBe(1);
});
