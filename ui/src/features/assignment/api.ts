import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { assignClient, listClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { settingsQuery, useDirectory, useStages } from '@/api/session';
import { useSaveSetting as useSave } from '@/api/settings';
import { updateUser, workload } from '@/api/staff';
import type { Client, Practice, UserRef, Workload } from '@/api/types';
import { t } from '@/lib/i18n';
import { pipelineStages } from '@/lib/stage';
import { assignmentRefused, saidOf } from '@/ui/desk/overtaken';
import { done, failed } from '@/ui/toast';

export const usePeople = () =>
  useQuery({ queryKey: keys.workload, queryFn: async ({ signal }) => (await workload(signal)).results });

export const useSettings = () => useQuery(settingsQuery);

/** How many of those who wait are told one by one. */
const shownWaiting = 25;

/** Open leads that nobody works, whoever waits longest first. */
export function useWaiting() {
  const graph = useStages().data;
  const stage = graph ? pipelineStages(graph).map((info) => info.stage).join(',') : '';
  return useQuery({
    queryKey: [...keys.waiting, stage],
    queryFn: ({ signal }) =>
      listClients({ unassigned: true, stage, ordering: 'created_at', limit: shownWaiting, count: true }, signal),
    enabled: graph !== undefined,
    refetchInterval: 15_000,
  });
}

export const useSaveSetting = () =>
  useSave({ done: () => done(t('Saved.')), failed: (error) => failed(t('The setting was not saved'), error) });

/** Changes what somebody works: shown at once; what is refused is told at its field. */
export function useSavePractice(user: UserRef) {
  const cache = useQueryClient();
  return useMutation({
    // What was seen goes along: where somebody else changed it meanwhile, nothing is overwritten.
    mutationFn: ({ change, seen }: { change: Partial<Practice>; seen: Partial<Practice> }) => updateUser(user.id, { ...change, expected: seen }),
    onMutate: ({ change }) => {
      const before = cache.getQueryData<Workload[]>(keys.workload);
      cache.setQueryData<Workload[]>(keys.workload, (rows) =>
        rows?.map((row) => (row.user.id === user.id ? { ...row, ...change } : row)),
      );
      return before;
    },
    onError: (_error, _change, before) => cache.setQueryData(keys.workload, before),
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: keys.admin('users') });
      return cache.invalidateQueries({ queryKey: keys.workload });
    },
  });
}

/** Gives a waiting lead to somebody by hand; where somebody else was faster, one decides. */
export function useGive() {
  const cache = useQueryClient();
  const people = useDirectory().data;
  const refresh = () => {
    for (const queryKey of [keys.waiting, keys.clientLists, keys.workload, keys.pipeline]) void cache.invalidateQueries({ queryKey });
  };
  return async function give(client: Client, to: UserRef, from: UserRef | null): Promise<void> {
    const pass = (owner: UserRef | null, expected: UserRef | null) =>
      assignClient(client.id, { assigned_to: owner?.id ?? null, expected_assigned_to: expected?.id ?? null }).finally(refresh);
    const what = client.name ?? t('The client');
    try {
      await pass(to, from);
      done(saidOf(what, to), () => pass(from, to));
    } catch (error) {
      assignmentRefused(error, { what, to, people: people ?? [], again: (now) => void give(client, to, now) });
    }
  };
}
