import { errorFrom, transport } from '@/transport';

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  query?: object | undefined;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** Sends one request of the API and reads its answer; anything but a success is thrown. */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const { query, body, signal } = options;
  const request = new Request(new URL(`/api/v1${path}${queryString(query)}`, origin()), {
    method,
    headers: body === undefined ? { Accept: 'application/json' } : jsonHeaders,
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  });
  const response = await transport.fetch(request);
  if (!response.ok) throw await errorFrom(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** The query of a URL; what is absent, null or empty is left out. */
export function queryString(query: object | undefined): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Query)) {
    if (value !== undefined && value !== null && value !== '') pairs.set(name, String(value));
  }
  const text = pairs.toString();
  return text ? `?${text}` : '';
}

const jsonHeaders = { Accept: 'application/json', 'Content-Type': 'application/json' };

const origin = () => globalThis.location.origin;
