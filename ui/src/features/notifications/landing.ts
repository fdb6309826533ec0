import type { Notification } from '@/api/types';
import type { ClientSearch } from '@/lib/search';

/** Where on the client's page lies what a notification tells of. */
export function landing({ id, kind }: Notification): ClientSearch {
  switch (kind) {
    case 'mention':
      return { tab: 'notes', told: id };
    case 'task_due':
      return { tab: 'tasks' };
    case 'message':
      return { panel: 'talk' };
    default:
      return {};
  }
}
