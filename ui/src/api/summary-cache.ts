/**
 * The lists and boards of summaries, kept true without reading them again: whoever reads one must not
 * lose the place because somebody else works.
 */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';

import { keys } from './keys';
import type { Board, BoardColumn, Client, ClientSummary, Fact, Page } from './types';

export type SummaryPages = InfiniteData<Page<ClientSummary>, string | null>;

/** The summary that any list or board shows of a client. */
export function shownSummary(cache: QueryClient, id: string): ClientSummary | undefined {
  for (const [, board] of cache.getQueriesData<Board>({ queryKey: keys.boards })) {
    for (const { results } of board?.columns ?? []) {
      const found = results.find((row) => row.id === id);
      if (found) return found;
    }
  }
  for (const [, list] of cache.getQueriesData<SummaryPages>({ queryKey: keys.summaryLists })) {
    for (const { results } of list?.pages ?? []) {
      const found = results.find((row) => row.id === id);
      if (found) return found;
    }
  }
  return undefined;
}

/** Changes what is shown of a client, in every list and on every board; a card goes to its stage. */
export function patchSummary(cache: QueryClient, id: string, change: (row: ClientSummary) => ClientSummary): void {
  const patch = (rows: ClientSummary[]) => {
    const index = rows.findIndex((row) => row.id === id);
    const row = rows[index];
    return row ? rows.with(index, change(row)) : rows;
  };
  cache.setQueriesData<SummaryPages>({ queryKey: keys.summaryLists }, (data) => data && mapPages(data, patch));
  cache.setQueriesData<Board>({ queryKey: keys.boards }, (board) => board && patchBoard(board, id, change));
}

/** Takes a client out of every list and off every board. */
export function dropSummary(cache: QueryClient, id: string): void {
  const without = (rows: ClientSummary[]) => (rows.some((row) => row.id === id) ? rows.filter((row) => row.id !== id) : rows);
  cache.setQueriesData<SummaryPages>({ queryKey: keys.summaryLists }, (data) => data && mapPages(data, without));
  cache.setQueriesData<Board>({ queryKey: keys.boards }, (board) =>
    board && mapColumns(board, (column) => {
      const results = without(column.results);
      return results === column.results ? column : { ...column, results, count: column.count - 1 };
    }),
  );
}

/** Puts the server's newest word on a client into the lists. */
export function mergeIntoSummaries(cache: QueryClient, client: Client): void {
  patchSummary(cache, client.id, (row) => (row.version > client.version ? row : summaryOf(client, row)));
}

/** Tells that the lists no longer are what the server would say; they are read again when nobody reads them. */
export function ageSummaries(cache: QueryClient): void {
  void cache.invalidateQueries({ queryKey: keys.summaries, refetchType: 'none' });
}

/** Forgets all but the first page of every list, so that reading it again is one request. */
export function trimSummaries(cache: QueryClient): void {
  cache.setQueriesData<SummaryPages>({ queryKey: keys.summaryLists }, (data) =>
    data && data.pages.length > 1 ? { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) } : data,
  );
}

/** A client as lists show it; what only the server counts (income by the year, tasks) stays as it was shown. */
export function summaryOf(client: Client, shown: ClientSummary): ClientSummary {
  const { facts } = client.context_meta;
  const later = Date.parse(client.last_message_at ?? '') > Date.parse(shown.last_message_at ?? '1970-01-01');
  return {
    ...shown,
    name: client.name,
    email: client.email,
    phone: client.phone,
    current_stage: client.current_stage,
    stage_changed_at: client.stage_changed_at,
    assigned_to: client.assigned_to,
    urgency: client.context.urgency,
    sentiment: client.context.sentiment,
    intent: client.context.intent,
    loan_amount: amountOf(facts['loan_details.current_loan_amount']),
    property_value: amountOf(facts['loan_details.property_value']),
    credit_score: amountOf(facts['financial_info.credit_score']),
    loan_type: client.context.loan_details.loan_type,
    source: client.source,
    extraction_state: client.extraction?.state ?? null,
    captured_at: client.captured_at,
    first_touch_at: client.first_touch_at,
    last_message_at: client.last_message_at,
    unread: shown.unread || later,
    version: client.version,
    updated_at: client.updated_at,
  };
}

function amountOf(fact: Fact | undefined): number | null {
  if (!fact) return null;
  if (typeof fact.value === 'number') return fact.value;
  return fact.low !== null && fact.high !== null ? (fact.low + fact.high) / 2 : null;
}

function patchBoard(board: Board, id: string, change: (row: ClientSummary) => ClientSummary): Board {
  const home = board.columns.find(({ results }) => results.some((row) => row.id === id));
  const before = home?.results.find((row) => row.id === id);
  if (!home || !before) return board;
  const after = change(before);
  if (after.current_stage === home.stage && after.stage_changed_at === before.stage_changed_at) {
    return mapColumns(board, (column) =>
      column === home ? { ...column, results: column.results.map((row) => (row === before ? after : row)) } : column,
    );
  }
  return mapColumns(board, (column) => {
    const left = column === home ? takenOut(column, id) : column;
    return column.stage === after.current_stage ? putIn(left, after) : left;
  });
}

const takenOut = (column: BoardColumn, id: string): BoardColumn => ({
  ...column,
  count: column.count - 1,
  results: column.results.filter((row) => row.id !== id),
});

/** Puts a card where its stage change stands; below what is loaded it only counts. */
function putIn(column: BoardColumn, row: ClientSummary): BoardColumn {
  const at = Date.parse(row.stage_changed_at);
  const place = column.results.findIndex((other) => Date.parse(other.stage_changed_at) <= at);
  const index = place < 0 ? column.results.length : place;
  const beyond = place < 0 && column.next !== null;
  return { ...column, count: column.count + 1, results: beyond ? column.results : column.results.toSpliced(index, 0, row) };
}

/** Maps columns, and keeps the very same board where nothing changed. */
function mapColumns(board: Board, patch: (column: BoardColumn) => BoardColumn): Board {
  const columns = board.columns.map(patch);
  return columns.some((column, index) => column !== board.columns[index]) ? { ...board, columns } : board;
}

function mapPages(data: SummaryPages, patch: (rows: ClientSummary[]) => ClientSummary[]): SummaryPages {
  const pages = data.pages.map((page) => {
    const results = patch(page.results);
    return results === page.results ? page : { ...page, results };
  });
  return pages.some((page, index) => page !== data.pages[index]) ? { ...data, pages } : data;
}
