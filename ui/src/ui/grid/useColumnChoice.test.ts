import { expect, it } from 'vitest';

import { layoutNow, plainLayout, readLayout } from './useColumnChoice';

it('what was kept is read, what makes no sense is not', () => {
  expect(readLayout('{"order":["a",1],"shown":{"a":false,"b":"yes"},"widths":{"a":120,"b":3}}')).toEqual({
    order: ['a'],
    shown: { a: false },
    widths: { a: 120 },
  });
  expect(readLayout('nonsense')).toEqual(plainLayout);
  expect(readLayout(null)).toEqual(plainLayout);
});

it('a lent layout counts while it is lent, with what was changed in it, and never becomes one’s own', () => {
  const layout = (column: string) => ({ ...plainLayout, order: [column] });
  const [own, view, wider] = [layout('own'), layout('view'), layout('wider')];
  expect(layoutNow(own, null, null)).toBe(own);
  expect(layoutNow(own, { of: 'v1', layout: view }, null)).toBe(view);
  expect(layoutNow(own, { of: 'v1', layout: view }, { of: 'v1', layout: wider })).toBe(wider);
  expect(layoutNow(own, { of: 'v2', layout: view }, { of: 'v1', layout: wider })).toBe(view);
  expect(layoutNow(own, null, { of: 'v1', layout: wider })).toBe(own);
});
