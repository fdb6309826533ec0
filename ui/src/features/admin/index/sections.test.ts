import { expect, test } from 'vitest';

import { officeNeeds } from '@/api/session';

import { groups } from './sections';

test('whatever opens a section opens the back office, and nothing else does', () => {
  const needs = new Set(groups.flatMap(({ sections }) => sections.map(({ need }) => need)));
  expect(new Set(officeNeeds)).toEqual(needs);
});
