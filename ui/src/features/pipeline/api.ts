import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { createClient, pipelineReport } from '@/api/clients';
import { keys } from '@/api/keys';
import { useDirectory } from '@/api/session';
import { workload } from '@/api/staff';
import { ageSummaries } from '@/api/summary-cache';
import type { ClientSummary, UserRef } from '@/api/types';
import { listOf } from '@/lib/format';
import { t } from '@/lib/i18n';
import { overtaken, saidOf } from '@/ui/desk/overtaken';
import { done, failed, undoable } from '@/ui/toast';

import { giveBack, giveClients } from './give';

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

/** Gives clients to somebody, with a way to undo; where somebody else was faster, one decides. */
export function useAssignClients() {
  const cache = useQueryClient();
  const people = useDirectory().data;
  return useCallback(
    async function give(clients: readonly ClientSummary[], to: UserRef | null): Promise<void> {
      const refresh = () => {
        for (const queryKey of [keys.workload, keys.pipeline]) void cache.invalidateQueries({ queryKey });
      };
      const { given, refused } = await giveClients(cache, clients, to, people ?? []);
      refresh();
      // Where somebody else gave them to the same person, there is nothing to decide.
      const there = refused.filter(({ now }) => now !== null && now.assigned_to?.id === to?.id);
      const elsewhere = refused.flatMap(({ now }) => (now !== null && now.assigned_to?.id !== to?.id ? now : []));
      const [other] = refused.filter(({ now }) => now === null);
      const said = saidOf(whatOf([...given, ...there.map(({ client }) => client)]), to);
      if (given.length > 0) undoable(said, () => giveBack(cache, given, to, people ?? []).finally(refresh));
      else if (there.length > 0) done(said);
      if (elsewhere.length > 0) {
        const held = elsewhere.some(({ assigned_to }) => assigned_to !== null);
        const owners = [...new Set(elsewhere.map(({ assigned_to }) => assigned_to?.name ?? t('nobody')))];
        overtaken({ what: whatOf(elsewhere), by: held ? listOf(owners) : null, to, again: () => void give(elsewhere, to) });
      }
      if (other) failed(t('{count} clients could not be assigned', { count: refused.length - elsewhere.length - there.length }), other.error);
    },
    [cache, people],
  );
}

const whatOf = (clients: readonly ClientSummary[]) =>
  clients.length === 1 ? (clients[0]?.name ?? t('The client')) : t('{count} clients', { count: clients.length });
