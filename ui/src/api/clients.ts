import { call } from './call';
import type {
  Assign,
  Assignment,
  AuditRow,
  BatchResult,
  BulkClients,
  ChangeStage,
  ChatMessage,
  Client,
  ClientFilter,
  CorrectFact,
  CreateClient,
  CreateTask,
  Duplicate,
  Note,
  Page,
  PipelineReport,
  ResolveProposal,
  StageChange,
  StageGraph,
  Task,
  UpdateClient,
  UpdateTask,
} from './types';

const at = (id: string, part = '') => `/clients/${id}/${part}`;

export const listClients = (query: ClientFilter, signal?: AbortSignal) =>
  call<Page<Client>>('GET', '/clients/', { query, signal });
export const createClient = (body: CreateClient) => call<Client>('POST', '/clients/', { body });
export const getClient = (id: string, signal?: AbortSignal) => call<Client>('GET', at(id), { signal });
export const updateClient = (id: string, body: UpdateClient) => call<Client>('PATCH', at(id), { body });
export const deleteClient = (id: string) => call<undefined>('DELETE', at(id));
export const changeStage = (id: string, body: ChangeStage) => call<Client>('POST', at(id, 'stage/'), { body });
export const assignClient = (id: string, body: Assign) => call<Client>('POST', at(id, 'assign/'), { body });
export const correctContext = (id: string, facts: CorrectFact[]) =>
  call<Client>('PATCH', at(id, 'context/'), { body: { facts } });
export const resolveProposal = (id: string, body: ResolveProposal) =>
  call<Client>('POST', at(id, 'context/proposals/'), { body });
export const requestExtraction = (id: string) => call<Client>('POST', at(id, 'extract/'));
export const mergeClients = (into: string, from: string) =>
  call<Client>('POST', '/clients/merge/', { body: { into, from } });
export const bulkClients = (body: BulkClients) => call<BatchResult>('POST', '/clients/bulk/', { body });

export const listStageHistory = (id: string, signal?: AbortSignal) =>
  everyPage((cursor) => call<Page<StageChange>>('GET', at(id, 'history/'), { query: cursor, signal }));
export const listAssignments = (id: string, signal?: AbortSignal) =>
  everyPage((cursor) => call<Page<Assignment>>('GET', at(id, 'assignments/'), { query: cursor, signal }));
export const listClientMessages = (id: string, signal?: AbortSignal) =>
  everyPage((cursor) => call<Page<ChatMessage>>('GET', at(id, 'messages/'), { query: cursor, signal }));
export const listNotes = (id: string, signal?: AbortSignal) =>
  everyPage((cursor) => call<Page<Note>>('GET', at(id, 'notes/'), { query: cursor, signal }));
export const addNote = (id: string, body: string) => call<Note>('POST', at(id, 'notes/'), { body: { body } });
export const updateNote = (id: string, body: string) => call<Note>('PATCH', `/notes/${id}/`, { body: { body } });
export const deleteNote = (id: string) => call<undefined>('DELETE', `/notes/${id}/`);
export const listClientTasks = (id: string, signal?: AbortSignal) =>
  everyPage((cursor) => call<Page<Task>>('GET', at(id, 'tasks/'), { query: cursor, signal }));
export const listMyTasks = (signal?: AbortSignal) =>
  everyPage((cursor) =>
    call<Page<Task>>('GET', '/tasks/', { query: { ...cursor, mine: true, done: false }, signal }),
  );
export const addTask = (id: string, body: CreateTask) => call<Task>('POST', at(id, 'tasks/'), { body });
export const updateTask = (id: string, body: UpdateTask) => call<Task>('PATCH', `/tasks/${id}/`, { body });
export const deleteTask = (id: string) => call<undefined>('DELETE', `/tasks/${id}/`);
export const listClientAudit = (id: string, cursor: string | null, signal?: AbortSignal) =>
  call<Page<AuditRow>>('GET', at(id, 'audit/'), { query: { cursor }, signal });
export const listDuplicates = (id: string, signal?: AbortSignal) =>
  call<Page<Duplicate>>('GET', at(id, 'duplicates/'), { signal });

export const listStages = (signal?: AbortSignal) => call<StageGraph>('GET', '/stages/', { signal });
export const pipelineReport = (signal?: AbortSignal) =>
  call<PipelineReport>('GET', '/reports/pipeline/', { signal });

/** Every client somebody works: a CSM's desk is small enough to be held whole. */
export const listClientsOf = (assigned_to: string, signal?: AbortSignal) =>
  everyPage((cursor) => listClients({ ...cursor, assigned_to, captured: 'any' }, signal));

interface PageQuery {
  limit: number;
  cursor?: string;
}

/** Reads a list to its end. For lists that belong to one client or one person. */
export async function everyPage<T>(page: (query: PageQuery) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  do {
    const query: PageQuery = cursor === null ? { limit: 200 } : { limit: 200, cursor };
    const { results, next }: Page<T> = await page(query);
    rows.push(...results);
    cursor = next;
  } while (cursor !== null);
  return rows;
}
