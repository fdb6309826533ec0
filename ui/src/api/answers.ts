import type { Query, QueryClient, QueryFilters, QueryKey } from '@tanstack/react-query';

/**
 * Changes answers in the cache where there is something to change. An answer that was out of date
 * stays so: what is put into it tells nothing of the rest.
 */
export function patchAnswers<Data>(cache: QueryClient, which: QueryFilters, change: (data: Data) => Data): void {
  for (const [key, data] of cache.getQueriesData<Data>(which)) {
    if (data === undefined) continue;
    const next = change(data);
    if (next === data) continue;
    const { isInvalidated = false, dataUpdatedAt = 0 } = cache.getQueryState(key) ?? {};
    cache.setQueryData(key, next, { updatedAt: dataUpdatedAt });
    if (isInvalidated) void cache.invalidateQueries({ queryKey: key, exact: true, refetchType: 'none' });
  }
}

/**
 * Tells that answers are out of date, without asking for them again. What is being read just now may have
 * been looked up before that: it stays out of date when it is there.
 */
export function age(cache: QueryClient, which: QueryFilters): void {
  void cache.invalidateQueries({ ...which, refetchType: 'none' });
  for (const query of cache.getQueryCache().findAll(which)) markOnceRead(cache, query, true);
}

/**
 * Reads on in a list. One page more, or one that fails, tells nothing of those above it: a list is as
 * much out of date afterwards as it was before.
 */
export function readOn<Result>(cache: QueryClient, queryKey: QueryKey, fetchNextPage: () => Result): Result {
  const query = cache.getQueryCache().find({ queryKey });
  const wasOld = query?.state.isInvalidated ?? false;
  const reading = fetchNextPage();
  if (query) markOnceRead(cache, query, wasOld);
  return reading;
}

/** What is being read just now, and whether it is out of date for all that the read brings. */
const marks = new WeakMap<Query, boolean>();

function markOnceRead(cache: QueryClient, query: Query, isOld: boolean): void {
  if (query.state.fetchStatus === 'idle') return;
  const isWatched = marks.has(query);
  marks.set(query, isOld);
  if (isWatched) return;
  const stop = cache.getQueryCache().subscribe((event) => {
    if (event.query !== query || (event.type !== 'updated' && event.type !== 'removed')) return;
    // A read that takes the place of this one knows what made it out of date.
    const isOther = event.type === 'updated' && event.action.type === 'fetch';
    if (!isOther && event.type === 'updated' && query.state.fetchStatus !== 'idle') return;
    stop();
    const isInvalidated = marks.get(query) ?? false;
    marks.delete(query);
    if (event.type === 'updated' && !isOther) query.setState({ isInvalidated });
  });
}

/**
 * Takes a change back from what is shown now: field by field, where nothing else was put there since,
 * and not where a newer version came.
 */
export function takenBack<Row extends { version: number }>(shown: Row, before: Row, after: Row): Row {
  if (shown.version > before.version) return shown;
  const fields = (Object.keys(after) as (keyof Row)[]).filter(
    (field) => !isSame(before[field], after[field]) && isSame(shown[field], after[field]),
  );
  return fields.length === 0 ? shown : { ...shown, ...Object.fromEntries(fields.map((field) => [field, before[field]])) };
}

/** Whether two values of the wire say the same. */
export const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
