import type { InfiniteData, QueryClient } from '@tanstack/react-query';

import { patchAnswers, takenBack } from './answers';
import { keys } from './keys';
import { dropSummary, mergeIntoSummaries, shownSummary } from './summary-cache';
import type { Client, Me, Page } from './types';

type ClientPages = InfiniteData<Page<Client>, string | null>;

/** Puts a change on a client wherever the cache shows it; the answer takes it back, where nothing newer stands. */
export function patchClient(
  cache: QueryClient,
  id: string,
  change: (client: Client) => Client,
): () => void {
  let seen: { before: Client; after: Client } | undefined;
  patchEverywhere(cache, id, (before) => {
    const after = change(before);
    seen ??= { before, after };
    return after;
  });
  return () => patchEverywhere(cache, id, (shown) => (seen ? takenBack(shown, seen.before, seen.after) : shown));
}

function patchEverywhere(cache: QueryClient, id: string, change: (client: Client) => Client): void {
  const patch = (client: Client) => (client.id === id ? change(client) : client);
  patchAnswers<Client>(cache, { queryKey: keys.client(id), exact: true }, patch);
  patchAnswers<Client[]>(cache, { queryKey: keys.mine }, (rows) => mapRows(rows, patch));
  patchAnswers<ClientPages>(cache, { queryKey: keys.clientLists }, (data) => mapPages(data, patch));
}

/** Puts the server's newest word on a client everywhere; an older one than what is shown is dropped. */
export function storeClient(cache: QueryClient, fresh: Client): void {
  const mine = cache.getQueryData<Client[]>(keys.mine)?.find(({ id }) => id === fresh.id);
  const me = cache.getQueryData<Me>(keys.me)?.id;
  patchClient(cache, fresh.id, (shown) => (shown.version > fresh.version ? shown : fresh));
  mergeIntoSummaries(cache, fresh);
  const owner = fresh.assigned_to?.id;
  if (mine ? mine.assigned_to?.id !== owner : me !== undefined && owner === me) void cache.invalidateQueries({ queryKey: keys.mine });
}

/** Takes a client that the user may no longer see out of every list. */
export function dropClient(cache: QueryClient, id: string): void {
  const keep = (client: Client) => client.id !== id;
  dropSummary(cache, id);
  patchAnswers<Client[]>(cache, { queryKey: keys.mine }, (rows) => rows.filter(keep));
  patchAnswers<ClientPages>(cache, { queryKey: keys.clientLists }, (data) => ({
    ...data,
    pages: data.pages.map((page) => ({ ...page, results: page.results.filter(keep) })),
  }));
}

/** Whether any cached list or page shows this client. */
export function isShown(cache: QueryClient, id: string): boolean {
  if (cache.getQueryData(keys.client(id)) || shownSummary(cache, id)) return true;
  const has = (rows: Client[]) => rows.some((client) => client.id === id);
  const lists = cache.getQueriesData<ClientPages>({ queryKey: keys.clientLists });
  const mine = cache.getQueriesData<Client[]>({ queryKey: keys.mine });
  return (
    lists.some(([, data]) => data?.pages.some((page) => has(page.results)) ?? false) ||
    mine.some(([, rows]) => has(rows ?? []))
  );
}

/** Maps rows, and keeps the very same array where nothing changed, so that nothing is drawn again. */
function mapRows(rows: Client[], patch: (client: Client) => Client) {
  const next = rows.map(patch);
  return next.some((client, index) => client !== rows[index]) ? next : rows;
}

function mapPages(data: ClientPages, patch: (client: Client) => Client) {
  const pages = data.pages.map((page) => {
    const results = mapRows(page.results, patch);
    return results === page.results ? page : { ...page, results };
  });
  return pages.some((page, index) => page !== data.pages[index]) ? { ...data, pages } : data;
}
