import createClient, { type FetchResponse } from 'openapi-fetch';

import { errorOf, transport } from '@/transport';

import type { operations, paths } from './schema';
import type { Answer } from './types';

type MediaType = `${string}/${string}`;

/** The API with its paths, queries and bodies checked against the server's own document. */
export const api = createClient<paths, 'application/json'>({
  baseUrl: 'location' in globalThis ? globalThis.location.origin : 'http://localhost',
  headers: { Accept: 'application/json' },
  fetch: (request) => transport.fetch(request),
});

/** What a list of this operation may be narrowed by. */
export type QueryOf<Name extends keyof operations> = NonNullable<operations[Name]['parameters']['query']>;

/** Waits for an answer; anything but a success is thrown as the error it stands for. */
export async function answer<T extends Record<string | number, unknown>, O, M extends MediaType>(
  call: Promise<FetchResponse<T, O, M>>,
): Promise<Answer<NonNullable<FetchResponse<T, O, M>['data']>>> {
  const { data, error, response } = await call;
  if (!response.ok) throw errorOf(response.status, error, response.headers.get('Retry-After'));
  return data as Answer<NonNullable<typeof data>>;
}

/** For commands that may take what they change out of the caller's sight: null where they did. */
export async function answerIfSeen<T extends Record<string | number, unknown>, O, M extends MediaType>(
  call: Promise<FetchResponse<T, O, M>>,
): Promise<Answer<NonNullable<FetchResponse<T, O, M>['data']>> | null> {
  const { response } = await call;
  return response.status === 204 ? null : answer(call);
}

/** For requests that answer with nothing. */
export async function done<T extends Record<string | number, unknown>, O, M extends MediaType>(
  call: Promise<FetchResponse<T, O, M>>,
): Promise<void> {
  await answer(call);
}

interface PageQuery {
  limit: number;
  cursor?: string;
}

/** Reads a list to its end. For lists that belong to one client or one person. */
export async function everyPage<Row>(
  page: (query: PageQuery) => Promise<{ results: Row[]; next: string | null }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const query: PageQuery = cursor === null ? { limit: 200 } : { limit: 200, cursor };
    const { results, next }: { results: Row[]; next: string | null } = await page(query);
    rows.push(...results);
    cursor = next;
  } while (cursor !== null);
  return rows;
}
