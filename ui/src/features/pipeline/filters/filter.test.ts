import { expect, it } from 'vitest';

import { readDeskSearch } from '@/lib/search';

import { isNarrowed, withoutAny } from './fields';
import { filterOf, narrowing, toggled } from './filter';

const now = Date.parse('2026-03-10T15:00:00');

it('an empty address lists unassigned clients first', () => {
  expect(filterOf({}, now)).toEqual({ ordering: 'unassigned_first' });
  expect(isNarrowed({ order: 'name', as: 'table', view: 'v' })).toBe(false);
});

it('what the address asks for is asked of the server', () => {
  const search = readDeskSearch({ q: 'ana', stage: 'lead,lost', csm: 'u1,u2', urgency: 'high', captured: 'any', order: 'name', loan_amount_min: 300000, unread: true });
  expect(filterOf(search, now)).toEqual({
    ordering: 'name',
    q: 'ana',
    stage: 'lead,lost',
    assigned_to: 'u1,u2',
    urgency: 'high',
    captured: 'any',
    loan_amount_min: 300000,
    unread: true,
  });
  expect(filterOf({ csm: 'none' }, now)).toMatchObject({ unassigned: true });
});

it('what stands the other way round can be asked for as well', () => {
  expect(narrowing(readDeskSearch({ seen: true, worked: 'true' }), now)).toEqual({ unread: false, unassigned: false });
});

it('what nobody knows is never sent', () => {
  const search = readDeskSearch({ urgency: 'very', sentiment: 'odd', captured: 'maybe', order: 'password', loan_amount_min: 'much', unread: 'perhaps', created_after: 'soon' });
  expect(filterOf(search, now)).toEqual({ ordering: 'unassigned_first' });
});

it('days are whole days where the reader is, and distances hold', () => {
  expect(narrowing({ created_after: '2026-03-01', created_before: '2026-03-02' }, now)).toEqual({
    created_after: new Date('2026-03-01T00:00').toISOString(),
    created_before: new Date('2026-03-03T00:00').toISOString(),
  });
  expect(narrowing({ last_message_after: '-7d' }, now)).toEqual({ last_message_after: new Date('2026-03-03T00:00').toISOString() });
});

it('a value goes in and out of a list', () => {
  expect(toggled(undefined, 'lead')).toBe('lead');
  expect(toggled('lead', 'lost')).toBe('lead,lost');
  expect(toggled('lead,lost', 'lead')).toBe('lost');
  expect(toggled('lead', 'lead')).toBeUndefined();
});

it('all filters can be taken away at once', () => {
  const search = { ...readDeskSearch({ q: 'a', stage: 'lead', income_max: 5, unread: true, order: 'name' }), ...withoutAny() };
  expect(isNarrowed(search)).toBe(false);
  expect(search.order).toBe('name');
});
