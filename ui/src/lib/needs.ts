import type { Client, Task } from '@/api/types';
import { grouped } from './group';

/** Why a client is on the list of what needs its CSM now, the most pressing first. */
export type NeedKind = 'urgent' | 'new' | 'overdue' | 'due' | 'proposal' | 'stale';

export interface Reason {
  kind: NeedKind;
  /** Since when, or until when, it holds. */
  at: string | null;
  /** The task it is about. */
  task: Task | null;
}

export interface Need {
  client: Client;
  /** All that holds, the most pressing first; never empty. */
  reasons: [Reason, ...Reason[]];
}

const order: readonly NeedKind[] = ['urgent', 'new', 'overdue', 'due', 'proposal', 'stale'];
const over = new Set<string>(['lost', 'closed', 'rejected', 'active']);
const dayMs = 86_400_000;

/**
 * What needs a CSM now: urgent clients, leads nobody contacted yet, tasks that are due, and clients
 * whose stage did not move for `staleDays`. Each client stands there once, with all its reasons.
 */
export function needsNow(clients: readonly Client[], tasks: readonly Task[], now: number, staleDays: number): Need[] {
  const byClient = grouped(tasks, (task) => task.client_id);
  return clients
    .flatMap((client): Need[] => {
      const [first, ...rest] = reasonsFor(client, byClient.get(client.id) ?? [], now, staleDays);
      return first ? [{ client, reasons: [first, ...rest] }] : [];
    })
    .sort(byPressure);
}

function reasonsFor(client: Client, tasks: readonly Task[], now: number, staleDays: number): Reason[] {
  const reasons = tasks.flatMap((task): Reason[] => {
    if (task.due_at === null || task.done_at !== null) return [];
    const due = Date.parse(task.due_at);
    if (due <= now) return [{ kind: 'overdue', at: task.due_at, task }];
    return due <= endOfDay(now) ? [{ kind: 'due', at: task.due_at, task }] : [];
  });
  if (!over.has(client.current_stage)) {
    if (client.context.urgency === 'high') reasons.push(because('urgent', client.last_message_at));
    if (client.current_stage === 'lead') reasons.push(because('new', client.captured_at ?? client.created_at));
    else if (now - Date.parse(client.stage_changed_at) >= staleDays * dayMs) {
      reasons.push(because('stale', client.stage_changed_at));
    }
  }
  if (client.proposals.length > 0) reasons.push(because('proposal', client.proposals[0]?.at ?? null));
  return reasons.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || time(a) - time(b));
}

const because = (kind: NeedKind, at: string | null): Reason => ({ kind, at, task: null });
const time = ({ at }: Reason) => (at === null ? 0 : Date.parse(at));

/** By the first reason's kind; among equals whoever has more reasons, then whoever waits longest. */
function byPressure(a: Need, b: Need): number {
  const [x, y] = [a.reasons[0], b.reasons[0]];
  return (
    order.indexOf(x.kind) - order.indexOf(y.kind) || b.reasons.length - a.reasons.length || time(x) - time(y)
  );
}

function endOfDay(now: number): number {
  return new Date(now).setHours(23, 59, 59, 999);
}
