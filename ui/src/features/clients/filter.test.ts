import { expect, it } from 'vitest';

import { filterOf, isNarrowed, toggleStage } from './filter';

it('an empty address lists unassigned clients first', () => {
  expect(filterOf({})).toEqual({ ordering: 'unassigned_first' });
  expect(isNarrowed({ order: 'name' })).toBe(false);
});

it('what the address asks for is asked of the server', () => {
  expect(filterOf({ q: 'ana', stage: 'lead,lost', csm: 'u1', urgency: 'high', captured: 'any', order: 'name' })).toEqual({
    ordering: 'name',
    q: 'ana',
    stage: 'lead,lost',
    assigned_to: 'u1',
    urgency: 'high',
    captured: 'any',
  });
  expect(filterOf({ csm: 'none' })).toMatchObject({ unassigned: true });
});

it('what nobody knows is never sent', () => {
  expect(filterOf({ urgency: 'very', sentiment: 'odd', captured: 'maybe', order: 'password' })).toEqual({
    ordering: 'unassigned_first',
  });
});

it('a stage goes in and out of the filter', () => {
  expect(toggleStage(undefined, 'lead')).toBe('lead');
  expect(toggleStage('lead', 'lost')).toBe('lead,lost');
  expect(toggleStage('lead,lost', 'lead')).toBe('lost');
  expect(toggleStage('lead', 'lead')).toBeUndefined();
});
