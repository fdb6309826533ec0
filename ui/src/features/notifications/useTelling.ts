import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import { listNotifications, useReadNotifications, useUnreadCount } from '@/api/notifications';
import { keys } from '@/api/keys';
import type { Notification } from '@/api/types';
import { t } from '@/lib/i18n';
import { platform } from '@/platform';
import { markUnread } from '@/ui/title';

import { cameSince } from './news';
import { tellsOutside } from './outside';
import { landing } from './landing';

/** Keeps the number in the tab's name, tells outside of the page what is new, and takes a client's news for read once the client is opened. */
export function useTelling(): void {
  const { unread } = useUnreadCount();
  useEffect(() => {
    markUnread(unread ?? 0);
    return () => markUnread(0);
  }, [unread]);
  useOutside(unread);
  useReadWithClient(unread);
}

/** What came while nobody looks at the page is told by the browser; what was there before is not. */
function useOutside(unread: number | undefined): void {
  const navigate = useNavigate();
  const known = useRef(unread);
  useEffect(() => {
    const before = known.current;
    known.current = unread;
    if (unread === undefined || before === undefined || unread <= before || !tellsOutside() || document.hasFocus()) return;
    const tell = (row: Notification) =>
      platform.notices?.show({
        id: row.id,
        title: row.client_name ?? t('Unnamed client'),
        body: row.title,
        onOpen: () => void navigate({ to: '/dashboard/client/$clientId/', params: { clientId: row.client_id }, search: landing(row) }),
      });
    void listNotifications(true).then(
      ({ results }) => cameSince(before, unread, results).forEach(tell),
      // The number in the tab's name has said it.
      () => undefined,
    );
  }, [unread, navigate]);
}

/** Looked at, a client has no unread news: what there was when it was opened, and what came since. */
function useReadWithClient(unread: number | undefined): void {
  const cache = useQueryClient();
  const { clientId } = useParams({ strict: false });
  const { mutate } = useReadNotifications();
  useEffect(() => {
    if (!clientId || !unread) return;
    const read = async () => {
      const { results } = await cache.query({ queryKey: [...keys.notifications, 'unread'], queryFn: () => listNotifications(true), staleTime: 0 });
      const ids = results.filter(({ client_id }) => client_id === clientId).map(({ id }) => id);
      if (ids.length > 0) mutate(ids);
    };
    // Should it fail, they stay unread, and the bell keeps them.
    const look = () => void read().catch(() => undefined);
    if (document.hasFocus()) {
      look();
      return;
    }
    window.addEventListener('focus', look, { once: true });
    return () => window.removeEventListener('focus', look);
  }, [cache, clientId, unread, mutate]);
}
