import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';

import { aClient } from '@/lib/testing';

import { readOn } from './answers';
import { keys } from './keys';
import { ageDue, ageSummaries, dropSummary, extendColumn, mergeIntoSummaries, patchSummary, shownSummary, summaryOf, trimSummaries, type SummaryPages } from './summary-cache';
import type { SummaryFilter } from './summaries';
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

describe('a list that is out of date', () => {
  const list = (cache: QueryClient, filter: SummaryFilter, ...ids: string[]) => {
    const results = ids.map((id) => shown(id, 'lead', '2026-03-03T00:00:00Z'));
    cache.setQueryData<SummaryPages>(keys.summaryList(filter), { pages: [{ results, next: null }], pageParams: [null] });
  };
  const isOld = (cache: QueryClient, filter: SummaryFilter) => cache.getQueryState(keys.summaryList(filter))?.isInvalidated;

  it('stays so when a client in it changes, another one is seen, leaves, or the list is cut', () => {
    const { cache } = cacheWith();
    ageSummaries(cache);
    patchSummary(cache, 'ana', (row) => ({ ...row, unread: true }));
    expect(isOld(cache, {})).toBe(true);
    patchSummary(cache, 'nobody there', (row) => ({ ...row, unread: false }));
    dropSummary(cache, 'bo');
    trimSummaries(cache, keys.summaryList({}));
    expect(isOld(cache, {})).toBe(true);
    expect(cache.getQueryState(keys.board({}))?.isInvalidated).toBe(true);
  });

  it('is one whose filter looks at what changed, whether it held the client or not', () => {
    const cache = new QueryClient();
    list(cache, { stage: 'lead', ordering: 'name' }, 'ana');
    list(cache, { stage: 'contacted' });
    list(cache, { urgency: 'high' });
    list(cache, {}, 'ana');
    mergeIntoSummaries(cache, aClient({ id: 'ana', current_stage: 'contacted', version: 2 }));
    expect(isOld(cache, { stage: 'lead', ordering: 'name' })).toBe(true);
    expect(isOld(cache, { stage: 'contacted' })).toBe(true);
    expect(isOld(cache, { urgency: 'high' })).toBe(false);
    expect(isOld(cache, {})).toBe(false);
  });

  it('is one that lets through by the owner what was given to somebody', () => {
    const cache = new QueryClient();
    const ben = { id: 'ben', name: 'Ben', email: 'ben@example.com' };
    list(cache, { unassigned: true }, 'ana');
    list(cache, { assigned_to: 'ben' });
    patchSummary(cache, 'ana', (row) => ({ ...row, assigned_to: ben }));
    expect(isOld(cache, { unassigned: true })).toBe(true);
    expect(isOld(cache, { assigned_to: 'ben' })).toBe(true);
  });

  it('is every list where a client changed that none of them shows', () => {
    const cache = new QueryClient();
    list(cache, { stage: 'contacted' });
    const client = aClient({ id: 'ana', version: 4 });
    mergeIntoSummaries(cache, client);
    expect(isOld(cache, { stage: 'contacted' })).toBe(true);
    // What is told once more, as one's own change by the feed, ages nothing again.
    list(cache, { stage: 'contacted' });
    mergeIntoSummaries(cache, client);
    mergeIntoSummaries(cache, { ...client, version: 3 });
    expect(isOld(cache, { stage: 'contacted' })).toBe(false);
    mergeIntoSummaries(cache, { ...client, version: 5 });
    expect(isOld(cache, { stage: 'contacted' })).toBe(true);
  });

  it('is one that lags behind another list which was read since', () => {
    const cache = new QueryClient();
    const client = aClient({ id: 'ana', current_stage: 'qualified', version: 2 });
    const moved = summaryOf(client, shown('ana', 'qualified', '2026-03-03T00:00:00Z'));
    cache.setQueryData<SummaryPages>(keys.summaryList({}), { pages: [{ results: [moved], next: null }], pageParams: [null] });
    list(cache, { stage: 'contacted' }, 'ana');
    list(cache, { stage: 'qualified' });
    list(cache, { urgency: 'high' });
    mergeIntoSummaries(cache, client);
    expect([isOld(cache, { stage: 'contacted' }), isOld(cache, { stage: 'qualified' })]).toEqual([true, true]);
    expect(isOld(cache, { urgency: 'high' })).toBe(false);
  });

  it('is any that nobody looks at, where all that show the client were read since', () => {
    const cache = new QueryClient();
    const client = aClient({ id: 'ana', current_stage: 'qualified', version: 2 });
    const moved = summaryOf(client, shown('ana', 'qualified', '2026-03-03T00:00:00Z'));
    cache.setQueryData<SummaryPages>(keys.summaryList({}), { pages: [{ results: [moved], next: null }], pageParams: [null] });
    list(cache, { stage: 'qualified' });
    mergeIntoSummaries(cache, client);
    expect(isOld(cache, { stage: 'qualified' })).toBe(true);
  });

  it('is the board where a card below those loaded changes its stage', () => {
    const { cache, columns } = cacheWith('more');
    cache.setQueryData<SummaryPages>(keys.summaryList({ q: 'dee' }), { pages: [{ results: [shown('dee', 'lead', '2026-01-01T00:00:00Z')], next: null }], pageParams: [null] });
    patchSummary(cache, 'ana', (row) => ({ ...row, current_stage: 'contacted' }));
    expect(cache.getQueryState(keys.board({}))?.isInvalidated).toBe(false);
    patchSummary(cache, 'dee', (row) => ({ ...row, current_stage: 'contacted' }));
    expect(cache.getQueryState(keys.board({}))?.isInvalidated).toBe(true);
    expect(columns()?.[0]?.[0]).toBe(1);
  });

  it('is one that shows or asks for what is due, once a task changed', () => {
    const cache = new QueryClient();
    list(cache, { urgency: 'high' }, 'ana');
    list(cache, { no_next_action: true });
    list(cache, { urgency: 'low' }, 'bo');
    ageDue(cache, 'ana');
    expect([{ urgency: 'high' }, { no_next_action: true }, { urgency: 'low' }].map((filter) => isOld(cache, filter as SummaryFilter))).toEqual([true, true, false]);
  });
});

