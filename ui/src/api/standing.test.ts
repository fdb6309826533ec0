import { expect, it } from 'vitest';

import { errorOf } from '@/transport';

import { standing } from './standing';

it('what stands now is told by a conflict, not by any other refusal', () => {
  const stale = errorOf(409, { detail: 'Somebody else works the client by now.', code: 'stale', current: { assigned_to: null } });
  expect(standing(stale)).toEqual({ assigned_to: null });
  expect(standing(errorOf(409, { detail: 'No way.', code: 'illegal_move' }))).toBeNull();
  expect(standing(errorOf(404, { detail: 'Not there.', code: 'not_found' }))).toBeNull();
  expect(standing(new Error('offline'))).toBeNull();
});
