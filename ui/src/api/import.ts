import { answer, api } from './call';
import type { ImportRequest, ImportResult } from './types';

export type ImportName = 'clients' | 'users';

/** Imports a file, or says what importing it would do. Sent again under the same id it makes nothing twice. */
export const importCsv = (resource: ImportName, body: ImportRequest): Promise<ImportResult> =>
  answer(api.POST('/api/v1/import/{resource}/', { params: { path: { resource } }, body }));
