import { beforeAll, expect, it } from 'vitest';

import { ago, dayName, fromCode, lasting, span } from './format';
import { heard, speak, speakWholly, t } from './i18n';

const now = Date.parse('2026-03-10T12:00:00Z');
const earlier = new Date(now - 3 * 3_600_000).toISOString();

beforeAll(async () => {
  Object.assign(globalThis, { document: { documentElement: { lang: 'en' } } });
  await speak('es');
  await speakWholly();
});

it.each([
  ['This field is required.', 'Este campo es obligatorio.'],
  ['Ensure this field has no more than 150 characters.', 'Este campo admite 150 caracteres como máximo.'],
  ['Ensure this value is between 1 and 200, not 500.', 'Este valor debe estar entre 1 y 200, no 500.'],
  ['A sentence nobody foresaw.', 'A sentence nobody foresaw.'],
])('the server’s “%s” is heard as “%s”', (said, expected) => {
  expect(heard(said)).toBe(expected);
});

it('spans, days, codes and numbers are said in Spanish', () => {
  expect([ago(earlier, now), ago(earlier, now, 'sentence'), lasting(earlier, now)]).toEqual(['3\u00a0h', 'hace 3\u00a0h', 'desde hace 3\u00a0h']);
  expect(span(3 * 86_400)).toBe('3 días');
  expect(dayName(new Date(now).toISOString(), now)).toBe('Hoy');
  expect(fromCode('docs_pending')).toBe('Documentos pendientes');
  expect(t('{count} changes', { count: 1200 })).toBe('1,200 cambios');
});
