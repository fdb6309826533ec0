import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { bulkClients, createClient, pipelineReport } from '@/api/clients';
import { keys } from '@/api/keys';
import { workload } from '@/api/staff';
import { ageSummaries, patchSummary } from '@/api/summary-cache';
import type { ClientSummary, UserRef } from '@/api/types';
import { grouped } from '@/lib/group';
import { t } from '@/lib/i18n';
import { failed, undoable } from '@/ui/toast';

export const usePipeline = (enabled: boolean) =>
  useQuery({ queryKey: keys.pipeline, queryFn: ({ signal }) => pipelineReport(signal), enabled });

export const useWorkload = (enabled: boolean) =>
  useQuery({ queryKey: keys.workload, queryFn: async ({ signal }) => (await workload(signal)).results, enabled });

export function useCreateClient() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: createClient,
    onSuccess: () => {
      ageSummaries(cache);
      void cache.invalidateQueries({ queryKey: keys.clients });
      void cache.invalidateQueries({ queryKey: keys.pipeline });
    },
  });
}

interface Assignment {
  clients: readonly ClientSummary[];
  to: UserRef | null;
}

/** Gives clients to somebody: shown at once, taken back where the server refuses, with a way to undo. */
export function useAssignClients() {
  const cache = useQueryClient();

  const send = async (clients: readonly ClientSummary[], to: UserRef | null) => {
    const putBack = ({ id, assigned_to }: ClientSummary) => patchSummary(cache, id, (row) => ({ ...row, assigned_to }));
    for (const { id } of clients) patchSummary(cache, id, (row) => ({ ...row, assigned_to: to }));
    try {
      const { results } = await bulkClients({
        ids: clients.map(({ id }) => id),
        action: { type: 'assign', assigned_to: to?.id ?? null },
      });
      const refused = results.filter(({ status }) => status >= 400).flatMap(({ index }) => clients[index] ?? []);
      refused.forEach(putBack);
      return refused.length;
    } catch (error) {
      clients.forEach(putBack);
      throw error;
    } finally {
      void cache.invalidateQueries({ queryKey: keys.workload });
      void cache.invalidateQueries({ queryKey: keys.pipeline });
    }
  };

  const undo = async (clients: readonly ClientSummary[]) => {
    const byOwner = grouped(clients, ({ assigned_to }) => assigned_to?.id ?? '');
    for (const group of byOwner.values()) await send(group, group[0]?.assigned_to ?? null);
  };

  return useMutation({
    mutationFn: ({ clients, to }: Assignment) => send(clients, to),
    onSuccess: (refused, { clients, to }) => {
      const [only] = clients;
      const what =
        clients.length === 1 && only
          ? (only.name ?? t('The client'))
          : t('{count} clients', { count: clients.length - refused });
      const said = to ? t('{what}: now with {name}', { what, name: to.name }) : t('{what}: no longer assigned', { what });
      if (refused < clients.length) undoable(said, () => undo(clients));
      if (refused > 0) failed(t('{count} clients could not be assigned', { count: refused }), null);
    },
    onError: (error) => failed(t('The assignment was not saved'), error),
  });
}

