/** The lists of the back office, whose query is what stands in the address. */
import { errorOf } from '@/transport';

import { answer, api } from './call';
import type { Page } from './types';

type Query = Readonly<Record<string, string>>;

/** Sends the query as it stands: on the wire all of it is text, and the server says what it does not take. */
const asIs = (query: Query, signal: AbortSignal) => ({
  querySerializer: () => new URLSearchParams(query).toString(),
  signal,
});
const of = (id: string) => ({ params: { path: { id } } });

export const usersPage = (query: Query, signal: AbortSignal) => answer(api.GET('/api/v1/users/', asIs(query, signal)));
export const getUser = (id: string, signal: AbortSignal) => answer(api.GET('/api/v1/users/{id}/', { ...of(id), signal }));
/** The one row of a list that was narrowed to it. */
async function only<Row>(page: Promise<Page<Row>>): Promise<Row> {
  const [row] = (await page).results;
  if (row === undefined) throw errorOf(404, null);
  return row;
}

export const rolesPage = (query: Query, signal: AbortSignal) => answer(api.GET('/api/v1/roles/', asIs(query, signal)));
export const getRole = (id: string, signal: AbortSignal) => answer(api.GET('/api/v1/roles/{id}/', { ...of(id), signal }));
export const getApiKey = (id: string, signal: AbortSignal) =>
  answer(api.GET('/api/v1/api-keys/{id}/', { ...of(id), signal }));
export const getJob = (id: string, signal: AbortSignal) => answer(api.GET('/api/v1/jobs/{id}/', { ...of(id), signal }));
export const getAuditRow = (id: string, signal: AbortSignal) => answer(api.GET('/api/v1/audit/{id}/', { ...of(id), signal }));
export const apiKeysPage = (query: Query, signal: AbortSignal) => answer(api.GET('/api/v1/api-keys/', asIs(query, signal)));
export const jobsPage = (query: Query, signal: AbortSignal) => answer(api.GET('/api/v1/jobs/', asIs(query, signal)));
export const auditPage = (query: Query, signal: AbortSignal) => answer(api.GET('/api/v1/audit/', asIs(query, signal)));
export const clientsPage = (query: Query, signal: AbortSignal) => answer(api.GET('/api/v1/clients/', asIs(query, signal)));
export const sessionsPage = (query: Query, signal: AbortSignal) =>
  answer(api.GET('/api/v1/chat/sessions/', asIs(query, signal)));
export const getSession = (id: string, signal: AbortSignal) =>
  answer(api.GET('/api/v1/chat/sessions/{id}/', { ...of(id), signal }));
export const messagesPage = (query: Query, signal: AbortSignal) =>
  answer(api.GET('/api/v1/chat/messages/', asIs(query, signal)));
export const getMessage = (id: string, signal: AbortSignal) =>
  answer(api.GET('/api/v1/chat/messages/{id}/', { ...of(id), signal }));

export const stageHistoryPage = (query: Query, signal: AbortSignal) =>
  answer(api.GET('/api/v1/stage-history/', asIs(query, signal)));
export const assignmentsPage = (query: Query, signal: AbortSignal) =>
  answer(api.GET('/api/v1/assignments/', asIs(query, signal)));

export const getStageChange = (id: string, signal: AbortSignal) => only(stageHistoryPage({ id }, signal));
export const getAssignment = (id: string, signal: AbortSignal) => only(assignmentsPage({ id }, signal));

export const bulkUsers = (ids: string[], action: 'activate' | 'deactivate') =>
  answer(api.POST('/api/v1/users/bulk/', { body: { ids, action } }));
export const bulkJobs = (ids: string[]) => answer(api.POST('/api/v1/jobs/bulk/', { body: { ids, action: 'retry' } }));
export const bulkApiKeys = (ids: string[]) =>
  answer(api.POST('/api/v1/api-keys/bulk/', { body: { ids, action: 'revoke' } }));
