import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';

import { keys } from '@/api/keys';
import { clientBoard, listSummaries, type SummaryFilter } from '@/api/summaries';
import { extendColumn, joined } from '@/api/summary-cache';
import type { Board, Stage } from '@/api/types';

const firstCards = 25;
const mostAtOnce = 50;
/** A column that was read further than this starts anew when the board is read again. */
const mostKept = 300;
/** How long a board that is out of date waits, so that a busy desk does not read it all the time. */
const settleMs = 3000;
/** How long it waits after a read that failed. */
const failedMs = 15_000;

const goOn = (filter: SummaryFilter, stage: Stage, cursor: string, signal: AbortSignal | null = null) =>
  listSummaries({ ...filter, stage, ordering: '-stage_changed_at', cursor, limit: mostAtOnce }, signal);

/** Reads the board as far down as it is shown. */
async function readBoard(cache: QueryClient, filter: SummaryFilter, signal: AbortSignal): Promise<Board> {
  const shown = new Map(
    cache.getQueryData<Board>(keys.board(filter))?.columns.map(({ stage, results }) => [stage, results.length]),
  );
  const longest = Math.max(firstCards, ...shown.values());
  const board = await clientBoard({ ...filter, per_stage: Math.min(longest, mostAtOnce) }, signal);
  const columns = await Promise.all(
    board.columns.map(async (column) => {
      const wanted = Math.min(shown.get(column.stage) ?? 0, mostKept);
      let whole = column;
      while (whole.next !== null && whole.results.length < wanted) {
        whole = joined(whole, await goOn(filter, column.stage, whole.next, signal));
      }
      return whole;
    }),
  );
  return { columns };
}

/** The board of a filter: kept true by the feed, read again only for what the feed cannot tell. */
export function useBoard(filter: SummaryFilter, busy: boolean) {
  const cache = useQueryClient();
  const board = useQuery({
    queryKey: keys.board(filter),
    queryFn: ({ signal }) => readBoard(cache, filter, signal),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    placeholderData: (shown) => shown,
  });
  const { isStale, isFetching, isRefetchError, refetch } = board;
  const isThere = board.data !== undefined;
  useEffect(() => {
    if (!isStale || !isThere || isFetching || busy) return;
    const timer = setTimeout(() => void refetch(), isRefetchError ? failedMs : settleMs);
    return () => clearTimeout(timer);
  }, [isStale, isThere, isFetching, isRefetchError, busy, refetch]);

  const running = useRef(new Set<Stage>());
  const [failed, setFailed] = useState<ReadonlySet<Stage>>(new Set());
  const read = useCallback(
    async (stage: Stage, again: boolean) => {
      const column = cache.getQueryData<Board>(keys.board(filter))?.columns.find((other) => other.stage === stage);
      if (!column?.next || running.current.has(stage)) return;
      if (again) setFailed((old) => new Set([...old].filter((other) => other !== stage)));
      running.current.add(stage);
      try {
        extendColumn(cache, filter, column, await goOn(filter, stage, column.next));
      } catch {
        setFailed((old) => new Set([...old, stage]));
      } finally {
        running.current.delete(stage);
      }
    },
    [cache, filter],
  );
  const more = useCallback((stage: Stage, again = false) => void read(stage, again), [read]);
  return { board, more, failed };
}
