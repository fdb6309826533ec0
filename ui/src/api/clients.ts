import { uuid } from '@/lib/id';

import { answer, answerIfSeen, api, done, everyPage, type QueryOf } from './call';
import type {
  Assign,
  BulkClients,
  ChangeStage,
  CorrectFact,
  CreateClient,
  CreateTask,
  ReopenProposal,
  ResolveProposal,
  TaskValues,
  UpdateClient,
  UpdateNote, UpdateTask,
} from './types';

export type ClientFilter = QueryOf<'list_clients'>;

const of = (id: string) => ({ path: { id } });
const under = (command: string) => ({ header: { 'Command-Id': command } });

export const listClients = (query: ClientFilter, signal: AbortSignal) =>
  answer(api.GET('/api/v1/clients/', { params: { query }, signal }));
/** Every client somebody works: a CSM's desk is small enough to be held whole. */
export const listClientsOf = (assigned_to: string, signal: AbortSignal) =>
  everyPage((page) => listClients({ ...page, assigned_to, captured: 'any' }, signal));
export const createClient = (body: CreateClient) => answerIfSeen(api.POST('/api/v1/clients/', { body }));
export const getClient = (id: string, signal: AbortSignal | null = null) =>
  answer(api.GET('/api/v1/clients/{id}/', { params: of(id), signal }));
/** Under the same command, a change is made once, however often it is sent; so it is with those of facts, notes and tasks. */
export const updateClient = (id: string, body: UpdateClient, command = uuid()) =>
  answer(api.PATCH('/api/v1/clients/{id}/', { params: { ...of(id), ...under(command) }, body }));
/** Erases a client, unless it is another one by now than the version that was seen. */
export const deleteClient = (id: string, version: number) =>
  done(api.DELETE('/api/v1/clients/{id}/', { params: of(id), body: { version } }));
export const changeStage = (id: string, body: ChangeStage) =>
  answer(api.POST('/api/v1/clients/{id}/stage/', { params: of(id), body }));
export const assignClient = (id: string, body: Assign) =>
  answerIfSeen(api.POST('/api/v1/clients/{id}/assign/', { params: of(id), body }));
export const correctContext = (id: string, facts: CorrectFact[], command = uuid()) =>
  answer(api.PATCH('/api/v1/clients/{id}/context/', { params: { ...of(id), ...under(command) }, body: { facts } }));
export const resolveProposal = (id: string, body: ResolveProposal) =>
  answer(api.POST('/api/v1/clients/{id}/context/proposals/', { params: of(id), body }));
/** Takes back the word on a proposal, as long as it is the last thing that was done to the fact. */
export const reopenProposal = (id: string, body: ReopenProposal) =>
  answer(api.POST('/api/v1/clients/{id}/context/proposals/undo/', { params: of(id), body }));
export const requestExtraction = (id: string) =>
  answer(api.POST('/api/v1/clients/{id}/extract/', { params: of(id) }));
export const mergeClients = (into: string, from: string) =>
  answer(api.POST('/api/v1/clients/merge/', { body: { into, from } }));
/** The merges that a client is the outcome of, newest first. */
export const listMerges = (id: string, signal: AbortSignal | null = null) =>
  everyPage((query) => answer(api.GET('/api/v1/clients/{id}/merges/', { params: { ...of(id), query }, signal })));
/** Takes a merge back: the client that came back, or null where the user does not see it. */
export const undoMerge = (merge: string) => answerIfSeen(api.POST('/api/v1/clients/merges/{id}/undo/', { params: of(merge) }));
export const bulkClients = (body: BulkClients) => answer(api.POST('/api/v1/clients/bulk/', { body }));

export const listStageHistory = (id: string, signal: AbortSignal) =>
  everyPage((query) => answer(api.GET('/api/v1/clients/{id}/history/', { params: { ...of(id), query }, signal })));
export const listAssignments = (id: string, signal: AbortSignal) =>
  everyPage((query) => answer(api.GET('/api/v1/clients/{id}/assignments/', { params: { ...of(id), query }, signal })));
