import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';

import { storeClient } from '@/api/client-cache';
import {
  compareRuns,
  correctContext,
  deleteClient,
  getClient,
  getFigures,
  getLocalTime,
  listAssignments,
  listClientAudit,
  listClientMessages,
  listClientTasks,
  listDuplicates,
  listMerges,
  listNotes,
  listRuns,
  listStageHistory,
  markSeen,
  mergeClients,
  reopenProposal,
  requestExtraction,
  resolveProposal,
  undoMerge,
  updateClient,
} from '@/api/clients';
import { saveClientFile } from '@/api/export';
import { keys } from '@/api/keys';
import { useClientChange, type Telling } from '@/api/mutations';
import { useCan, useMe } from '@/api/session';
import { patchSummary } from '@/api/summary-cache';
import { t } from '@/lib/i18n';
import { factLabel } from '@/lib/facts';
import type { Client, ReopenProposal, ResolveProposal, UpdateClient } from '@/api/types';
import { drafts } from '@/ui/drafts';
import { done, failed, undoable } from '@/ui/toast';

import { withContact, withCorrection, withoutProposal, wordOn } from './preview';

export const useClient = (id: string) =>
  useQuery({ queryKey: keys.client(id), queryFn: ({ signal }) => getClient(id, signal) });

/** What was said; whose role reads no conversations does not ask. */
export function useMessages(id: string) {
  const enabled = useCan()('chat.view');
  return useQuery({ queryKey: keys.clientPart(id, 'messages'), queryFn: ({ signal }) => listClientMessages(id, signal), enabled });
}

export const useStageHistory = (id: string) =>
  useQuery({ queryKey: keys.clientPart(id, 'history'), queryFn: ({ signal }) => listStageHistory(id, signal) });

export const useAssignments = (id: string) =>
  useQuery({ queryKey: keys.clientPart(id, 'assignments'), queryFn: ({ signal }) => listAssignments(id, signal) });

/** What the server lists is saved, whatever became of its answer. A preview in the cache says nothing of it. */
async function arrived<Row extends { id: string }>(list: Promise<Row[]>): Promise<Row[]> {
  const rows = await list;
  drafts.arrived(rows);
  return rows;
}

export const useNotes = (id: string) =>
  useQuery({ queryKey: keys.clientPart(id, 'notes'), queryFn: ({ signal }) => arrived(listNotes(id, signal)) });

export const useTasks = (id: string) =>
  useQuery({ queryKey: keys.clientPart(id, 'tasks'), queryFn: ({ signal }) => arrived(listClientTasks(id, signal)) });

export const useDuplicates = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: keys.clientPart(id, 'duplicates'),
    queryFn: async ({ signal }) => (await listDuplicates(id, signal)).results,
    enabled,
  });

