import { expect, it } from 'vitest';

import { match } from './match';

it.each([
  ['', 'All clients'],
  ['all', 'All clients'],
  ['cli', 'All clients'],
  ['gac', 'Go to all clients'],
  ['all cl', 'All clients'],
  ['lopez', 'María López'],
  ['CONF', 'Configuración'],
  ['apik', 'API keys'],
])('“%s” finds “%s”', (typed, text) => {
  expect(match(typed, text)).not.toBeNull();
});

it.each([
  ['grace', 'Go to roles and every conversation'],
  ['ients', 'All clients'],
  ['allx', 'All clients'],
])('“%s” does not find “%s”', (typed, text) => {
  expect(match(typed, text)).toBeNull();
});

it('ranks the beginning of the text before a later word, and one piece before several', () => {
  const rank = (typed: string, texts: string[]) => texts.sort((a, b) => (match(typed, b) ?? 0) - (match(typed, a) ?? 0));
  expect(rank('se', ['Show every one', 'All settings', 'Settings'])).toEqual(['Settings', 'All settings', 'Show every one']);
});
