import type { Notification } from '@/api/types';

/** More at once than this would bury the desktop; the bell has the rest. */
const mostAtOnce = 3;

/** Which of the unread, newest first, came while their number rose. */
export const cameSince = (before: number, unread: number, newestFirst: readonly Notification[]): readonly Notification[] =>
  newestFirst.slice(0, Math.min(mostAtOnce, Math.max(0, unread - before)));
