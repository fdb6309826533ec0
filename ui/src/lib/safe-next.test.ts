import { expect, it } from 'vitest';

import { safeNext } from './safe-next';

const origin = 'https://desk.example';

it.each([
  ['/dashboard/admin/?q=ana', '/dashboard/admin/?q=ana'],
  ['/dashboard/client/0192/#notes', '/dashboard/client/0192/#notes'],
  ['/admin/users/', '/admin/users/'],
  ['//evil.example/dashboard/', null],
  ['/\\evil.example/dashboard/', null],
  ['https://evil.example/dashboard/', null],
  ['javascript:alert(1)', null],
  ['/\t/evil.example', null],
  ['/dashboard/../../evil', null],
  ['/dashboard/login/?next=/dashboard/', null],
  ['/api/v1/clients/', null],
  [undefined, null],
  [42, null],
])('next=%s leads to %s', (next, expected) => {
  expect(safeNext(next, origin)).toBe(expected);
});
