import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import { listNotifications, useReadNotifications, useUnreadCount } from '@/api/notifications';
import { keys } from '@/api/keys';
import type { Notification } from '@/api/types';
import { t } from '@/lib/i18n';
import { platform } from '@/platform';
import { markUnread } from '@/ui/title';

import { tellsOutside } from './outside';

/** Keeps the number in the tab's name, tells outside of the page what is new, and takes a client's news for read once the client is opened. */
export function useTelling(): void {
  const unread = useUnreadCount();
  useEffect(() => {
    markUnread(unread);
    return () => markUnread(0);
  }, [unread]);
  useOutside(unread);
  useReadWithClient(unread);
}

/** What came since the page knows of it is told by the browser, while nobody looks at the page. */
function useOutside(unread: number): void {
  const navigate = useNavigate();
  const [begun] = useState(Date.now);
  const since = useRef(begun);
  useEffect(() => {
    if (unread === 0 || !tellsOutside() || document.hasFocus()) return;
    const tell = (row: Notification) =>
      platform.notices?.show({
        id: row.id,
        title: row.client_name ?? t('Unnamed client'),
        body: row.title,
        onOpen: () => void navigate({ to: '/dashboard/client/$clientId/', params: { clientId: row.client_id } }),
      });
    void listNotifications(true).then(
      ({ results }) => {
        results.filter(({ created_at }) => Date.parse(created_at) > since.current).slice(0, 3).forEach(tell);
        since.current = Math.max(since.current, ...results.map(({ created_at }) => Date.parse(created_at)));
      },
      // The number in the tab's name has said it.
      () => undefined,
    );
  }, [unread, navigate]);
}

function useReadWithClient(unread: number): void {
  const cache = useQueryClient();
  const { clientId } = useParams({ strict: false });
  const { mutate } = useReadNotifications();
  const some = useRef(unread > 0);
  useEffect(() => {
    some.current = unread > 0;
  }, [unread]);
  useEffect(() => {
    if (!clientId || !some.current) return;
    const read = async () => {
      const { results } = await cache.query({ queryKey: [...keys.notifications, 'unread'], queryFn: () => listNotifications(true), staleTime: 0 });
      const ids = results.filter(({ client_id }) => client_id === clientId).map(({ id }) => id);
      if (ids.length > 0) mutate(ids);
    };
    // They stay unread, and the bell keeps them.
    void read().catch(() => undefined);
  }, [cache, clientId, mutate]);
}
