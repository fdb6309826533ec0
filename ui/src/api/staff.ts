import { call } from './call';
import type {
  ApiKey,
  AuditRow,
  CreateApiKey,
  CreateUser,
  IssuedApiKey,
  Job,
  Page,
  PermissionInfo,
  Role,
  Setting,
  UpdateUser,
  User,
  UserRef,
  Workload,
  WriteRole,
} from './types';

export interface ListQuery {
  q?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
  [filter: string]: string | number | boolean | undefined;
}

type Signal = AbortSignal | undefined;
const list = <T>(path: string, query: ListQuery, signal: Signal) => call<Page<T>>('GET', path, { query, signal });

export const listUsers = (query: ListQuery, signal?: Signal) => list<User>('/users/', query, signal);
export const createUser = (body: CreateUser) => call<User>('POST', '/users/', { body });
export const updateUser = (id: string, body: UpdateUser) => call<User>('PATCH', `/users/${id}/`, { body });
export const deleteUser = (id: string) => call<undefined>('DELETE', `/users/${id}/`);
export const userDirectory = (signal?: Signal) => list<UserRef>('/users/directory/', { limit: 200 }, signal);
export const workload = (signal?: Signal) => list<Workload>('/users/workload/', { limit: 200 }, signal);

export const listRoles = (query: ListQuery, signal?: Signal) => list<Role>('/roles/', query, signal);
export const createRole = (body: WriteRole) => call<Role>('POST', '/roles/', { body });
export const updateRole = (id: string, body: WriteRole) => call<Role>('PUT', `/roles/${id}/`, { body });
export const deleteRole = (id: string) => call<undefined>('DELETE', `/roles/${id}/`);
export const listPermissions = (signal?: Signal) => list<PermissionInfo>('/permissions/', { limit: 200 }, signal);

export const listApiKeys = (query: ListQuery, signal?: Signal) => list<ApiKey>('/api-keys/', query, signal);
export const createApiKey = (body: CreateApiKey) => call<IssuedApiKey>('POST', '/api-keys/', { body });
export const revokeApiKey = (id: string) => call<undefined>('DELETE', `/api-keys/${id}/`);

export const listAudit = (query: ListQuery, signal?: Signal) => list<AuditRow>('/audit/', query, signal);
export const listJobs = (query: ListQuery, signal?: Signal) => list<Job>('/jobs/', query, signal);
export const retryJob = (id: string) => call<Job>('POST', `/jobs/${id}/retry/`);

export const listSettings = (signal?: Signal) => list<Setting>('/settings/', { limit: 200 }, signal);
export const updateSettings = (values: Record<string, unknown>) =>
  call<Page<Setting>>('PATCH', '/settings/', { body: values });
