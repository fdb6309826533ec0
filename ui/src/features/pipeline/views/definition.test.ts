import { expect, test } from 'vitest';

import { plainLayout } from '@/ui/grid/useColumnChoice';

import { definitionOf, definitionSaid, searchOf, showsTheSame } from './definition';

const names = { people: [], graph: undefined };

test('a view is told in words, and compared by what it shows', () => {
  const one = { definition: definitionOf({ urgency: 'high', as: 'table', view: 'x', order: 'name' }, plainLayout) };
  expect(searchOf(one)).toEqual({ urgency: 'high', as: 'table', order: 'name' });
  expect(definitionSaid(one, names)).toBe('Table · Urgency Urgent · Name');
  const written = { definition: { columns: {}, search: { order: 'name', as: 'table', urgency: 'high' } } };
  expect(showsTheSame(one, written)).toBe(true);
  const wide = { definition: definitionOf({ q: 'ana' }, { ...plainLayout, widths: { name: 300 } }) };
  expect(definitionSaid(wide, names)).toBe('“ana” · Unassigned first · 1 column of its own');
  expect(showsTheSame(one, wide)).toBe(false);
});