/** All that was said, oldest first. */
export const listClientMessages = (id: string, signal: AbortSignal) =>
  everyPage(({ limit, cursor }) =>
    answer(
      api.GET('/api/v1/clients/{id}/messages/', {
        params: { ...of(id), query: cursor === undefined ? { limit } : { limit, after: cursor } },
        signal,
      }),
    ),
  );
export const listNotes = (id: string, signal: AbortSignal | null = null) =>
  everyPage((query) => answer(api.GET('/api/v1/clients/{id}/notes/', { params: { ...of(id), query }, signal })));
export const addNote = (id: string, body: string, command = uuid()) =>
  answer(api.POST('/api/v1/clients/{id}/notes/', { params: { ...of(id), ...under(command) }, body: { body } }));
export const updateNote = (id: string, body: UpdateNote, command = uuid()) =>
  answer(api.PATCH('/api/v1/notes/{id}/', { params: { ...of(id), ...under(command) }, body }));
/** Deletes a note that still says what was seen. */
export const deleteNote = (id: string, expected: string) =>
  done(api.DELETE('/api/v1/notes/{id}/', { params: of(id), body: { expected } }));
export const listClientTasks = (id: string, signal: AbortSignal | null = null) =>
  everyPage((query) => answer(api.GET('/api/v1/clients/{id}/tasks/', { params: { ...of(id), query }, signal })));
export const listMyTasks = (signal: AbortSignal) =>
  everyPage((page) =>
    answer(api.GET('/api/v1/tasks/', { params: { query: { ...page, mine: true, done: false } }, signal })),
  );
export const addTask = (id: string, body: CreateTask, command = uuid()) =>
  answer(api.POST('/api/v1/clients/{id}/tasks/', { params: { ...of(id), ...under(command) }, body }));
export const updateTask = (id: string, body: UpdateTask, command = uuid()) =>
  answer(api.PATCH('/api/v1/tasks/{id}/', { params: { ...of(id), ...under(command) }, body }));
/** Deletes a task that still is what was seen. */
export const deleteTask = (id: string, expected: TaskValues) =>
  done(api.DELETE('/api/v1/tasks/{id}/', { params: of(id), body: { expected } }));
export const listClientAudit = (id: string, cursor: string | null, signal: AbortSignal) =>
  answer(api.GET('/api/v1/clients/{id}/audit/', { params: { ...of(id), query: cursor ? { cursor } : {} }, signal }));
export const listRuns = (id: string, cursor: string | null, signal: AbortSignal) =>
  answer(api.GET('/api/v1/clients/{id}/runs/', { params: { ...of(id), query: cursor ? { cursor } : {} }, signal }));
/** A run compared with another one, or with the one before it. */
export const compareRuns = (id: string, run: string, other: string | null, signal: AbortSignal) =>
  answer(
    api.GET('/api/v1/clients/{id}/runs/compare/', {
      params: { ...of(id), query: other ? { run, with: other } : { run } },
      signal,
    }),
  );
/** What follows from the facts: loan to value, housing ratio and payment, as estimates. */
export const getFigures = (id: string, signal: AbortSignal) =>
  answer(api.GET('/api/v1/clients/{id}/figures/', { params: of(id), signal }));
/** What time it is where a client lives; null where the phone does not tell. */
export const getLocalTime = (id: string, signal: AbortSignal) =>
  answer(api.GET('/api/v1/clients/{id}/local-time/', { params: of(id), signal }));
/** Says that the messages so far were seen, by oneself alone. */
export const markSeen = (id: string) => done(api.POST('/api/v1/clients/{id}/seen/', { params: of(id) }));
export const listDuplicates = (id: string, signal: AbortSignal) =>
  answer(api.GET('/api/v1/clients/{id}/duplicates/', { params: of(id), signal }));

export const listStages = (signal: AbortSignal) => answer(api.GET('/api/v1/stages/', { signal }));
export const pipelineReport = (signal: AbortSignal) => answer(api.GET('/api/v1/reports/pipeline/', { signal }));
