import { skipToken, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { keys } from '@/api/keys';
import { dayEnd, dayStart } from '@/lib/days';
import type { AdminSearch } from '@/lib/search';

import type { FilterInfo, Resource, RowQuery } from './types';

/** The names in the address that narrow a list. */
export const filterNames = (filters: readonly FilterInfo[]): string[] =>
  filters.flatMap((filter) => (filter.kind === 'days' ? [filter.after, filter.before] : [filter.name]));

export const isNarrowed = ({ filters = [] }: { filters?: readonly FilterInfo[] }, search: AdminSearch) =>
  Boolean(search.q) || filterNames(filters).some((name) => search[name]);

/** What the address says, as the query of the list: days become the moments at which they begin and end. */
export function rowQuery<Row>({ search: searches, filters = [], base }: Pick<Resource<Row>, 'search' | 'filters' | 'base'>, search: AdminSearch): RowQuery {
  const query: Record<string, string> = { ...base };
  const now = Date.now();
  const put = (name: string, value: string | null | undefined) => {
    if (value) query[name] = value;
  };
  if (searches) put('q', search.q);
  for (const filter of filters) {
    if (filter.kind === 'days') {
      put(filter.after, dayStart(search[filter.after] ?? '', now));
      put(filter.before, dayEnd(search[filter.before] ?? '', now));
    } else put(filter.name, search[filter.name]);
  }
  put('ordering', search.order);
  return query;
}

export function useRows<Row>(resource: Resource<Row>, query: RowQuery) {
  return useInfiniteQuery({
    queryKey: [...keys.admin(resource.key), 'list', query],
    queryFn: ({ pageParam, signal }) => resource.list(pageParam ? { ...query, cursor: pageParam } : query, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (shown) => shown,
  });
}

/** Who of a selection is there: whoever left the list is not selected any more. */
export const stillThere = <Row>(ids: ReadonlySet<string>, rows: readonly Row[], idOf: (row: Row) => string): Set<string> =>
  new Set(ids.size > 0 ? rows.map(idOf).filter((id) => ids.has(id)) : []);

/** The newest that is known of the open row. While one that left the list is read by itself, it is there as it last stood. */
export const newest = <Row>(loaded: Row | undefined, read: { data: Row | undefined; isFetching: boolean }, last: Row | null): Row | null =>
  loaded ?? (read.isFetching ? null : read.data) ?? last ?? read.data ?? null;

/** The open row: from the list where it is loaded, else read by itself, wherever it stands. */
export function useOpenRow<Row>(resource: Resource<Row>, rows: readonly Row[], id: string | undefined) {
  const loaded = rows.find((row) => resource.rowId(row) === id);
  const { get } = resource;
  const one = useQuery({
    queryKey: [...keys.admin(resource.key), 'one', id],
    queryFn: id === undefined || id === 'new' || loaded !== undefined ? skipToken : ({ signal }) => get(id, signal),
  });
  const [kept, setKept] = useState<{ id: string | undefined; row: Row } | null>(null);
  const row = newest(loaded, one, kept?.id === id ? (kept?.row ?? null) : null);
  if (row !== null && (row !== kept?.row || id !== kept.id)) setKept({ id, row });
  return { row, error: loaded ? null : one.error };
}
