import { bulkClients } from '@/api/clients';
import { personOf, standing } from '@/api/standing';
import type { BatchResult, BulkClients, ClientSummary, Stage, UserRef } from '@/api/types';
import { grouped } from '@/lib/group';
import { errorOf, type RequestFailed } from '@/transport';

type Action = BulkClients['action'];

/** Clients of whom the same is shown, and the action that holds only while that is so. */
export interface Batch {
  clients: readonly ClientSummary[];
  action: Action;
}

/** A client who was left as it is. */
export interface Refused {
  client: ClientSummary;
  error: RequestFailed;
  /** The client as it stands, where somebody else was faster; null where something else is in the way. */
  now: ClientSummary | null;
}

const batchRows = 100;

/** Takes clients apart so that each part can say what it was decided on. */
export function batchesOf(clients: readonly ClientSummary[], action: Action, rows = batchRows): Batch[] {
  const alike = grouped(clients, ({ assigned_to, current_stage }) => {
    if (action.type === 'assign') return assigned_to?.id ?? null;
    return action.type === 'change_stage' ? current_stage : null;
  });
  return [...alike.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / rows) }, (_, part) => {
      const batch = group.slice(part * rows, (part + 1) * rows);
      return { clients: batch, action: asShown(action, batch[0]) };
    }),
  );
}

function asShown(action: Action, client: ClientSummary | undefined): Action {
  if (!client) return action;
  if (action.type === 'assign') return { ...action, expected_assigned_to: client.assigned_to?.id ?? null };
  return action.type === 'change_stage' ? { ...action, expected_stage: client.current_stage } : action;
}

/** Sends a batch; resolves with those who were refused. */
export async function changeAsShown(
  { clients, action }: Batch,
  people: readonly UserRef[],
  send: (body: BulkClients) => Promise<BatchResult> = bulkClients,
): Promise<Refused[]> {
  const { results } = await send({ ids: clients.map(({ id }) => id), action });
  return results.flatMap(({ index, status, errors }) => {
    const client = clients[index];
    if (!client || status < 400) return [];
    const error = errorOf(status, errors);
    return [{ client, error, now: asItStands(client, error, people) }];
  });
}

function asItStands(client: ClientSummary, error: unknown, people: readonly UserRef[]): ClientSummary | null {
  const current = standing(error);
  if (current === null) return null;
  if (typeof current['current_stage'] === 'string') return { ...client, current_stage: current['current_stage'] as Stage };
  return 'assigned_to' in current ? { ...client, assigned_to: personOf(current['assigned_to'], people) } : null;
}
