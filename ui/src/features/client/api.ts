import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';

import { storeClient } from '@/api/client-cache';
import {
  addNote,
  addTask,
  compareRuns,
  correctContext,
  deleteClient,
  deleteNote,
  deleteTask,
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
  requestExtraction,
  resolveProposal,
  undoMerge,
  updateClient,
  updateNote,
  updateTask,
} from '@/api/clients';
import { saveClientFile } from '@/api/export';
import { keys } from '@/api/keys';
import { useClientChange, useListChange } from '@/api/mutations';
import { useDirectory, useMe } from '@/api/session';
import { patchSummary } from '@/api/summary-cache';
import { t } from '@/lib/i18n';
import { pageId } from '@/lib/id';
import type { Client, CreateTask, Note, ResolveProposal, Task, UpdateClient, UserRef } from '@/api/types';

import { withContact, withCorrection, withoutProposal } from './preview';

export const useClient = (id: string) =>
  useQuery({ queryKey: keys.client(id), queryFn: ({ signal }) => getClient(id, signal) });

export const useMessages = (id: string) =>
  useQuery({ queryKey: keys.clientPart(id, 'messages'), queryFn: ({ signal }) => listClientMessages(id, signal) });

export const useStageHistory = (id: string) =>
  useQuery({ queryKey: keys.clientPart(id, 'history'), queryFn: ({ signal }) => listStageHistory(id, signal) });

export const useAssignments = (id: string) =>
  useQuery({ queryKey: keys.clientPart(id, 'assignments'), queryFn: ({ signal }) => listAssignments(id, signal) });

export const useNotes = (id: string) =>
  useQuery({ queryKey: keys.clientPart(id, 'notes'), queryFn: ({ signal }) => listNotes(id, signal) });

export const useTasks = (id: string) =>
  useQuery({ queryKey: keys.clientPart(id, 'tasks'), queryFn: ({ signal }) => listClientTasks(id, signal) });

export const useDuplicates = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: keys.clientPart(id, 'duplicates'),
    queryFn: async ({ signal }) => (await listDuplicates(id, signal)).results,
    enabled,
  });

export const useClientAudit = (id: string) =>
  useInfiniteQuery({
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

export const useUpdateContact = (id: string) =>
  useClientChange<UpdateClient>(id, { preview: withContact, send: updateClient });

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

export interface Correction {
  path: string;
  value: string | null;
  /** The value that was seen: another one that stands there now is a conflict. */
  expected: string | null;
}

export const useCorrectFact = (id: string) =>
  useClientChange<Correction>(id, {
    preview: withCorrection,
    send: (client, correction) => correctContext(client, [correction]),
  });

export const useResolveProposal = (id: string) =>
  useClientChange<ResolveProposal>(id, { preview: withoutProposal, send: resolveProposal });

interface ContactDecision {
  field: string;
  /** What is used; null keeps what stands. */
  value: string | null;
}

/** The word on all that the chat states for one contact field. */
export const useResolveContact = (id: string) =>
  useClientChange<ContactDecision>(id, {
    preview: (client, { field, value }) => {
      const decided = { ...client, proposals: client.proposals.filter((proposal) => proposal.field !== field) };
      return value === null ? decided : withContact(decided, { [field]: value });
    },
    send: (client, { field, value }) => resolveProposal(client, { path: field, accept: value !== null, value }),
  });

export const useRequestExtraction = (id: string) =>
  useClientChange<undefined>(id, {
    preview: (client) => ({
      ...client,
      extraction: { state: 'queued', attempts: 0, error: null, finished_at: null },
    }),
    send: requestExtraction,
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
  return useMutation({
    mutationFn: () => deleteClient(id),
    onSuccess: () => {
      cache.removeQueries({ queryKey: keys.client(id) });
      void cache.invalidateQueries({ queryKey: keys.clientLists });
      void cache.invalidateQueries({ queryKey: keys.mine });
      void cache.invalidateQueries({ queryKey: keys.pipeline });
    },
  });
}

function useMyself(): UserRef {
  const { id, email, first_name, last_name } = useMe();
  return { id, email, name: `${first_name} ${last_name}`.trim() || email };
}

const justNow = () => new Date().toISOString();

/** Something was saved elsewhere since it was seen. */
export class Overtaken extends Error {
  constructor(
    /** What stands now. */
    readonly stands: string,
  ) {
    super(t('It was changed meanwhile: look at it again.'));
  }
}

/** Edits a note that still says what was seen: the server itself compares nothing here. */
async function updateNoteIfSeen(client: string, { id, body, seen }: { id: string; body: string; seen: string }) {
  const stands = (await listNotes(client)).find((note) => note.id === id)?.body;
  if (stands !== undefined && stands !== seen) throw new Overtaken(stands);
  return updateNote(id, body);
}

export function useNoteChanges(id: string) {
  const author = useMyself();
  const key = keys.clientPart(id, 'notes');
  const add = useListChange<Note, string>({
    key,
    preview: (notes, body) => [{ id: pageId('draft'), author, body, created_at: justNow(), updated_at: justNow() }, ...notes],
    send: (body) => addNote(id, body),
  });
  const edit = useListChange<Note, { id: string; body: string; seen: string }>({
    key,
    preview: (notes, { id: note, body }) => notes.map((held) => (held.id === note ? { ...held, body } : held)),
    send: (change) => updateNoteIfSeen(id, change),
  });
  const remove = useListChange<Note, string>({
    key,
    preview: (notes, note) => notes.filter((held) => held.id !== note),
    send: deleteNote,
  });
  return { add, edit, remove };
}

export function useTaskChanges(id: string) {
  const people = useDirectory();
  const key = keys.clientPart(id, 'tasks');
  const touches = [keys.myTasks];
  const add = useListChange<Task, CreateTask>({
    key,
    touches,
    preview: (tasks, { title, due_at = null, assignee: whose }) => [
      ...tasks,
      { id: pageId('draft'), client_id: id, title, due_at, done_at: null, assignee: people.data?.find(({ id: user }) => user === whose) ?? null, created_at: justNow(), updated_at: justNow() },
    ],
    send: (task) => addTask(id, task),
  });
  const tick = useListChange<Task, Task>({
    key,
    touches,
    preview: (tasks, { id: task, done_at }) =>
      tasks.map((held) => (held.id === task ? { ...held, done_at: done_at ? null : justNow() } : held)),
    send: ({ id: task, done_at }) => updateTask(task, { done: done_at === null }),
  });
  const remove = useListChange<Task, string>({
    key,
    touches,
    preview: (tasks, task) => tasks.filter((held) => held.id !== task),
    send: deleteTask,
  });
  return { add, tick, remove };
}
