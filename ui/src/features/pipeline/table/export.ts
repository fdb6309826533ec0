import type { SummaryFilter } from '@/api/summaries';

/** What the server's file calls the columns of the table. */
const names: Readonly<Record<string, readonly string[]>> = {
  name: ['name'],
  stage: ['current_stage', 'stage_changed_at'],
  wants: ['intent', 'loan_amount'],
  csm: ['assigned_to'],
  due: ['next_due_at'],
  message: ['last_message_at'],
  extraction: ['extraction_state'],
  captured: ['captured_at'],
  created: ['created_at'],
  updated: ['updated_at'],
  first_touch: [],
};

/** The query of an export: all that match, in the table's order, with the columns that stand in it. */
export function exportOf(filter: SummaryFilter, columns: readonly { id: string }[]): Record<string, string> {
  const wanted = new Set(['id', ...columns.flatMap(({ id }) => names[id] ?? [id])]);
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(filter)) query[key] = String(value);
  return { ...query, columns: [...wanted].join(',') };
}
