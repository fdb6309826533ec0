import { expect, it } from 'vitest';

import { hasOffice } from './session';
import type { Me } from './types';

const user = (...permissions: string[]) => ({ is_superuser: false, permissions }) as unknown as Me;

it('a back office is there for whom something in it is open', () => {
  expect(hasOffice(user('client.view_assigned', 'note.write', 'task.write'))).toBe(false);
  expect(hasOffice(user('client.view_assigned', 'client.assign'))).toBe(true);
  expect(hasOffice({ ...user(), is_superuser: true })).toBe(true);
});
