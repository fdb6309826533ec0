import { expect, it } from 'vitest';

import { plainLayout, readLayout } from './useColumnChoice';

it('what was kept is read, what makes no sense is not', () => {
  expect(readLayout('{"order":["a",1],"shown":{"a":false,"b":"yes"},"widths":{"a":120,"b":3}}')).toEqual({
    order: ['a'],
    shown: { a: false },
    widths: { a: 120 },
  });
  expect(readLayout('nonsense')).toEqual(plainLayout);
  expect(readLayout(null)).toEqual(plainLayout);
});
