import { heard } from '@/lib/i18n';

import { answer, api, done, type QueryOf } from './call';
import type { CreateApiKey, CreateUser, UpdateRole, UpdateUser, WriteRole } from './types';

const of = (id: string) => ({ path: { id } });

export const createUser = (body: CreateUser) => answer(api.POST('/api/v1/users/', { body }));
export const updateUser = (id: string, body: UpdateUser) =>
  answer(api.PATCH('/api/v1/users/{id}/', { params: of(id), body }));
export const deleteUser = (id: string) => done(api.DELETE('/api/v1/users/{id}/', { params: of(id) }));
export const listUserDevices = (id: string, signal: AbortSignal) =>
  answer(api.GET('/api/v1/users/{id}/devices/', { params: of(id), signal }));
export const revokeUserDevice = (id: string, device_id: string) =>
  done(api.DELETE('/api/v1/users/{id}/devices/{device_id}/', { params: { path: { id, device_id } } }));
export const userDirectory = (signal: AbortSignal) => answer(api.GET('/api/v1/users/directory/', { signal }));
export const workload = (signal: AbortSignal) => answer(api.GET('/api/v1/users/workload/', { signal }));

export const listRoles = (signal: AbortSignal) => answer(api.GET('/api/v1/roles/', { signal }));
export const createRole = (body: WriteRole) => answer(api.POST('/api/v1/roles/', { body }));
export const updateRole = (id: string, body: UpdateRole) =>
  answer(api.PUT('/api/v1/roles/{id}/', { params: of(id), body }));
export const deleteRole = (id: string) => done(api.DELETE('/api/v1/roles/{id}/', { params: of(id) }));
/** What a role may allow, in the page's language. */
export const listPermissions = async (signal: AbortSignal) => {
  const { results, ...page } = await answer(api.GET('/api/v1/permissions/', { signal }));
  return { ...page, results: results.map((info) => ({ ...info, description: heard(info.description) })) };
};

export const createApiKey = (body: CreateApiKey) => answer(api.POST('/api/v1/api-keys/', { body }));
export const revokeApiKey = (id: string) => done(api.DELETE('/api/v1/api-keys/{id}/', { params: of(id) }));

export const listAudit = (query: QueryOf<'list_audit'>, signal: AbortSignal) =>
  answer(api.GET('/api/v1/audit/', { params: { query }, signal }));
export const listJobs = (query: QueryOf<'list_jobs'>, signal: AbortSignal) =>
  answer(api.GET('/api/v1/jobs/', { params: { query }, signal }));
export const retryJob = (id: string) => answer(api.POST('/api/v1/jobs/{id}/retry/', { params: of(id) }));
export const extractionReport = (days: number, signal: AbortSignal) =>
  answer(api.GET('/api/v1/reports/extraction/', { params: { query: { days } }, signal }));

export const listSettings = (signal: AbortSignal) => answer(api.GET('/api/v1/settings/', { signal }));
export const updateSettings = (body: Record<string, unknown>) => answer(api.PATCH('/api/v1/settings/', { body }));
