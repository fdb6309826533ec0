import { errorFrom, transport } from '@/transport';

import { keepsCopy, saveFile } from './device';

/** What a list is narrowed by, as it stands in an address. */
type Query = Readonly<Record<string, string>>;

const pathOf = (resource: string, query: Query) => `/api/v1/export/${resource}/?${new URLSearchParams(query).toString()}`;

/** Where a browser downloads an export from, row by row, however long it is; null in the app, which saves it itself. */
export const exportAddress = (resource: string, query: Query): string | null => (keepsCopy ? null : pathOf(resource, query));

/** Saves an export where the user says. False where they changed their mind. */
export async function exportFile(resource: string, query: Query): Promise<boolean> {
  const response = await transport.fetch(new Request(`${globalThis.location.origin}${pathOf(resource, query)}`));
  if (!response.ok) throw await errorFrom(response);
  return saveFile(`${resource}.csv`, await response.blob());
}

/** Saves all there is about a client as one page, to be printed or sent. False where they changed their mind. */
export async function saveClientFile(id: string, name: string): Promise<boolean> {
  const response = await transport.fetch(new Request(`${globalThis.location.origin}/api/v1/clients/${encodeURIComponent(id)}/file/`));
  if (!response.ok) throw await errorFrom(response);
  return saveFile(`${name}.html`, await response.blob());
}
