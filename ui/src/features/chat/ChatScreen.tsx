import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';

import { listSessions, searchMessages } from '@/api/chat';
import { keys } from '@/api/keys';
import { t } from '@/lib/i18n';
import { Page } from '@/ui/Page';
import { SearchField } from '@/ui/SearchField';
import { Empty } from '@/ui/states';

import classes from './ChatScreen.module.css';
import { HitList } from './HitList';
import { Session } from './Session';
import { SessionList } from './SessionList';

/** Every conversation, also those that never became a lead, and a search through all that was said. */
export function ChatScreen() {
  const { q, session } = useSearch({ from: '/desk/admin/chat' });
  const navigate = useNavigate();
  const go = (change: { q?: string | undefined; session?: string | undefined }, replace: boolean) =>
    void navigate({ to: '/admin/chat/', search: (old) => ({ ...old, ...change }), replace });
  const open = (id: string) => go({ session: id }, false);
  const sessions = useInfiniteQuery({
    queryKey: [...keys.chat, 'sessions'],
    queryFn: ({ pageParam, signal }) => listSessions(pageParam ? { cursor: pageParam } : {}, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: !q,
  });
  const hits = useInfiniteQuery({
    queryKey: [...keys.chat, 'search', q],
    queryFn: ({ pageParam, signal }) => searchMessages({ q: q ?? '', ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: Boolean(q),
  });

  return (
    <Page title={t('Conversations')}>
      <div className={classes['columns']} data-open={session ? true : undefined}>
        <section className={classes['list']} aria-label={q ? t('Messages found') : t('All conversations')}>
          <SearchField label={t('Search all messages')} value={q ?? ''} onSearch={(text) => go({ q: text || undefined }, true)} />
          {q ? (
            <HitList hits={hits} query={q} chosen={session} onOpen={open} />
          ) : (
            <SessionList sessions={sessions} chosen={session} onOpen={open} />
          )}
        </section>
        <section className={classes['reader']} aria-label={t('Conversation')}>
          {session ? (
            <Session key={session} id={session} query={q} onClose={() => go({ session: undefined }, false)} />
          ) : (
            <Empty title={t('Choose a conversation')}>{t('Or search for what somebody said; the whole history is covered.')}</Empty>
          )}
        </section>
      </div>
    </Page>
  );
}
