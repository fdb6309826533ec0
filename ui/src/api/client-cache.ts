import type { InfiniteData, QueryClient } from '@tanstack/react-query';

import { keys } from './keys';
import { dropSummary, mergeIntoSummaries, shownSummary } from './summary-cache';
import type { Client, Page } from './types';

type ClientPages = InfiniteData<Page<Client>, string | null>;

/** Puts a change on a client wherever the cache shows it; the answer takes it all back. */
export function patchClient(
  cache: QueryClient,
  id: string,
  change: (client: Client) => Client,
): () => void {
  const before = [
    ...cache.getQueriesData<ClientPages>({ queryKey: keys.clientLists }),
    ...cache.getQueriesData<Client[]>({ queryKey: keys.mine }),
    [keys.client(id), cache.getQueryData<Client>(keys.client(id))] as const,
  ];
  const patch = (client: Client) => (client.id === id ? change(client) : client);
  cache.setQueryData<Client>(keys.client(id), (client) => client && patch(client));
  cache.setQueriesData<Client[]>({ queryKey: keys.mine }, (rows) => mapRows(rows, patch));
  cache.setQueriesData<ClientPages>({ queryKey: keys.clientLists }, (data) => mapPages(data, patch));
  return () => {
    for (const [key, data] of before) cache.setQueryData(key, data);
  };
}

/** Puts the server's newest word on a client everywhere; an older one than what is shown is dropped. */
export function storeClient(cache: QueryClient, fresh: Client): void {
  patchClient(cache, fresh.id, (shown) => (shown.version > fresh.version ? shown : fresh));
  mergeIntoSummaries(cache, fresh);
}

/** Takes a client that the user may no longer see out of every list. */
export function dropClient(cache: QueryClient, id: string): void {
  const keep = (client: Client) => client.id !== id;
  dropSummary(cache, id);
  cache.setQueriesData<Client[]>({ queryKey: keys.mine }, (rows) => rows?.filter(keep));
  cache.setQueriesData<ClientPages>({ queryKey: keys.clientLists }, (data) =>
    data && { ...data, pages: data.pages.map((page) => ({ ...page, results: page.results.filter(keep) })) },
  );
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
function mapRows(rows: Client[] | undefined, patch: (client: Client) => Client) {
  if (!rows) return undefined;
  const next = rows.map(patch);
  return next.some((client, index) => client !== rows[index]) ? next : rows;
}

function mapPages(data: ClientPages | undefined, patch: (client: Client) => Client) {
  if (!data) return undefined;
  const pages = data.pages.map((page) => {
    const results = mapRows(page.results, patch) ?? page.results;
    return results === page.results ? page : { ...page, results };
  });
  return pages.some((page, index) => page !== data.pages[index]) ? { ...data, pages } : data;
}
