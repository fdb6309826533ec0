import { expect, test } from 'vitest';

import { clockFace } from './clock';

const due = '2026-03-02T10:00:00Z';
const at = (text: string) => Date.parse(text);

test('a clock counts down to the second and is late at zero', () => {
  expect(clockFace(due, at('2026-03-02T09:55:00Z'))).toMatchObject({ late: false, digits: '5:00' });
  expect(clockFace(due, at('2026-03-02T09:59:59.500Z'))).toMatchObject({ late: false, digits: '0:01' });
  expect(clockFace(due, at(due))).toMatchObject({ late: true, digits: '+0:00' });
  expect(clockFace(due, at('2026-03-02T10:12:30Z'))).toMatchObject({ late: true, digits: '+12:30' });
});

test('what is long late is told in hours, then in days', () => {
  expect(clockFace(due, at('2026-03-02T13:20:00Z')).digits).toBe('+3h');
  expect(clockFace(due, at('2026-03-05T13:20:00Z')).digits).toBe('+3d');
});

test('who hears it is told once a minute', () => {
  const said = (text: string) => clockFace(due, at(text)).said;
  expect(said('2026-03-02T09:57:10Z')).toBe(said('2026-03-02T09:57:50Z'));
  expect(said('2026-03-02T09:57:10Z')).toBe('2m left for the first contact');
  expect(said('2026-03-02T10:12:30Z')).toBe('The first contact is 12m late');
});
