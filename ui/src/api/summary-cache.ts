/**
 * The lists and boards of summaries, kept true without reading them again: whoever reads one must not
 * lose the place because somebody else works.
 */
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';

import { age, isSame, patchAnswers, takenBack } from './answers';
import { keys } from './keys';
import type { SummaryFilter } from './summaries';
import type { Board, BoardColumn, Client, ClientSummary, Fact, Page } from './types';

export type SummaryPages = InfiniteData<Page<ClientSummary>, string | null>;

/** The summary that any list or board shows of a client. */
export const shownSummary = (cache: QueryClient, id: string): ClientSummary | undefined => shownSummaries(cache, id)[0];

/** What each list and board shows of a client: one that was read since may be ahead of the others. */
function shownSummaries(cache: QueryClient, id: string): ClientSummary[] {
  const boards = cache.getQueriesData<Board>({ queryKey: keys.boards }).flatMap(([, board]) => board?.columns ?? []);
  const lists = cache.getQueriesData<SummaryPages>({ queryKey: keys.summaryLists }).flatMap(([, list]) => list?.pages ?? []);
  return [...boards, ...lists].flatMap(({ results }) => results.find((row) => row.id === id) ?? []);
}

/**
 * Changes what is shown of a client, in every list and on every board; a card goes to its stage. Lists
 * that look at what changed are out of date then. The answer takes it back, where nothing newer stands.
 */
export function patchSummary(cache: QueryClient, id: string, change: (row: ClientSummary) => ClientSummary): () => void {
  const changes = shownSummaries(cache, id).map((before) => ({ before, after: change(before) }));
  const [first] = changes;
  if (first === undefined) return () => undefined;
  patchRows(cache, id, change);
  const ageLists = () =>
    ageWhere(cache, (filter, holds, isBoard) => changes.some(({ before, after }) => looksAtChange(filter, before, after, holds, isBoard)));
  ageLists();
  return () => {
    patchRows(cache, id, (row) => takenBack(row, first.before, first.after), true);
    ageLists();
  };
}

function patchRows(cache: QueryClient, id: string, change: (row: ClientSummary) => ClientSummary, comesBack = false): void {
  const patch = (rows: ClientSummary[]) => {
    const index = rows.findIndex((row) => row.id === id);
    const row = rows[index];
    const next = row && change(row);
    return next === row || next === undefined ? rows : rows.with(index, next);
  };
  patchAnswers<SummaryPages>(cache, { queryKey: keys.summaryLists }, (data) => mapPages(data, patch));
  patchAnswers<Board>(cache, { queryKey: keys.boards }, (board) => patchBoard(board, id, change, comesBack));
}

/** Puts a page behind what a column shows, unless the board was read again meanwhile. */
export function extendColumn(cache: QueryClient, filter: SummaryFilter, { stage, next }: BoardColumn, page: Page<ClientSummary>): void {
  patchAnswers<Board>(cache, { queryKey: keys.board(filter), exact: true }, (board) =>
    mapColumns(board, (column) => (column.stage === stage && column.next === next ? joined(column, page) : column)),
  );
}

/** A column with the page that follows it. */
export function joined(column: BoardColumn, page: Page<ClientSummary>): BoardColumn {
  const held = new Set(column.results.map(({ id }) => id));
  return { ...column, results: [...column.results, ...page.results.filter(({ id }) => !held.has(id))], next: page.next };
}

/** Takes a client out of every list and off every board. */
export function dropSummary(cache: QueryClient, id: string): void {
  const without = (rows: ClientSummary[]) => (rows.some((row) => row.id === id) ? rows.filter((row) => row.id !== id) : rows);
  patchAnswers<SummaryPages>(cache, { queryKey: keys.summaryLists }, (data) => mapPages(data, without));
  patchAnswers<Board>(cache, { queryKey: keys.boards }, (board) =>
    mapColumns(board, (column) => {
      const results = without(column.results);
      return results === column.results ? column : { ...column, results, count: column.count - 1 };
    }),
  );
}

/** Puts the server's newest word on a client into the lists. */
export function mergeIntoSummaries(cache: QueryClient, client: Client): void {
  const isNews = noteTold(cache, client);
  const newest = (row: ClientSummary) => (row.version > client.version ? row : summaryOf(client, row));
  const shown = shownSummaries(cache, client.id);
  if (shown.length > 0) {
    patchSummary(cache, client.id, newest);
    // Whoever shows it was read since: what the others are behind by cannot be told.
    if (isNews && shown.every((row) => isSame(newest(row), row))) age(cache, { queryKey: keys.summaries, type: 'inactive' });
  } else if (isNews) {
    // Any list may be the one it belongs to by now.
    ageSummaries(cache);
  }
}

/** What the lists of a cache were told last of each client. */
const told = new WeakMap<QueryClient, Map<string, { version: number; text: string }>>();

/** Notes what is told of a client; false where it was told before, as the feed tells one's own change. */
function noteTold(cache: QueryClient, { id, version, last_message_at, extraction }: Client): boolean {
  const before = told.get(cache) ?? new Map<string, { version: number; text: string }>();
  told.set(cache, before);
  const last = before.get(id);
  const text = `${last_message_at ?? ''} ${extraction?.state ?? ''}`;
  if (last && (last.version > version || (last.version === version && last.text === text))) return false;
  before.set(id, { version, text });
  return true;
}

