import type { Assignment, AuditRow, ChatMessage, Client, ContactProposal, ExtractionRun, Fact, Merge, Note, StageChange, Task } from '@/api/types';

/** One thing that happened with a client. */
export type Happening =
  | { kind: 'move'; at: string; key: string; row: StageChange }
  | { kind: 'assignment'; at: string; key: string; row: Assignment }
  | { kind: 'visit'; at: string; key: string; messages: number }
  | { kind: 'note'; at: string; key: string; row: Note }
  | { kind: 'task' | 'done'; at: string; key: string; row: Task }
  | { kind: 'run' | 'failure'; at: string; key: string; row: ExtractionRun }
  | { kind: 'correction' | 'proposal'; at: string; key: string; path: string; fact: Fact }
  | { kind: 'stated'; at: string; key: string; row: ContactProposal }
  | { kind: 'edit'; at: string; key: string; row: AuditRow }
  | { kind: 'merge'; at: string; key: string; row: Merge };

/** What a timeline can be narrowed to. */
export type Sort = 'stages' | 'people' | 'talk' | 'notes' | 'tasks' | 'facts' | 'contact' | 'runs' | 'merges';

export const sortOf: Record<Happening['kind'], Sort> = {
  move: 'stages',
  assignment: 'people',
  visit: 'talk',
  note: 'notes',
  task: 'tasks',
  done: 'tasks',
  run: 'runs',
  failure: 'runs',
  correction: 'facts',
  proposal: 'facts',
  stated: 'contact',
  edit: 'contact',
  merge: 'merges',
};

export interface Sources {
  moves: readonly StageChange[];
  assignments: readonly Assignment[];
  messages: readonly ChatMessage[];
  notes: readonly Note[];
  tasks: readonly Task[];
  runs: readonly ExtractionRun[];
  merges: readonly Merge[];
  facts: Client['context_meta']['facts'];
  stated: readonly ContactProposal[];
  /** What is recorded of the client, for whoever may read it. */
  audit: readonly AuditRow[];
}

/** Everything that happened, newest first. */
export function happenings({ moves, assignments, messages, notes, tasks, runs, merges, facts, stated, audit }: Sources): Happening[] {
  const all: Happening[] = [
    ...moves.map((row) => ({ kind: 'move' as const, at: row.created_at, key: row.id, row })),
    ...assignments.map((row) => ({ kind: 'assignment' as const, at: row.created_at, key: row.id, row })),
    ...visits(messages),
    ...notes.map((row) => ({ kind: 'note' as const, at: row.created_at, key: row.id, row })),
    ...tasks.map((row) => ({ kind: 'task' as const, at: row.created_at, key: row.id, row })),
    ...tasks.flatMap((row) => (row.done_at ? [{ kind: 'done' as const, at: row.done_at, key: `${row.id}-done`, row }] : [])),
    // One that failed has read nothing.
    ...runs.map((row) => ({ kind: row.up_to_position > 0 ? ('run' as const) : ('failure' as const), at: row.created_at, key: row.id, row })),
    ...Object.entries(facts).flatMap(([path, fact]) => ofFact(path, fact)),
    ...stated.map((row) => ({ kind: 'stated' as const, at: row.at, key: `${row.field}-${row.value}`, row })),
    ...audit.filter(touchesContact).map((row) => ({ kind: 'edit' as const, at: row.created_at, key: row.id, row })),
    ...merges.map((row) => ({ kind: 'merge' as const, at: row.created_at, key: row.id, row })),
  ];
  return all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** A visit to the chat: when it began, and how much was said. */
function visits(messages: readonly ChatMessage[]): Happening[] {
  const sessions = new Map<string, { at: string; messages: number }>();
  for (const { session_id, created_at } of messages) {
    const visit = sessions.get(session_id) ?? { at: created_at, messages: 0 };
    visit.messages += 1;
    sessions.set(session_id, visit);
  }
  return [...sessions].map(([session, visit]) => ({ kind: 'visit', key: session, ...visit }));
}

/** What people said of a fact, and what was read of it that waits for their word. */
function ofFact(path: string, fact: Fact): Happening[] {
  const entry = (kind: 'correction' | 'proposal', of: Fact): Happening => ({ kind, at: of.at, key: `${path}-${of.at}`, path, fact: of });
  const corrected = [fact, ...fact.previous].filter(({ source }) => source === 'human').map((of) => entry('correction', of));
  return fact.proposed ? [...corrected, entry('proposal', fact.proposed)] : corrected;
}

/** Whether a recorded change is one of how to reach the client. */
function touchesContact({ action, before, after }: AuditRow): boolean {
  const names = [before, after].flatMap((part) => (typeof part === 'object' && part !== null ? Object.keys(part) : []));
  return ['update_client', 'resolve_proposal'].includes(action) && names.some((name) => ['name', 'email', 'phone'].includes(name));
}
