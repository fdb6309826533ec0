import type { ImportName } from '@/api/import';

/** What can be read from a file: the fields of a row, and which columns of a file they are. */
export interface ImportInfo {
  name: ImportName;
  /** The title: "Import clients". */
  title: string;
  /** What a row needs, in a sentence. */
  help: string;
  fields: readonly { name: string; label: string }[];
  /** The page of one that is there already. */
  pageOf: (id: string) => string;
}
