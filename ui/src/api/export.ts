import { errorFrom, transport } from '@/transport';

import { keepsCopy, saveFile } from './device';

/** What a list is narrowed by, as it stands in an address. */
type Query = Readonly<Record<string, string>>;

const pathOf = (resource: string, query: Query) => `/api/v1/export/${resource}/?${new URLSearchParams(query).toString()}`;

/** Where a browser downloads an export from, row by row, however long it is; null in the app, which saves it itself. */
export const exportAddress = (resource: string, query: Query): string | null => (keepsCopy ? null : pathOf(resource, query));

/** Saves an export where the user says. False where they changed their mind. */
export const exportFile = (resource: string, query: Query): Promise<boolean> => save(pathOf(resource, query), `${resource}.csv`);

/** Saves a report of these days as CSV. False where they changed their mind. */
export const saveReport = (name: string, { from, until }: { from: string; until: string }): Promise<boolean> =>
  save(`/api/v1/reports/${name}/?${new URLSearchParams({ from, until, format: 'csv' }).toString()}`, `${name}-${from}-${until}.csv`);

/** Saves all there is about a client as one page, to be printed or sent. False where they changed their mind. */
export const saveClientFile = (id: string, name: string): Promise<boolean> =>
  save(`/api/v1/clients/${encodeURIComponent(id)}/file/`, `${name}.html`);

async function save(path: string, name: string): Promise<boolean> {
  const response = await transport.fetch(new Request(`${globalThis.location.origin}${path}`));
  if (!response.ok) throw await errorFrom(response);
  return saveFile(name, await response.blob());
}
