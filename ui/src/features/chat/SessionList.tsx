import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult, InfiniteData } from '@tanstack/react-query';

import type { ChatSession, Page } from '@/api/types';
import { t } from '@/lib/i18n';
import { ClientName } from '@/ui/desk/ClientName';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './ChatScreen.module.css';

interface SessionListProps {
  sessions: UseInfiniteQueryResult<InfiniteData<Page<ChatSession>>>;
  chosen: string | undefined;
  onOpen: (id: string) => void;
}

/** The conversations, the latest first. */
export function SessionList({ sessions, chosen, onOpen }: SessionListProps) {
  if (sessions.isPending) {
    return (
      <Loading what={t('conversations')}>
        <Lines count={8} height={40} />
      </Loading>
    );
  }
  const rows = sessions.data?.pages.flatMap((page) => page.results) ?? [];
  if (sessions.isError && rows.length === 0) return <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />;
  if (rows.length === 0) return <Empty title={t('No conversation yet')}>{t('The first message a chatbot posts opens one.')}</Empty>;
  return (
    <>
      <ul className={classes['rows']}>
        {rows.map(({ session_id, client, message_count, last_message_at }) => (
          <li key={session_id}>
            <button
              type="button"
              className={classes['row']}
              aria-current={session_id === chosen || undefined}
              onClick={() => onOpen(session_id)}
            >
              <span className={classes['line']}>
                <strong>{client ? <ClientName id={client} otherwise={t('Known client')} /> : t('Anonymous visitor')}</strong>
                <span className={classes['small']}>
                  <TimeAgo at={last_message_at} />
                </span>
              </span>
              <span className={classes['small']}>
                {t('{count} messages', { count: message_count })}, {session_id.slice(0, 8)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {sessions.hasNextPage && (
        <Button variant="default" loading={sessions.isFetchingNextPage} onClick={() => void sessions.fetchNextPage()}>
          {t('Show older')}
        </Button>
      )}
    </>
  );
}
