import { language } from '@/lib/i18n';
import { Unreachable, errorFrom, transport } from '@/transport';

import { saveFile } from './device';

/** What a list is narrowed by, as it stands in an address. */
export type ExportQuery = Readonly<Record<string, string>>;

/**
 * Saves a list as it is narrowed where the user says. False where they changed their mind. Read whole before it is
 * saved: what is refused or cut must not look like a file.
 */
export const exportFile = (resource: string, query: ExportQuery): Promise<boolean> =>
  save(`/api/v1/export/${resource}/?${new URLSearchParams(query).toString()}`, `${resource}.csv`);

/** As many ids as one address names. */
const idsAtOnce = 150;

/** Saves these clients, in the order and with the columns of the query. False where they changed their mind. */
export async function exportClients(ids: readonly string[], query: ExportQuery = {}): Promise<boolean> {
  const parts: string[] = [];
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const part = new URLSearchParams({ ...query, captured: 'any', ids: ids.slice(from, from + idsAtOnce).join() });
    // Read as text, a part comes without the mark by which Excel knows UTF-8: the whole file gets it back.
    const text = await (await read(`/api/v1/export/clients/?${part.toString()}`)).text();
    // The first line of each part is the same.
    parts.push(parts.length === 0 ? text : text.slice(text.indexOf('\n') + 1));
  }
  return saveFile('clients.csv', new Blob(['\uFEFF', ...parts], { type: 'text/csv' }));
}

/** Saves a report of these days as CSV. False where they changed their mind. */
export const saveReport = (name: string, { from, until }: { from: string; until: string }): Promise<boolean> =>
  save(`/api/v1/reports/${name}/?${new URLSearchParams({ from, until, format: 'csv' }).toString()}`, `${name}-${from}-${until}.csv`);

/** Saves all there is about a client as one page, to be printed or sent. False where they changed their mind. */
export const saveClientFile = (id: string, name: string): Promise<boolean> =>
  save(`/api/v1/clients/${encodeURIComponent(id)}/file/?language=${language()}`, `${name}.html`);

/** Saves a file under a name that says more than the server's does: a report's days, and whose file it is. */
async function save(path: string, name: string): Promise<boolean> {
  const response = await read(path);
  const file = await response.blob().catch(() => {
    throw new Unreachable();
  });
  return saveFile(name, file);
}

async function read(path: string): Promise<Response> {
  const response = await transport.fetch(new Request(`${globalThis.location.origin}${path}`));
  if (!response.ok) throw await errorFrom(response);
  return response;
}
