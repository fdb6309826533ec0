import type { ClientFilter } from './clients';
import type { SummaryFilter } from './summaries';

/** Where each answer of the server lies in the query cache. A prefix names all that lies under it. */
export const keys = {
  me: ['me'],
  stages: ['stages'],
  directory: ['directory'],
  workload: ['workload'],
  pipeline: ['pipeline'],
  myTasks: ['my-tasks'],
  waiting: ['waiting'],
  today: ['today'],
  todayOf: (whose: string) => ['today', whose],
  clients: ['clients'],
  clientLists: ['clients', 'list'],
  clientList: (filter: ClientFilter) => ['clients', 'list', filter],
  mine: ['clients', 'mine'],
  /** Lists that the feed keeps true by itself; see `summary-cache`. */
  summaries: ['summaries'],
  summaryLists: ['summaries', 'list'],
  summaryList: (filter: SummaryFilter) => ['summaries', 'list', filter],
  boards: ['summaries', 'board'],
  board: (filter: SummaryFilter) => ['summaries', 'board', filter],
  views: ['views'],
  clientName: (id: string) => ['clients', 'name', id],
  client: (id: string) => ['clients', 'one', id],
  clientPart: (id: string, part: ClientPart) => ['clients', 'one', id, part],
  comparison: (id: string, run: string, other: string | null) => ['clients', 'one', id, 'comparison', run, other],
  reports: ['reports'],
  report: (name: string, days: object) => ['reports', name, days],
  admin: (resource: string) => ['admin', resource],
  chat: ['chat'],
  notifications: ['notifications'],
  notificationList: ['notifications', 'list'],
  notificationCount: ['notifications', 'count'],
  device: ['device'],
  outbox: ['outbox'],
  outboxPart: (part: 'pending' | 'rejected') => ['outbox', part],
} as const;

export type ClientPart =
  | 'messages'
  | 'history'
  | 'assignments'
  | 'notes'
  | 'tasks'
  | 'audit'
  | 'runs'
  | 'duplicates'
  | 'figures'
  | 'merges'
  | 'suggestions'
  | 'local-time';