/** Tells that the lists no longer are what the server would say; they are read again when nobody reads them. */
export function ageSummaries(cache: QueryClient): void {
  age(cache, { queryKey: keys.summaries });
}

/** Tells that a client's tasks changed: when the next one is due is for the server to say. */
export function ageDue(cache: QueryClient, id: string): void {
  ageWhere(cache, (filter, holds) => holds(id) || fieldsOf(filter).has('next_due_at'));
}

/** Forgets all but the first page of a list, so that reading it again is one request. */
export function trimSummaries(cache: QueryClient, queryKey: QueryKey = keys.summaryLists): void {
  patchAnswers<SummaryPages>(cache, { queryKey }, (data) =>
    data.pages.length > 1 ? { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) } : data,
  );
}

type Holds = (id: string) => boolean;

/** Ages the lists and boards for which this is so, by their filter and by whom they hold. */
function ageWhere(cache: QueryClient, isOld: (filter: SummaryFilter, holds: Holds, isBoard: boolean) => boolean): void {
  age(cache, {
    queryKey: keys.summaries,
    predicate: ({ queryKey: [, kind, filter], state }) => {
      const isBoard = kind === 'board';
      const parts = isBoard ? (state.data as Board | undefined)?.columns : (state.data as SummaryPages | undefined)?.pages;
      const holds = (id: string) => parts?.some(({ results }) => results.some((row) => row.id === id)) ?? false;
      return isOld(filter as SummaryFilter, holds, isBoard);
    },
  });
}

/** What each part of a filter looks at in a client. */
const looksAt: Record<keyof SummaryFilter, readonly (keyof ClientSummary)[]> = {
  // Nobody enters or leaves a list of certain clients.
  ids: [],
  stage: ['current_stage'],
  assigned_to: ['assigned_to'],
  unassigned: ['assigned_to'],
  q: ['name', 'email', 'phone'],
  sentiment: ['sentiment'],
  urgency: ['urgency'],
  source: ['source'],
  intent: ['intent'],
  loan_type: ['loan_type'],
  loan_amount_min: ['loan_amount'],
  loan_amount_max: ['loan_amount'],
  property_value_min: ['property_value'],
  property_value_max: ['property_value'],
  // Only the server counts an income by the year: any new version may have another one.
  income_min: ['version'],
  income_max: ['version'],
  credit_score_min: ['credit_score'],
  credit_score_max: ['credit_score'],
  created_after: [],
  created_before: [],
  captured: ['captured_at'],
  captured_after: ['captured_at'],
  captured_before: ['captured_at'],
  stage_changed_after: ['stage_changed_at'],
  stage_changed_before: ['stage_changed_at'],
  last_message_after: ['last_message_at'],
  last_message_before: ['last_message_at'],
  stale: ['stage_changed_at'],
  extraction: ['extraction_state'],
  no_next_action: ['next_due_at', 'current_stage'],
  unread: ['unread'],
  // A row whose order changed stays where it is read.
  ordering: [],
  cursor: [],
  limit: [],
  count: [],
};

function fieldsOf(filter: SummaryFilter): Set<keyof ClientSummary> {
  // Without a word on it, a list shows leads only.
  return new Set<keyof ClientSummary>(['captured_at', ...(Object.keys(filter) as (keyof SummaryFilter)[]).flatMap((part) => looksAt[part])]);
}

/** Whether a change may take a client into a list or out of it; a board also counts those it does not hold. */
function looksAtChange(filter: SummaryFilter, before: ClientSummary, after: ClientSummary, holds: Holds, isBoard: boolean): boolean {
  const differs = (field: keyof ClientSummary) => !isSame(before[field], after[field]);
  return [...fieldsOf(filter)].some(differs) || (isBoard && differs('current_stage') && !holds(before.id));
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

function patchBoard(board: Board, id: string, change: (row: ClientSummary) => ClientSummary, comesBack: boolean): Board {
  const home = board.columns.find(({ results }) => results.some((row) => row.id === id));
  const before = home?.results.find((row) => row.id === id);
  if (!home || !before) return board;
  const after = change(before);
  if (after === before) return board;
  if (after.current_stage === home.stage && after.stage_changed_at === before.stage_changed_at) {
    return mapColumns(board, (column) =>
      column === home ? { ...column, results: column.results.map((row) => (row === before ? after : row)) } : column,
    );
  }
  return mapColumns(board, (column) => {
    const left = column === home ? takenOut(column, id) : column;
    return column.stage === after.current_stage ? putIn(left, after, comesBack) : left;
  });
}

const takenOut = (column: BoardColumn, id: string): BoardColumn => ({
  ...column,
  count: column.count - 1,
  results: column.results.filter((row) => row.id !== id),
});

/** Puts a card where its stage change stands; below what is loaded it only counts, unless it comes back from another stage. */
function putIn(column: BoardColumn, row: ClientSummary, comesBack: boolean): BoardColumn {
  const at = Date.parse(row.stage_changed_at);
  const place = column.results.findIndex((other) => Date.parse(other.stage_changed_at) <= at);
  const index = place < 0 ? column.results.length : place;
  const beyond = place < 0 && column.next !== null && !comesBack;
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
