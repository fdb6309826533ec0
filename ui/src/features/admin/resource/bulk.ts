import type { BatchResult } from '@/api/types';
import { t } from '@/lib/i18n';
import { errorOf } from '@/transport';
import { failureText } from '@/ui/states';

import type { ManyAction, Resource, RowAction, RowOutcome } from './types';

/** How many rows one request takes. */
const batch = 25;

export interface BulkProgress {
  all: number;
  outcomes: readonly RowOutcome[];
}

/** All that can be done with many rows of a kind at once. */
export function manyActions<Row>({ actions = [], many = [], rowId }: Pick<Resource<Row>, 'actions' | 'many' | 'rowId'>): ManyAction<Row>[] {
  return [...many, ...actions.flatMap((action) => manyOf(action, rowId) ?? [])];
}

function manyOf<Row>(action: RowAction<Row>, rowId: (row: Row) => string): ManyAction<Row> | null {
  const { label, icon, danger = false, shown = () => true, run, many } = action;
  if (!many) return null;
  const { send, ...words } = many;
  const oneByOne = (rows: readonly Row[]) => Promise.all(rows.map(async (row) => run(row).then(() => ({ id: rowId(row), problem: null }))));
  return { label, icon, danger, shown, ...words, ...(send ? { send, atOnce: batch } : { send: oneByOne, atOnce: 1 }) };
}

/**
 * Does one thing with many rows and tells after each request how far it is. A row that fails stops
 * nothing; `stopped` is asked before each request.
 */
export async function runForMany<Row>(
  { send, atOnce }: Pick<ManyAction<Row>, 'send' | 'atOnce'>,
  rows: readonly Row[],
  choice: string | null,
  rowId: (row: Row) => string,
  onProgress: (progress: BulkProgress) => void,
  stopped: () => boolean,
): Promise<BulkProgress> {
  let progress: BulkProgress = { all: rows.length, outcomes: [] };
  for (let from = 0; from < rows.length && !stopped(); from += atOnce) {
    const part = rows.slice(from, from + atOnce);
    const outcomes = await send(part, choice).catch((error: unknown) => part.map((row) => ({ id: rowId(row), problem: failureText(error) })));
    progress = { ...progress, outcomes: [...progress.outcomes, ...outcomes] };
    onProgress(progress);
  }
  return progress;
}

/** What the server said of each of many, as outcomes of the rows. `isDone`: a refusal that leaves nothing to do. */
export function outcomesOf(ids: readonly string[], { results }: BatchResult, isDone: (error: Error) => boolean = () => false): RowOutcome[] {
  return ids.map((id, index) => {
    const item = results.find((one) => one.index === index);
    if (!item) return { id, problem: t('Nothing was said of it.') };
    const error = item.status < 300 ? null : errorOf(item.status, item.errors);
    return { id, problem: error === null || isDone(error) ? null : failureText(error) };
  });
}
