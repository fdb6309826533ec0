import { expect, it } from 'vitest';

import { heardBack } from './echo';

it('what a field asked for itself does not change what stands in it', () => {
  expect(heardBack(['ana'], 'ana')).toEqual({ awaited: [], adopt: false });
});

it('a late answer, and those it overtook, are the field’s own', () => {
  expect(heardBack(['a', 'an', 'ana'], 'an')).toEqual({ awaited: ['ana'], adopt: false });
});

it('what came from elsewhere is taken over, also what was once asked for here', () => {
  expect(heardBack(['ana'], 'bo')).toEqual({ awaited: [], adopt: true });
  expect(heardBack([], 'ana')).toEqual({ awaited: [], adopt: true });
});
