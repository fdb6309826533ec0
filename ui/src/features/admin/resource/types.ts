import type { ReactNode } from 'react';

import type { Page } from '@/api/types';
import type { GridColumn } from '@/ui/grid/DataGrid';

/** What a list is narrowed by, and where it goes on. */
export interface RowQuery {
  q?: string;
  cursor?: string;
  state?: string;
  action?: string;
  kind?: string;
}

/** The values of a form as they stand in its fields. */
export type FormValues = Record<string, string | boolean | string[] | null>;

/** One field of a form: which control it has and what it says. */
export interface FieldInfo {
  name: string;
  label: string;
  kind: 'text' | 'email' | 'password' | 'textarea' | 'number' | 'switch' | 'select' | 'checks';
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
  create?: (values: FormValues) => Promise<Row | undefined>;
  update?: (row: Row, values: FormValues) => Promise<unknown>;
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
}

export interface FilterInfo {
  /** The name in the address. */
  name: 'state' | 'action' | 'kind';
  label: string;
  empty: string;
  options: readonly { value: string; label: string }[];
}

/** All that the generic screen needs to know about one kind of row. */
export interface Resource<Row> {
  /** Its place in the query cache. */
  key: string;
  path: '/admin/users/' | '/admin/roles/' | '/admin/api-keys/' | '/admin/jobs/' | '/admin/audit/';
  title: string;
  /** One of them: "user". */
  one: string;
  explain: string;
  columns: readonly GridColumn<Row>[];
  compact: (row: Row) => ReactNode;
  rowId: (row: Row) => string;
  rowName: (row: Row) => string;
  quiet?: (row: Row) => boolean;
  list: (query: RowQuery, signal: AbortSignal) => Promise<Page<Row>>;
  /** The label of the search field; absent: cannot be searched. */
  search?: string;
  filters?: readonly FilterInfo[];
  form?: FormInfo<Row>;
  actions?: readonly RowAction<Row>[];
  /** What an open row shows, below its form where it has one. */
  detail?: (row: Row) => ReactNode;
}
