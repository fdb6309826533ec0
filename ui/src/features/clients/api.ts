import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { patchClient } from '@/api/client-cache';
import {
  bulkClients,
  createClient,
  listClients,
  listClientsOf,
  listMyTasks,
  pipelineReport,
  type ClientFilter,
} from '@/api/clients';
import { keys } from '@/api/keys';
import { workload } from '@/api/staff';
import type { Client, UserRef } from '@/api/types';
import { grouped } from '@/lib/group';
import { t } from '@/lib/i18n';
import { done, failed } from '@/ui/toast';

export const useClientList = (filter: ClientFilter) =>
  useInfiniteQuery({
    queryKey: keys.clientList(filter),
    queryFn: ({ pageParam, signal }) =>
      listClients(pageParam ? { ...filter, limit: 60, cursor: pageParam } : { ...filter, limit: 60 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // While a filter changes, the old rows stay, a little paler, instead of a jump through emptiness.
    placeholderData: (shown) => shown,
  });

export const usePipeline = (enabled: boolean) =>
  useQuery({ queryKey: keys.pipeline, queryFn: ({ signal }) => pipelineReport(signal), enabled });

export const useWorkload = (enabled: boolean) =>
  useQuery({ queryKey: keys.workload, queryFn: async ({ signal }) => (await workload(signal)).results, enabled });

export const useMyClients = () =>
  useQuery({ queryKey: keys.mine, queryFn: ({ signal }) => listClientsOf('me', signal) });

export const useMyTasks = () =>
  useQuery({ queryKey: keys.myTasks, queryFn: ({ signal }) => listMyTasks(signal) });

export function useCreateClient() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: createClient,
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.clients });
      void cache.invalidateQueries({ queryKey: keys.pipeline });
    },
  });
}

interface Assignment {
  clients: readonly Client[];
  to: UserRef | null;
}

/** Gives clients to somebody: shown at once, taken back where the server refuses, with a way to undo. */
export function useAssignClients() {
  const cache = useQueryClient();

  const send = async (clients: readonly Client[], to: UserRef | null) => {
    const takeBack = new Map(
      clients.map(({ id }) => [id, patchClient(cache, id, (client) => ({ ...client, assigned_to: to }))]),
    );
    try {
      const { results } = await bulkClients({
        ids: clients.map(({ id }) => id),
        action: { type: 'assign', assigned_to: to?.id ?? null },
      });
      const refused = results.filter(({ status }) => status >= 400).flatMap(({ index }) => clients[index] ?? []);
      for (const { id, assigned_to } of refused) patchClient(cache, id, (client) => ({ ...client, assigned_to }));
      return refused.length;
    } catch (error) {
      // The newest picture was taken last: going back in that order ends at the first one.
      for (const undo of [...takeBack.values()].reverse()) undo();
      throw error;
    } finally {
      void cache.invalidateQueries({ queryKey: keys.workload });
      void cache.invalidateQueries({ queryKey: keys.pipeline });
    }
  };

  const undo = async (clients: readonly Client[]) => {
    const byOwner = grouped(clients, ({ assigned_to }) => assigned_to?.id ?? '');
    try {
      for (const group of byOwner.values()) await send(group, group[0]?.assigned_to ?? null);
    } catch (error) {
      failed(t('The assignment could not be undone'), error);
    }
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
      done(said, () => void undo(clients));
      if (refused > 0) failed(t('{count} clients could not be assigned', { count: refused }), null);
    },
    onError: (error) => failed(t('The assignment was not saved'), error),
  });
}