export const useClientAudit = (id: string, enabled = true) =>
  useInfiniteQuery({
    enabled,
    queryKey: keys.clientPart(id, 'audit'),
    queryFn: ({ pageParam, signal }) => listClientAudit(id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const useRuns = (id: string) =>
  useInfiniteQuery({
    queryKey: keys.clientPart(id, 'runs'),
    queryFn: ({ pageParam, signal }) => listRuns(id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

/** Two runs never change, so what is between them does not either. */
export const useComparison = (id: string, run: string, other: string | null) =>
  useQuery({
    queryKey: keys.comparison(id, run, other),
    queryFn: ({ signal }) => compareRuns(id, run, other, signal),
    staleTime: 'static',
  });

/** A change under the id that its draft is sent under, so that another try is the same one. */
interface Drafted {
  command?: string;
}

export const useUpdateContact = (id: string) =>
  useClientChange<Drafted & { change: UpdateClient }>(id, {
    preview: (client, { change }) => withContact(client, change),
    send: (client, { change, command }) => updateClient(client, change, command),
  });

/** What follows from the facts as they stand; each version of the client has figures of its own. */
export const useFigures = ({ id, version }: Client) =>
  useQuery({
    queryKey: [...keys.clientPart(id, 'figures'), version],
    queryFn: ({ signal }) => getFigures(id, signal),
    placeholderData: keepPreviousData,
  });

/** A mark that was not set is set by the next look: nobody is told. */
export function useMarkSeen(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => markSeen(id),
    onSuccess: () => patchSummary(cache, id, (row) => (row.unread ? { ...row, unread: false } : row)),
  });
}

/** What time it is where a client lives. Whether it is quiet there is asked again as time goes on. */
export const useLocalTime = ({ id, phone }: Client) =>
  useQuery({
    queryKey: [...keys.clientPart(id, 'local-time'), phone],
    queryFn: ({ signal }) => getLocalTime(id, signal),
    enabled: phone !== null,
    refetchInterval: 5 * 60_000,
  });

export interface Correction extends Drafted {
  path: string;
  value: string | null;
  /** The value that was seen: another one that stands there now is a conflict. */
  expected: string | null;
}

type Told<Input> = Telling<Input, Client | null>;

export const useCorrectFact = (id: string, telling: Told<Correction> = {}) =>
  useClientChange<Correction>(id, {
    preview: withCorrection,
    send: (client, { command, ...correction }) => correctContext(client, [correction], command),
    ...telling,
  });

/** The word on what is proposed for a fact. It can be taken back as long as nothing else was done to the fact. */
export function useResolveProposal(id: string) {
  const reopen = useClientChange<ReopenProposal>(id, { send: reopenProposal });
  return useClientChange<ResolveProposal>(id, {
    preview: withoutProposal,
    send: resolveProposal,
    onDone: (client, { path, accept }) => {
      const label = factLabel(path);
      const said = accept ? t('{label}: taken over and locked.', { label }) : t('{label}: what stands is kept.', { label });
      const word = client && wordOn(client, path, accept);
      if (word) undoable(said, () => reopen.mutateAsync(word));
      else done(said);
    },
    onFailed: (error) => failed(t('Your decision was not saved'), error),
  });
}

interface ContactDecision {
  field: string;
  /** What is used; null keeps what stands. */
  value: string | null;
}

/** The word on all that the chat states for one contact field. */
export function useResolveContact(id: string) {
  return useClientChange<ContactDecision>(id, {
    preview: (client, { field, value }) => {
      const decided = { ...client, proposals: client.proposals.filter((proposal) => proposal.field !== field) };
      return value === null ? decided : withContact(decided, { [field]: value });
    },
    send: (client, { field, value }) => resolveProposal(client, { path: field, accept: value !== null, value }),
    onFailed: (error) => failed(t('Your decision was not saved'), error),
  });
}

export const useRequestExtraction = (id: string) =>
  useClientChange<undefined>(id, {
    preview: (client) => ({
      ...client,
      extraction: { state: 'queued', attempts: 0, error: null, finished_at: null },
    }),
    send: requestExtraction,
    onFailed: (error) => failed(t('The run could not be started'), error),
  });

/** The merges that a client is the outcome of, newest first. */
export const useMerges = (id: string) =>
  useQuery({ queryKey: keys.clientPart(id, 'merges'), queryFn: ({ signal }) => listMerges(id, signal) });

/** Shows both clients of a merge, or of its undoing, as they are now. */
const readAgain = (cache: QueryClient) =>
  Promise.all([keys.clients, keys.summaries, keys.pipeline, keys.myTasks].map((queryKey) => cache.invalidateQueries({ queryKey })));

export function useUndoMerge() {
  const cache = useQueryClient();
  return useMutation({ mutationFn: undoMerge, onSuccess: () => readAgain(cache) });
}

/** Makes two clients one; the answer can take it back. */
export function useMerge() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ into, from }: { into: string; from: string }) => {
      const client = await mergeClients(into, from);
      const undo = async () => {
        const merge = (await listMerges(into)).find((held) => held.from === from && held.can_undo);
        if (!merge) throw new Error(t('Another merge or an erasure came after it.'));
        await undoMerge(merge.id);
        await readAgain(cache);
      };
      return { client, undo };
    },
    onSuccess: ({ client }) => {
      storeClient(cache, client);
      void readAgain(cache);
    },
  });
}

/** Saves the whole file of a client where the user says. */
export const useSaveFile = (id: string) => useMutation({ mutationFn: (name: string) => saveClientFile(id, name) });

export function useErase(id: string) {
  const cache = useQueryClient();
  const user = useMe().id;
  return useMutation({
    mutationFn: (version: number) => deleteClient(id, version),
    onError: () => void cache.invalidateQueries({ queryKey: keys.client(id) }),
    onSuccess: () => {
      drafts.forget(user, id);
      cache.removeQueries({ queryKey: keys.client(id) });
      void cache.invalidateQueries({ queryKey: keys.clientLists });
      void cache.invalidateQueries({ queryKey: keys.mine });
      void cache.invalidateQueries({ queryKey: keys.pipeline });
    },
  });
}
