/** A change of many clients, batch after batch, that goes on while one looks at other screens. */
import { useSyncExternalStore } from 'react';

import { bulkClients } from '@/api/clients';
import { listSummaries, type SummaryFilter } from '@/api/summaries';
import type { BulkClients, ClientSummary } from '@/api/types';
import { failureText } from '@/ui/states';

export interface Refusal {
  id: string;
  name: string | null;
  why: string;
}

export interface Run {
  title: string;
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
const batchRows = 100;

let current: Run | null = null;
const watchers = new Set<() => void>();

function set(next: Run | null) {
  current = next;
  for (const watcher of watchers) watcher();
}
const update = (change: Partial<Run>) => set(current && { ...current, ...change });

/** Does one action on many clients. Resolves with what was refused; a second one waits for nobody and is not begun. */
export async function runOn(whom: Whom, title: string, action: BulkClients['action']): Promise<readonly Refusal[] | null> {
  if (current && current.phase !== 'over') return null;
  set({ title, phase: 'collecting', total: 0, dealt: 0, refused: [], stopped: false });
  try {
    // All are named before the first is changed: what is changed may leave the filter, or come up in it again.
    const clients = 'clients' in whom ? whom.clients : await collect(whom.filter);
    update({ phase: 'changing', total: clients.length });
    for (let start = 0; start < clients.length && !isStopped(); start += batchRows) {
      const batch = clients.slice(start, start + batchRows);
      const refused = await change(batch, action);
      update({ dealt: start + batch.length, refused: [...(current?.refused ?? []), ...refused] });
    }
  } catch (error) {
    update({ refused: [...(current?.refused ?? []), { id: '', name: null, why: failureText(error) }] });
  }
  update({ phase: 'over' });
  return current?.refused ?? [];
}

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

async function change(batch: readonly ClientSummary[], action: BulkClients['action']): Promise<Refusal[]> {
  const { results } = await bulkClients({ ids: batch.map(({ id }) => id), action });
  return results.flatMap(({ index, status, errors }) => {
    const client = batch[index];
    return client && status >= 400 ? [{ id: client.id, name: client.name ?? client.email, why: sentences(errors) }] : [];
  });
}

/** What the server says of one row, as text. */
function sentences(errors: unknown): string {
  if (typeof errors === 'string') return errors;
  if (Array.isArray(errors)) return errors.map(sentences).join(' ');
  if (typeof errors !== 'object' || errors === null) return '';
  const { detail, ...fields } = errors as Record<string, unknown>;
  return typeof detail === 'string' ? detail : Object.entries(fields).filter(([name]) => name !== 'code').map(([, said]) => sentences(said)).join(' ');
}

/** Lets the batch under way end, and begins no other. */
export const stopRun = () => update({ stopped: true });
export const forgetRun = () => set(null);

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
export const useRun = () => useSyncExternalStore(watch, () => current);
