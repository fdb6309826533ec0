import type { ReactNode } from 'react';

import type { Page } from '@/api/types';
import type { GridColumn } from '@/ui/grid/DataGrid';

import type { ImportInfo } from '../import/types';

/** What a list is narrowed and ordered by, and where it goes on: the query of its address. */
export type RowQuery = Readonly<Record<string, string>>;

/** The values of a form as they stand in its fields. */
export type FormValues = Record<string, string | boolean | string[] | null>;

/** One field of a form: which control it has and what it says. */
export interface FieldInfo {
  name: string;
  label: string;
  kind: 'text' | 'email' | 'tel' | 'password' | 'textarea' | 'number' | 'switch' | 'select' | 'several' | 'checks';
  help?: string;
  required?: boolean;
  /** Only in the form of a new row, or only in that of one that exists. */
  only?: 'new' | 'existing';
  /** The choices of a select or of checks; `group` puts them under a heading. */
  options?: readonly FieldOption[];
}

export interface FieldOption {
  value: string;
  label: string;
  help?: string;
  group?: string;
}

export interface FormInfo<Row> {
  fields: readonly FieldInfo[];
  /** What the form starts with; null for a new row. */
  valuesOf: (row: Row | null) => FormValues;
  create?: (values: FormValues) => Promise<unknown>;
  update?: (row: Row, values: FormValues) => Promise<unknown>;
  /** What stands at the button that creates: "Create user". */
  createLabel?: string;
}

/** What became of one row of many. */
export interface RowOutcome {
  id: string;
  /** Why it failed; null where it did not. */
  problem: string | null;
}

export interface RowAction<Row> {
  label: string;
  icon: ReactNode;
  danger?: boolean;
  /** Whether it makes sense for this row. */
  shown?: (row: Row) => boolean;
  /** Asks before it runs; absent: runs at once. */
  confirm?: (row: Row) => { title: string; text: string };
  run: (row: Row) => Promise<unknown>;
  done: (row: Row) => string;
  /** Absent: only one row at a time. */
  many?: {
    /** What is asked before it runs for so many. */
    title: (count: number) => string;
    text: string;
    /** Sends some at once; absent: one after the other. */
    send?: (rows: readonly Row[]) => Promise<RowOutcome[]>;
  };
}

/** Something that is done with many rows at once. */
export interface ManyAction<Row> {
  label: string;
  icon: ReactNode;
  danger?: boolean;
  /** Whether it makes sense for this row. */
  shown?: (row: Row) => boolean;
  /** What is asked before it runs for so many. */
  title: (count: number) => string;
  text: string;
  /** What has to be chosen first, once for all of them. */
  choice?: { label: string; options: readonly FieldOption[] };
  /** How many rows go out at once. */
  atOnce: number;
  send: (rows: readonly Row[], choice: string | null) => Promise<RowOutcome[]>;
}

/** What narrows a list; the names are those of the list's own query. */
export type FilterInfo =
  | { kind: 'choice'; name: string; label: string; options: readonly { value: string; label: string }[] }
  | { kind: 'person'; name: string; label: string }
  | { kind: 'days'; name: string; label: string; after: string; before: string };

/** All that the generic screen needs to know about one kind of row. */
export interface Resource<Row> {
  /** Its place in the query cache, and the name under which chosen columns are kept. */
  key: string;
  path: ResourcePath;
  title: string;
  /** What stands at the button for a new one: "New user". */
  newLabel?: string;
  explain: string;
  columns: readonly GridColumn<Row>[];
  compact: (row: Row) => ReactNode;
  rowId: (row: Row) => string;
  rowName: (row: Row) => string;
  quiet?: (row: Row) => boolean;
  list: (query: RowQuery, signal: AbortSignal) => Promise<Page<Row>>;
  /** Reads one that is open and not among those that are loaded. */
  get: (id: string, signal: AbortSignal) => Promise<Row>;
  /** What the list asks for unless a filter says otherwise. */
  base?: RowQuery;
  /** The order where none was chosen, as its column names it. */
  order?: string;
  /** The label of the search field; absent: cannot be searched. */
  search?: string;
  filters?: readonly FilterInfo[];
  form?: FormInfo<Row>;
  actions?: readonly RowAction<Row>[];
  /** What is only done with many rows; what can be done with one as well is among `actions`. */
  many?: readonly ManyAction<Row>[];
  /** Saves the selected rows as a file; absent: only the whole list is exported. */
  exportRows?: (ids: readonly string[]) => Promise<boolean>;
  /** What an open row shows, below its form where it has one. */
  detail?: (row: Row) => ReactNode;
  /** More about an open row, each in a tab of its own. */
  tabs?: readonly { id: string; label: string; render: (row: Row) => ReactNode }[];
  /** The kind under which the audit log keeps it: gives it a tab with its history. */
  history?: string;
  /** Its name under `/export/`. */
  exports?: ExportName;
  /** What can be imported into it. */
  imports?: ImportInfo;
  /** What more can be done with the list as a whole, beside its title. */
  aside?: ReactNode;
}

export type ResourcePath =
  | '/admin/users/'
  | '/admin/roles/'
  | '/admin/api-keys/'
  | '/admin/jobs/'
  | '/admin/audit/'
  | '/admin/clients/'
  | '/admin/sessions/'
  | '/admin/messages/'
  | '/admin/stage-history/'
  | '/admin/assignments/';

export type ExportName =
  | 'clients'
  | 'users'
  | 'audit'
  | 'stage_history'
  | 'assignments'
  | 'jobs'
  | 'sessions'
  | 'messages'
  | 'api_keys'
  | 'roles';
