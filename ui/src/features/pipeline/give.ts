import type { QueryClient } from '@tanstack/react-query';

import { bulkClients } from '@/api/clients';
import { patchSummary } from '@/api/summary-cache';
import type { ClientSummary, UserRef } from '@/api/types';
import { grouped } from '@/lib/group';
import { t } from '@/lib/i18n';
import { RequestFailed } from '@/transport';
import { failureText } from '@/ui/states';

import { batchesOf, changeAsShown, type Refused } from './bulk/batches';

interface Given {
  /** Those who changed hands, as they were before. */
  given: readonly ClientSummary[];
  refused: readonly Refused[];
}

/** Gives clients to somebody: shown at once, put back where the server refuses. Each only while it is with whom it is shown. */
export async function giveClients(
  cache: QueryClient,
  clients: readonly ClientSummary[],
  to: UserRef | null,
  people: readonly UserRef[],
  send: typeof bulkClients = bulkClients,
): Promise<Given> {
  const takeBack = new Map(
    clients.map(({ id }) => [id, patchSummary(cache, id, (row) => ({ ...row, assigned_to: to }))]),
  );
  const outcomes = batchesOf(clients, { type: 'assign', assigned_to: to?.id ?? null }).map((batch) =>
    changeAsShown(batch, people, send).catch((error: unknown) => batch.clients.map((client) => asRefused(client, error))),
  );
  const refused = (await Promise.all(outcomes)).flat();
  for (const { client, now } of refused) {
    takeBack.get(client.id)?.();
    if (now) patchSummary(cache, client.id, (row) => ({ ...row, assigned_to: now.assigned_to }));
  }
  const left = new Set(refused.map(({ client }) => client.id));
  return { given: clients.filter(({ id }) => !left.has(id)), refused };
}

/** Gives clients back to those they were with before they were given to somebody. Fails where one of them stays. */
export async function giveBack(
  cache: QueryClient,
  given: readonly ClientSummary[],
  from: UserRef | null,
  people: readonly UserRef[],
  send: typeof bulkClients = bulkClients,
): Promise<void> {
  const byOwner = grouped(given, ({ assigned_to }) => assigned_to?.id ?? null);
  const outcomes = [...byOwner.values()].map((group) =>
    giveClients(cache, group.map((client) => ({ ...client, assigned_to: from })), group[0]?.assigned_to ?? null, people, send),
  );
  const refused = (await Promise.all(outcomes)).flatMap((outcome) => outcome.refused);
  const [first] = refused;
  if (!first) return;
  if (refused.length === 1) throw first.error;
  throw new Error(t('{count} clients stay where they are: {why}', { count: refused.length, why: failureText(first.error) }));
}

const asRefused = (client: ClientSummary, error: unknown): Refused => ({
  client,
  error: error instanceof RequestFailed ? error : new RequestFailed(failureText(error), 0),
  now: null,
});
