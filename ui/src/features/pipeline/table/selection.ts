import { useMemo, useState } from 'react';

import { countSummaries, type SummaryFilter } from '@/api/summaries';
import type { ClientSummary } from '@/api/types';

/** What is selected in a list. It belongs to the filter it was made under: nobody means rows that another filter shows. */
export interface Selected {
  under: string;
  ids: ReadonlySet<string>;
  /** How many match, where all of them are meant, also those not loaded; null where only those named are. */
  all: number | null;
}

export const nothing = (under: string): Selected => ({ under, ids: new Set(), all: null });

export const underFilter = (held: Selected, under: string): Selected => (held.under === under ? held : nothing(under));

/** Means all that match, unless they were counted for another filter. */
export const allOf = (held: Selected, under: string, count: number): Selected => (held.under === under ? { ...held, all: count } : held);

/** The rows of all pages, each once: one that changed its place meanwhile may come again further down. */
export function uniqueRows(pages: readonly { results: readonly ClientSummary[] }[]): ClientSummary[] {
  return [...new Map(pages.flatMap(({ results }) => results).map((row) => [row.id, row])).values()];
}

/** The selection of a list, which ends where its filter does. */
export function useSelection(filter: SummaryFilter, rows: readonly ClientSummary[]) {
  const under = JSON.stringify(filter);
  const [held, setHeld] = useState(() => nothing(under));
  const selected = underFilter(held, under);
  if (selected !== held) setHeld(selected);
  const { ids, all } = selected;
  // Whoever left the list is not selected any more.
  const chosen = useMemo(() => (ids.size > 0 ? rows.filter(({ id }) => ids.has(id)) : []), [rows, ids]);
  return {
    chosen,
    ids: useMemo(() => new Set(chosen.map(({ id }) => id)), [chosen]),
    all,
    select: (next: ReadonlySet<string>) => setHeld({ under, ids: next, all: null }),
    clear: () => setHeld(nothing(under)),
    /** Means all that the filter lets through, once they are counted: nobody acts on a number they have not seen. */
    selectAll: async () => {
      const count = await countSummaries(filter);
      setHeld((now) => allOf(now, under, count));
    },
  };
}
