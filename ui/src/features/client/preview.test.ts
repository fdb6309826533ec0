import { expect, it } from 'vitest';

import { aClient } from '@/lib/testing';

import { withCorrection, withoutProposal, wordOn } from './preview';

it('a corrected fact shows at once, locked and a person’s', () => {
  const client = withCorrection(aClient(), {
    path: 'loan_details.interest_rate',
    value: '6.1%',
    expected: null,
  });
  expect(client.context.loan_details.interest_rate).toBe('6.1%');
  expect(client.context_meta.facts['loan_details.interest_rate']).toMatchObject({ source: 'human', locked: true });
});

it('points are corrected one a line', () => {
  const client = withCorrection(aClient(), { path: 'key_points', value: 'One\n\nTwo', expected: null });
  expect(client.context.key_points).toEqual(['One', 'Two']);
});

it('an urgency that is emptied becomes the quiet one', () => {
  const client = withCorrection(aClient({ urgency: 'high' }), { path: 'urgency', value: null, expected: 'high' });
  expect(client.context.urgency).toBe('low');
});

it.each([
  [true, 'second@example.com'],
  [false, 'ana@example.com'],
])('an email proposal that is accepted: %s, leaves %s', (accept, email) => {
  const proposal = { field: 'email', value: 'second@example.com', session_id: 's', position: 2, at: '2026-03-02T09:00:00Z' };
  const client = withoutProposal(aClient({ proposals: [proposal] }), { path: 'email', accept });
  expect(client.email).toBe(email);
  expect(client.proposals).toEqual([]);
});

it('what takes back the word on a proposal names what was proposed, accepted or not', () => {
  const path = 'loan_details.interest_rate';
  const corrected = (value: string) => withCorrection(aClient(), { path, value, expected: null }).context_meta.facts[path];
  const [stands, older] = [corrected('6.5%'), corrected('7%')];
  if (!stands || !older) throw new Error('a corrected fact is there');
  const client = aClient({ context_meta: { ...aClient().context_meta, facts: { [path]: { ...stands, previous: [older] } } } });
  expect(wordOn(client, path, true)).toEqual({ path, accepted: true, value: '6.5%' });
  expect(wordOn(client, path, false)).toEqual({ path, accepted: false, value: '7%' });
  expect(wordOn(client, 'email', true)).toBeNull();
});