describe('a list that is read while it is out of date', () => {
  const page = (id: string, next: string | null) => ({ results: [shown(id, 'lead', '2026-01-01T00:00:00Z')], next });

  /** A list of two pages; the second is answered by hand. */
  function readList() {
    const cache = new QueryClient();
    let answer: (what: Promise<ReturnType<typeof page>>) => void = () => undefined;
    const list = new InfiniteQueryObserver(cache, {
      queryKey: keys.summaryList({}),
      queryFn: () => new Promise<ReturnType<typeof page>>((resolve) => { answer = resolve; }),
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
      initialData: { pages: [page('ana', 'more')], pageParams: [null] },
      staleTime: Infinity,
      retry: false,
    });
    list.subscribe(() => undefined);
    return {
      cache,
      list,
      answer: (what: Promise<ReturnType<typeof page>>) => answer(what),
      more: () => readOn(cache, keys.summaryList({}), () => list.fetchNextPage()),
      isOld: () => list.getCurrentResult().isStale,
    };
  }

  it('stays so when its next page comes, until it is read again from its top', async () => {
    const { cache, list, answer, more, isOld } = readList();
    ageSummaries(cache);
    const reading = more();
    expect(isOld()).toBe(true);
    answer(Promise.resolve(page('bo', null)));
    await reading;
    expect(list.getCurrentResult().data?.pages).toHaveLength(2);
    expect(isOld()).toBe(true);
    trimSummaries(cache);
    const again = list.refetch();
    answer(Promise.resolve(page('cy', null)));
    await again;
    expect(isOld()).toBe(false);
  });

  it('becomes so where something comes in while its next page is read', async () => {
    const { cache, answer, more, isOld } = readList();
    const reading = more();
    ageSummaries(cache);
    answer(Promise.resolve(page('bo', null)));
    await reading;
    expect(isOld()).toBe(true);
  });

  it('is not so for a next page that came or failed', async () => {
    const { answer, list, more, isOld } = readList();
    const failing = more();
    answer(Promise.reject(new Error('not now')));
    await failing;
    expect(list.getCurrentResult().isFetchNextPageError).toBe(true);
    expect(isOld()).toBe(false);
    const reading = more();
    answer(Promise.resolve(page('bo', null)));
    await reading;
    expect(isOld()).toBe(false);
  });

  it('stays so where something came in while all of it was read, and not for a read that began after', async () => {
    const { cache, list, answer, isOld } = readList();
    const reading = list.refetch();
    ageSummaries(cache);
    answer(Promise.resolve(page('bo', null)));
    await reading;
    expect(isOld()).toBe(true);
    const cut = list.refetch();
    ageSummaries(cache);
    const again = list.refetch();
    answer(Promise.resolve(page('bo', null)));
    await Promise.all([cut, again]);
    expect(isOld()).toBe(false);
  });

  it('stays so on a board of which a column is read on', () => {
    const { cache, columns } = cacheWith('more');
    ageSummaries(cache);
    const [lead] = cache.getQueryData<Board>(keys.board({}))?.columns ?? [];
    if (!lead) throw new Error('no column');
    extendColumn(cache, {}, lead, page('dee', null));
    extendColumn(cache, {}, lead, page('eve', null));
    expect(columns()?.[0]).toEqual([2, 'ana', 'bo', 'dee']);
    expect(cache.getQueryState(keys.board({}))?.isInvalidated).toBe(true);
  });
});

it('a card that comes back from a refused move stands where it was, even at the end of what is loaded', () => {
  const { cache, columns } = cacheWith('more');
  const takeBack = patchSummary(cache, 'bo', (row) => ({ ...row, current_stage: 'contacted', stage_changed_at: '2026-03-09T00:00:00Z', first_touch_at: '2026-03-09T00:00:00Z' }));
  takeBack();
  expect(columns()).toEqual([[2, 'ana', 'bo'], [1, 'cy']]);
  expect(shownSummary(cache, 'bo')?.first_touch_at).toBeNull();
});

it('what somebody else did meanwhile is not taken back', () => {
  const { cache } = cacheWith();
  const takeBack = patchSummary(cache, 'bo', (row) => ({ ...row, current_stage: 'contacted' }));
  mergeIntoSummaries(cache, aClient({ id: 'bo', current_stage: 'qualified', version: 3 }));
  takeBack();
  expect(shownSummary(cache, 'bo')?.current_stage).toBe('qualified');
});
