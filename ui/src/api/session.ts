import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';

import { heard } from '@/lib/i18n';

import { me } from './auth';
import { listStages } from './clients';
import { keys } from './keys';
import { listSettings, userDirectory } from './staff';
import type { Me, StageGraph } from './types';

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => me(signal),
  staleTime: 5 * 60_000,
});

/** The stage graph changes only with the server itself. */
export const stagesQuery = queryOptions({
  queryKey: keys.stages,
  queryFn: async ({ signal }) => spoken(await listStages(signal)),
  staleTime: Infinity,
});

/** The graph with its stages and reasons in the page's language. */
const spoken = ({ stages }: StageGraph): StageGraph => ({
  stages: stages.map((info) => ({
    ...info,
    label: heard(info.label),
    moves: info.moves.map((move) => ({
      ...move,
      reason_codes: move.reason_codes.map((reason) => ({ ...reason, label: heard(reason.label) })),
    })),
  })),
});

/** What the desk set for itself; anybody who is logged in may read it. */
export const settingsQuery = queryOptions({
  queryKey: keys.admin('settings'),
  queryFn: async ({ signal }) =>
    (await listSettings(signal)).results.map((setting) => ({ ...setting, description: heard(setting.description) })),
  staleTime: 5 * 60_000,
});

export const directoryQuery = queryOptions({
  queryKey: keys.directory,
  queryFn: async ({ signal }) => (await userDirectory(signal)).results,
  staleTime: 5 * 60_000,
});

/** Whoever is logged in. Only under the routes that require a login. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data;

export type Permission =
  | 'client.view_all'
  | 'client.view_assigned'
  | 'client.create'
  | 'client.edit'
  | 'client.delete'
  | 'client.assign'
  | 'client.change_stage'
  | 'client.override_stage'
  | 'client.correct'
  | 'client.extract'
  | 'client.merge'
  | 'note.write'
  | 'task.write'
  | 'chat.view'
  | 'chat.delete'
  | 'user.manage'
  | 'role.manage'
  | 'api_key.manage'
  | 'setting.manage'
  | 'audit.view'
  | 'job.manage'
  | 'report.view'
  | 'export';

/** Whether a user may do something. The server decides; this only hides what it would refuse. */
export const can = (user: Me, permission: Permission) =>
  user.is_superuser || user.permissions.includes(permission);

/** What opens a part of the back office. */
export const officeNeeds: readonly Permission[] = [
  'user.manage', 'role.manage', 'api_key.manage', 'client.view_all', 'client.assign', 'chat.view', 'job.manage', 'report.view', 'audit.view', 'setting.manage',
];

/** Whether there is anything behind the desk for a user. */
export const hasOffice = (user: Me) => officeNeeds.some((permission) => can(user, permission));

export function useCan(): (permission: Permission) => boolean {
  const user = useMe();
  return (permission) => can(user, permission);
}

/** A setting's value; `unset` while it is not known. */
export function useSetting<Value extends string | number>(key: string, unset: Value): Value {
  const value = useQuery(settingsQuery).data?.find((setting) => setting.key === key)?.value;
  return typeof value === typeof unset ? (value as Value) : unset;
}

export const useStages = () => useQuery(stagesQuery);
export const useDirectory = () => useQuery(directoryQuery);

/** Where a user's day starts. */
export const homeOf = (user: Me) =>
  can(user, 'client.view_all') ? '/dashboard/admin/' : '/dashboard/today/';
