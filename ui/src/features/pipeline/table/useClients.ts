import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';

import { readOn } from '@/api/answers';
import { keys } from '@/api/keys';
import { listSummaries, type SummaryFilter } from '@/api/summaries';
import { trimSummaries } from '@/api/summary-cache';

import { uniqueRows } from './selection';

const pageRows = 100;
/** How far from its top a list still counts as being read from the top. */
const topPx = 160;
/** How long a list that is out of date waits, so that a busy desk does not read it all the time. */
const settleMs = 1500;
/** How long it waits after a read that failed. */
const failedMs = 15_000;

/** The clients of a filter, page after page; kept true by the feed, not by reading all pages again. */
export function useClients(filter: SummaryFilter) {
  const cache = useQueryClient();
  const list = useInfiniteQuery({
    queryKey: keys.summaryList(filter),
    queryFn: ({ pageParam, signal }) => listSummaries({ ...filter, limit: pageRows, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: Infinity,
    refetchOnMount: false,
    refetchOnWindowFocus: false,
    // While a filter changes, the old rows stay, a little paler, instead of a jump through emptiness.
    placeholderData: (shown) => shown,
  });
  const { fetchNextPage } = list;
  return { ...list, fetchNextPage: useCallback(() => readOn(cache, keys.summaryList(filter), fetchNextPage), [cache, filter, fetchNextPage]) };
}

export interface Arrivals {
  /** Whether the server has a newer list than the one that is shown. */
  waiting: boolean;
  /** Whether it was asked for and did not come. */
  failed: boolean;
  /** Reads the list again, from its top. */
  show: () => void;
}

/**
 * Lets what is new in without moving what somebody reads: at the top of the list it appears by
 * itself, anywhere else it waits to be asked for.
 */
export function useArrivals(filter: SummaryFilter, list: ReturnType<typeof useClients>, busy: boolean): Arrivals {
  const { data, isStale, isFetching, isFetchingNextPage, isRefetchError, refetch } = list;
  const cache = useQueryClient();
  // A read that failed leaves the old rows, which are as far behind as before.
  const waiting = isStale && data !== undefined && (!isFetching || isFetchingNextPage);
  const again = useCallback(() => {
    trimSummaries(cache, keys.summaryList(filter));
    void refetch();
  }, [cache, filter, refetch]);
  useEffect(() => {
    if (!waiting || busy) return;
    const timer = setInterval(() => {
      if (window.scrollY <= topPx) again();
    }, isRefetchError ? failedMs : settleMs);
    return () => clearInterval(timer);
  }, [waiting, busy, isRefetchError, again]);
  return {
    waiting,
    failed: isRefetchError,
    show: () => {
      window.scrollTo({ top: 0 });
      again();
    },
  };
}

/** The rows of all pages, and which of them were not there when the list was opened. */
export function useRows({ data, isPlaceholderData }: ReturnType<typeof useClients>) {
  const rows = useMemo(() => uniqueRows(data?.pages ?? []), [data]);
  const [openedAt] = useState(() => Date.now());
  const isFresh = useCallback((at: string | null) => Date.parse(at ?? '') > openedAt - 2000, [openedAt]);
  return { rows, isFresh, old: isPlaceholderData };
}
