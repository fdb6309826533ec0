import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';

import { aClient } from '@/lib/testing';

import { keys } from './keys';
import { dropSummary, mergeIntoSummaries, patchSummary, shownSummary, summaryOf, type SummaryPages } from './summary-cache';
import type { Board, ClientSummary, Stage } from './types';

const shown = (id: string, stage: Stage, at: string): ClientSummary =>
  summaryOf(aClient({ id, current_stage: stage, stage_changed_at: at }), {
    id, next_due_at: null, unread: false, last_message_at: '2026-03-02T09:00:00Z', created_at: at,
  } as ClientSummary);

function cacheWith(next: string | null = null) {
  const cache = new QueryClient();
  const [ana, bo, cy] = [shown('ana', 'lead', '2026-03-03T00:00:00Z'), shown('bo', 'lead', '2026-03-01T00:00:00Z'), shown('cy', 'contacted', '2026-03-02T00:00:00Z')];
  cache.setQueryData<Board>(keys.board({}), {
    columns: [
      { stage: 'lead', count: 2, results: [ana, bo], next },
      { stage: 'contacted', count: 1, results: [cy], next: null },
    ],
  });
  cache.setQueryData<SummaryPages>(keys.summaryList({}), { pages: [{ results: [ana, bo, cy], next: null }], pageParams: [null] });
  const columns = () => cache.getQueryData<Board>(keys.board({}))?.columns.map(({ count, results }) => [count, ...results.map(({ id }) => id)]);
  return { cache, columns };
}

it('a move takes the card to its new stage, and going back finds its old place', () => {
  const { cache, columns } = cacheWith();
  const before = shownSummary(cache, 'bo');
  patchSummary(cache, 'bo', (row) => ({ ...row, current_stage: 'contacted', stage_changed_at: '2026-03-09T00:00:00Z' }));
  expect(columns()).toEqual([[1, 'ana'], [2, 'bo', 'cy']]);
  patchSummary(cache, 'bo', (row) => before ?? row);
  expect(columns()).toEqual([[2, 'ana', 'bo'], [1, 'cy']]);
});

it('what comes in below the loaded cards is only counted', () => {
  const { cache, columns } = cacheWith('more');
  patchSummary(cache, 'cy', (row) => ({ ...row, current_stage: 'lead', stage_changed_at: '2026-01-01T00:00:00Z' }));
  expect(columns()).toEqual([[3, 'ana', 'bo'], [0]]);
});

it('the server’s word is merged, an older one is not', () => {
  const { cache } = cacheWith();
  mergeIntoSummaries(cache, aClient({ id: 'ana', name: 'Ana Newname', version: 2, last_message_at: '2026-03-08T00:00:00Z' }));
  mergeIntoSummaries(cache, aClient({ id: 'ana', name: 'Ana Old', version: 1 }));
  expect(shownSummary(cache, 'ana')).toMatchObject({ name: 'Ana Newname', unread: true });
  expect(cache.getQueryData<SummaryPages>(keys.summaryList({}))?.pages[0]?.results[0]?.name).toBe('Ana Newname');
});

it('a client who is gone leaves lists and counts', () => {
  const { cache, columns } = cacheWith();
  dropSummary(cache, 'ana');
  expect(columns()).toEqual([[1, 'bo'], [1, 'cy']]);
  expect(shownSummary(cache, 'ana')).toBeUndefined();
});
