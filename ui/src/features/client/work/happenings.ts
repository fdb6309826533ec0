import type { Assignment, ChatMessage, ExtractionRun, Merge, Note, StageChange, Task } from '@/api/types';

/** One thing that happened with a client. */
export type Happening =
  | { kind: 'move'; at: string; key: string; row: StageChange }
  | { kind: 'assignment'; at: string; key: string; row: Assignment }
  | { kind: 'visit'; at: string; key: string; messages: number }
  | { kind: 'note'; at: string; key: string; row: Note }
  | { kind: 'task' | 'done'; at: string; key: string; row: Task }
  | { kind: 'run'; at: string; key: string; row: ExtractionRun }
  | { kind: 'merge'; at: string; key: string; row: Merge };

/** What a timeline can be narrowed to. */
export type Sort = 'stages' | 'people' | 'talk' | 'notes' | 'tasks' | 'runs' | 'merges';

export const sortOf: Record<Happening['kind'], Sort> = {
  move: 'stages',
  assignment: 'people',
  visit: 'talk',
  note: 'notes',
  task: 'tasks',
  done: 'tasks',
  run: 'runs',
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
}

/** Everything that happened, newest first. */
export function happenings({ moves, assignments, messages, notes, tasks, runs, merges }: Sources): Happening[] {
  const all: Happening[] = [
    ...moves.map((row) => ({ kind: 'move' as const, at: row.created_at, key: row.id, row })),
    ...assignments.map((row) => ({ kind: 'assignment' as const, at: row.created_at, key: row.id, row })),
    ...visits(messages),
    ...notes.map((row) => ({ kind: 'note' as const, at: row.created_at, key: row.id, row })),
    ...tasks.map((row) => ({ kind: 'task' as const, at: row.created_at, key: row.id, row })),
    ...tasks.flatMap((row) => (row.done_at ? [{ kind: 'done' as const, at: row.done_at, key: `${row.id}-done`, row }] : [])),
    // One that failed has read nothing.
    ...runs.filter((row) => row.up_to_position > 0).map((row) => ({ kind: 'run' as const, at: row.created_at, key: row.id, row })),
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
