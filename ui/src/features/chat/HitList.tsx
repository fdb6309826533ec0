import { Button } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';

import type { ChatMessage, Page } from '@/api/types';
import { t } from '@/lib/i18n';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './ChatScreen.module.css';
import { Marked } from './Marked';

interface HitListProps {
  hits: UseInfiniteQueryResult<InfiniteData<Page<ChatMessage>>>;
  query: string;
  chosen: string | undefined;
  onOpen: (session: string) => void;
}

/** Messages that say what was searched for. */
export function HitList({ hits, query, chosen, onOpen }: HitListProps) {
  if (hits.isPending) {
    return (
      <Loading what={t('messages')}>
        <Lines count={6} height={40} />
      </Loading>
    );
  }
  const rows = hits.data?.pages.flatMap((page) => page.results) ?? [];
  if (hits.isError && rows.length === 0) return <Failure error={hits.error} onRetry={() => void hits.refetch()} />;
  if (rows.length === 0) return <Empty title={t('Nobody said that')} />;
  return (
    <>
      <ul className={classes['rows']}>
        {rows.map(({ id, session_id, message, sender_type, created_at }) => (
          <li key={id}>
            <button
              type="button"
              className={classes['row']}
              aria-current={session_id === chosen || undefined}
              onClick={() => onOpen(session_id)}
            >
              <span className={classes['line']}>
                <span className={classes['small']}>{sender_type === 'client' ? t('Visitor') : t('Chatbot')}</span>
                <span className={classes['small']}>
                  <TimeAgo at={created_at} />
                </span>
              </span>
              <span className={classes['found']}>
                <Marked text={message} query={query} around={70} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {hits.hasNextPage && (
        <Button variant="default" loading={hits.isFetchingNextPage} onClick={() => void hits.fetchNextPage()}>
          {t('Show more')}
        </Button>
      )}
    </>
  );
}
