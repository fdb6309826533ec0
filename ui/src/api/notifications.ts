import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { heard } from '@/lib/i18n';

import { answer, api } from './call';
import { keys } from './keys';
import type { Notification, Page } from './types';

/** How many the bell shows; older ones have been seen, or are on their clients' pages. */
const shown = 50;

export const listNotifications = async (unread: boolean, signal: AbortSignal | null = null): Promise<Page<Notification>> => {
  const query = unread ? { unread, limit: shown } : { limit: shown };
  const page = await answer(api.GET('/api/v1/notifications/', { params: { query }, signal }));
  return { ...page, results: page.results.map((row) => ({ ...row, title: heard(row.title) })) };
};
const countNotifications = (signal: AbortSignal) => answer(api.GET('/api/v1/notifications/count/', { signal }));
const readNotifications = (ids: string[] | 'all') =>
  answer(api.POST('/api/v1/notifications/read/', { body: ids === 'all' ? { all: true, ids: [] } : { all: false, ids } }));

/** What the user was told, newest first. */
export const useNotifications = (enabled: boolean) =>
  useQuery({ queryKey: keys.notificationList, queryFn: ({ signal }) => listNotifications(false, signal), enabled });

/** How much of it they have not read; undefined until it is known. */
export function useUnreadCount(): { unread: number | undefined; isError: boolean } {
  const { data, isError } = useQuery({ queryKey: keys.notificationCount, queryFn: ({ signal }) => countNotifications(signal) });
  return { unread: data?.unread, isError: isError && data === undefined };
}

/** Marks what was read: at once on the page, and for good at the server. */
export function useReadNotifications() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: readNotifications,
    onMutate: async (ids) => {
      await cache.cancelQueries({ queryKey: keys.notifications });
      const read_at = new Date().toISOString();
      const reads = (row: Notification) => row.read_at === null && (ids === 'all' || ids.includes(row.id));
      cache.setQueryData<Page<Notification>>(keys.notificationList, (page) =>
        page && { ...page, results: page.results.map((row) => (reads(row) ? { ...row, read_at } : row)) },
      );
    },
    onSuccess: (count) => cache.setQueryData(keys.notificationCount, count),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.notifications }),
  });
}
