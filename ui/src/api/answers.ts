import type { QueryClient, QueryFilters } from '@tanstack/react-query';

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
