/** A change of many clients, batch after batch, that goes on while one looks at other screens. */
import { useSyncExternalStore } from 'react';

import { keepsCopy } from '@/api/device';
import { listSummaries, type SummaryFilter } from '@/api/summaries';
import type { BulkClients, ClientSummary, UserRef } from '@/api/types';
import { failureText } from '@/ui/states';

import { batchesOf, changeAsShown } from './batches';

export interface Refusal {
  id: string;
  name: string | null;
  why: string;
  /** The client as it stands, where somebody else was faster: one may decide to do it all the same. */
  now: ClientSummary | null;
}

export interface Run {
  title: string;
  action: BulkClients['action'];
  phase: 'collecting' | 'changing' | 'over';
  /** How many clients are known, and how many of them are dealt with. */
  total: number;
  dealt: number;
  refused: readonly Refusal[];
  stopped: boolean;
}

/** The clients themselves, or the filter that all of them fit. */
export type Whom = { clients: readonly ClientSummary[] } | { filter: SummaryFilter };

const pageRows = 200;

let current: Run | null = null;
const watchers = new Set<() => void>();

/** Whether a run is changing clients now, or is about to. */
export const isUnderWay = (run: Run | null) => run !== null && run.phase !== 'over';

/** Asks before the tab is closed over a run: what is not dealt with by then stays as it was. The app's window cannot be asked. */
const askFirst = (event: BeforeUnloadEvent) => event.preventDefault();

function set(next: Run | null) {
  if (isUnderWay(next) && !keepsCopy) window.addEventListener('beforeunload', askFirst);
  else window.removeEventListener('beforeunload', askFirst);
  current = next;
  for (const watcher of watchers) watcher();
}
const update = (change: Partial<Run>) => set(current && { ...current, ...change });

/** Does one action on many clients. Resolves with what was refused; a second one waits for nobody and is not begun. */
export async function runOn(whom: Whom, title: string, action: BulkClients['action'], people: readonly UserRef[]): Promise<readonly Refusal[] | null> {
  if (isUnderWay(current)) return null;
  set({ title, action, phase: 'collecting', total: 0, dealt: 0, refused: [], stopped: false });
  try {
    // All are named before the first is changed: what is changed may leave the filter, or come up in it again.
    const clients = 'clients' in whom ? whom.clients : await collect(whom.filter);
    update({ phase: 'changing', total: clients.length });
    for (const batch of batchesOf(clients, action)) {
      if (isStopped()) break;
      const refused = await changeAsShown(batch, people);
      update({
        dealt: (current?.dealt ?? 0) + batch.clients.length,
        refused: [
          ...(current?.refused ?? []),
          ...refused.filter(({ now }) => now === null || !isDone(action, now)).map(({ client: { id, name, email }, error, now }) => ({ id, name: name ?? email, why: error.message, now })),
        ],
      });
    }
  } catch (error) {
    update({ refused: [...(current?.refused ?? []), { id: '', name: null, why: failureText(error), now: null }] });
  }
  update({ phase: 'over' });
  return current?.refused ?? [];
}

/** Whether somebody else did the same meanwhile: nobody is left as they were. */
const isDone = (action: Run['action'], now: ClientSummary) =>
  action.type === 'assign' ? (now.assigned_to?.id ?? null) === (action.assigned_to ?? null) : action.type === 'change_stage' && now.current_stage === action.to_stage;

const isStopped = () => current?.stopped ?? true;

async function collect(filter: SummaryFilter): Promise<ClientSummary[]> {
  const all: ClientSummary[] = [];
  let cursor: string | null = null;
  do {
    const { results, next }: { results: ClientSummary[]; next: string | null } = await listSummaries({
      ...filter,
      ordering: '-created_at',
      limit: pageRows,
      ...(cursor === null ? {} : { cursor }),
    });
    all.push(...results);
    update({ total: all.length });
    cursor = next;
  } while (cursor !== null && !isStopped());
  return all;
}

/** The clients that somebody else changed meanwhile, as they stand. */
export const overtakenIn = ({ refused }: Run): readonly ClientSummary[] => refused.flatMap(({ now }) => now ?? []);

/** Lets the batch under way end, and begins no other. */
export const stopRun = () => update({ stopped: true });
export const forgetRun = () => set(null);

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
export const useRun = () => useSyncExternalStore(watch, () => current);
