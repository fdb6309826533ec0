import type { BatchResult } from '@/api/types';
import { t } from '@/lib/i18n';
import { errorOf } from '@/transport';
import { failureText } from '@/ui/states';

import type { RowAction, RowOutcome } from './types';

/** How many rows one request takes. */
const batch = 25;

export interface BulkProgress {
  all: number;
  outcomes: readonly RowOutcome[];
}

/**
 * Does one thing with many rows and tells after each request how far it is. A row that fails stops
 * nothing; `stopped` is asked before each request.
 */
export async function runForMany<Row>(
  action: RowAction<Row>,
  rows: readonly Row[],
  rowId: (row: Row) => string,
  onProgress: (progress: BulkProgress) => void,
  stopped: () => boolean,
): Promise<BulkProgress> {
  const send = action.many?.send;
  const step = send ? batch : 1;
  let progress: BulkProgress = { all: rows.length, outcomes: [] };
  for (let from = 0; from < rows.length && !stopped(); from += step) {
    const part = rows.slice(from, from + step);
    const outcomes = await (send ? send(part) : one(action, part, rowId)).catch((error: unknown) =>
      part.map((row) => ({ id: rowId(row), problem: failureText(error) })),
    );
    progress = { ...progress, outcomes: [...progress.outcomes, ...outcomes] };
    onProgress(progress);
  }
  return progress;
}

async function one<Row>(action: RowAction<Row>, rows: readonly Row[], rowId: (row: Row) => string): Promise<RowOutcome[]> {
  const outcomes: RowOutcome[] = [];
  for (const row of rows) {
    await action.run(row);
    outcomes.push({ id: rowId(row), problem: null });
  }
  return outcomes;
}

/** What the server said of each of many, as outcomes of the rows. */
export function outcomesOf(ids: readonly string[], { results }: BatchResult): RowOutcome[] {
  return ids.map((id, index) => {
    const item = results.find((one) => one.index === index);
    if (!item) return { id, problem: t('Nothing was said of it.') };
    return { id, problem: item.status < 300 ? null : failureText(errorOf(item.status, item.errors)) };
  });
}
