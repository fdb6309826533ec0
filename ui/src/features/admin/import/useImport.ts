import { useState } from 'react';

import { importCsv } from '@/api/import';
import type { ImportResult } from '@/api/types';
import { t } from '@/lib/i18n';
import { uuid } from '@/lib/id';
import { textOfFile } from '@/lib/text-file';
import { failureText } from '@/ui/states';

import type { ImportInfo } from './types';

/** The most the server takes. */
const mostBytes = 8 * 1024 * 1024;

interface Sheet {
  name: string;
  csv: string;
  /** One id for the file, however often it is sent: nothing is made twice. */
  id: string;
}

export interface ImportState {
  /** The file's name; null before one was chosen. */
  file: string | null;
  /** What would happen, or what did. */
  result: ImportResult | null;
  /** Whether the rows were made. */
  done: boolean;
  /** What is asked of the server now: to look at the rows, or to make them. */
  busy: 'reading' | 'importing' | null;
  problem: string | null;
}

/** A file on its way in: read, looked at, mapped, then imported. */
export function useImport(info: ImportInfo, onDone: () => void) {
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [state, setState] = useState<ImportState>({ file: null, result: null, done: false, busy: null, problem: null });

  const send = async (from: Sheet, mapping: Record<string, string> | null, dry_run: boolean) => {
    setState((old) => ({ ...old, file: from.name, busy: dry_run ? 'reading' : 'importing', problem: null }));
    try {
      const result = await importCsv(info.name, { csv: from.csv, import_id: from.id, dry_run, ...(mapping ? { mapping } : {}) });
      setState({ file: from.name, result, done: !dry_run, busy: null, problem: null });
      if (!dry_run) onDone();
    } catch (error) {
      setState((old) => ({ ...old, busy: null, problem: failureText(error) }));
    }
  };

  return {
    state,
    choose: async (file: File) => {
      if (file.size > mostBytes) {
        setState((old) => ({ ...old, problem: t('This file is too large: at most {n} MB are read.', { n: 8 }) }));
        return;
      }
      const next = { name: file.name, csv: textOfFile(new Uint8Array(await file.arrayBuffer())), id: uuid() };
      setSheet(next);
      await send(next, null, true);
    },
    /** Reads a field from another column, or from none. */
    map: (field: string, column: string | null) => {
      if (!sheet || !state.result) return;
      const mapping = Object.entries({ ...state.result.mapping, [field]: column ?? '' }).filter(([, from]) => from !== '');
      void send(sheet, Object.fromEntries(mapping), true);
    },
    run: () => {
      if (sheet && state.result) void send(sheet, state.result.mapping, false);
    },
    /** Begins anew with another file. */
    reset: () => {
      setSheet(null);
      setState({ file: null, result: null, done: false, busy: null, problem: null });
    },
  };
}
