import { expect, test } from 'vitest';

import type { User } from '@/api/types';

import { changesOf, userForm } from './user-form';

const seen: User = {
  id: 'u1',
  email: 'ana@desk.example',
  first_name: 'Ana',
  last_name: 'Ruiz',
  role: { id: 'admin', name: 'Admin' },
  is_active: true,
  is_superuser: false,
  last_login: null,
  licence_states: ['CA', 'TX'],
  capacity: null,
  takes_leads: true,
  nmls_id: null,
  created_at: '2026-03-01T09:00:00Z',
};
const me = { ...seen, is_superuser: true, permissions: [] };
const values = userForm(me, []).valuesOf(seen);

test('only what was changed is sent, with what was seen of it', () => {
  expect(changesOf(seen, { ...values, first_name: ' Anna ', capacity: '12' })).toEqual({
    first_name: 'Anna',
    capacity: 12,
    expected: { first_name: 'Ana', capacity: null },
  });
  expect(changesOf(seen, { ...values, role: '', licence_states: ['TX', 'CA'] })).toEqual({ role: null, expected: { role: 'admin' } });
});

test('a form that nobody touched changes nothing', () => {
  expect(changesOf(seen, values)).toEqual({});
});

test('a password is sent as it was typed: the login does not trim it either', () => {
  expect(changesOf(seen, { ...values, password: ' with space around ' })).toEqual({ password: ' with space around ' });
});
