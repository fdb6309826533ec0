import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

import { useCan } from '@/api/session';
import type { ChatMessage, Client } from '@/api/types';
import { t } from '@/lib/i18n';
import { useNow } from '@/ui/now';
import { bringIntoView } from '@/ui/scroll';
import { Empty, Failure, Lines, Loading } from '@/ui/states';

import { useMessages } from './api';
import { Bubble } from './Bubble';
import classes from './Transcript.module.css';
import { linesOf, marksOf } from './transcript';
import { TranscriptSearch, useTranscriptSearch } from './TranscriptSearch';

/** A quote that somebody wants to see where it was said. */
export interface QuoteFocus {
  path: string;
  messageId: string;
  quote: string;
  /** When it was asked for, so that asking again scrolls again. */
  asked: number;
}

interface TranscriptProps {
  client: Client;
  focus: QuoteFocus | null;
  onFact: (path: string) => void;
}

/** How near the end still counts as reading along. */
const nearPx = 80;

/** The whole conversation. New messages never move what is being read; a pill tells of them. */
export function Transcript({ client, focus, onFact }: TranscriptProps) {
  const may = useCan();
  const query = useMessages(client.id);
  const messages = useMemo(() => query.data ?? [], [query.data]);
  const day = Math.floor(useNow() / 3_600_000);
  const lines = useMemo(() => linesOf(messages, day * 3_600_000 + 3_599_999), [messages, day]);
  const marks = useMemo(() => marksOf(client), [client]);
  const { scroller, unread, toEnd } = useFollowing(messages);
  const search = useTranscriptSearch(messages, scroller);

  // Once for each time it is asked for: a message that comes later must not take the reader back to it.
  const shown = useRef<number | null>(null);
  useEffect(() => {
    if (!focus || shown.current === focus.asked) return;
    const bubble = scroller.current?.querySelector(`[data-message="${CSS.escape(focus.messageId)}"]`);
    if (!bubble) return;
    shown.current = focus.asked;
    bringIntoView(bubble);
  }, [focus, scroller, messages.length]);

  if (!may('chat.view')) return <Empty title={t('No conversation')}>{t('Your role does not read conversations.')}</Empty>;
  if (query.isPending) {
    return (
      <Loading what={t('the conversation')}>
        <div className={classes['waiting']}>
          <Lines count={9} height={34} />
        </div>
      </Loading>
    );
  }
  if (query.isError && messages.length === 0) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (messages.length === 0) {
    return <Empty title={t('No conversation')}>{t('This client was made by hand and has not chatted yet.')}</Empty>;
  }
  return (
    <div className={classes['transcript']}>
      <TranscriptSearch search={search} />
      <div ref={scroller} className={classes['scroller']} tabIndex={0} role="region" aria-label={t('Messages')}>
        <ol className={classes['lines']}>
          {lines.map((line) => {
            if (line.kind === 'day') return <li key={line.key} className={classes['day']}>{line.label}</li>;
            if (line.kind === 'session') return <li key={line.key} className={classes['session']}>{t('New visit')}</li>;
            return (
              <Bubble
                key={line.key}
                message={line.message}
                opensTurn={line.opensTurn}
                name={client.name ?? t('Visitor')}
                marks={marks.get(line.message.id) ?? none}
                quote={focus?.messageId === line.message.id ? focus.quote : null}
                wanted={search.wanted}
                hit={search.here?.messageId === line.message.id ? search.here.nth : null}
                onFact={onFact}
              />
            );
          })}
        </ol>
      </div>
      <p className="visually-hidden" role="status">
        {unread > 0 ? t('{count} new messages', { count: unread }) : ''}
      </p>
      {unread > 0 && (
        <Button size="xs" radius="xl" className={classes['pill'] ?? ''} leftSection={<IconArrowDown size={14} />} onClick={toEnd}>
          {t('{count} new messages', { count: unread })}
        </Button>
      )}
    </div>
  );
}

const none: never[] = [];

/** Starts at the end and follows it while it is in sight; otherwise counts what came below. */
function useFollowing(messages: readonly ChatMessage[]) {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [readCount, setReadCount] = useState<number | null>(null);
  const count = messages.length;

  const toEnd = () => {
    const pane = scroller.current;
    if (!pane) return;
    if (scrollsItself(pane)) pane.scrollTop = pane.scrollHeight;
    else pane.lastElementChild?.lastElementChild?.scrollIntoView({ block: 'end' });
    atEnd.current = true;
    setReadCount(count);
  };

  useLayoutEffect(() => {
    const pane = scroller.current;
    if (!pane || count === 0) return;
    if (readCount === null || atEnd.current) {
      if (scrollsItself(pane)) pane.scrollTop = pane.scrollHeight;
      setReadCount(count);
    }
  }, [count, readCount]);

  // Late fonts and a narrower pane make the list longer: whoever reads along stays at its end.
  useEffect(() => {
    const pane = scroller.current;
    const list = pane?.firstElementChild;
    if (!pane || !list) return;
    const watcher = new ResizeObserver(() => {
      if (atEnd.current && scrollsItself(pane)) pane.scrollTop = pane.scrollHeight;
    });
    watcher.observe(list);
    return () => watcher.disconnect();
  }, [count]);

  useEffect(() => {
    const pane = scroller.current;
    if (!pane) return;
    const look = () => {
      const box = scrollsItself(pane) ? pane : document.documentElement;
      atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearPx;
      if (atEnd.current) setReadCount(count);
    };
    const target = scrollsItself(pane) ? pane : window;
    target.addEventListener('scroll', look, { passive: true });
    return () => target.removeEventListener('scroll', look);
  }, [count]);

  return { scroller, unread: Math.max(0, count - (readCount ?? count)), toEnd };
}

const scrollsItself = (pane: HTMLElement) => getComputedStyle(pane).overflowY === 'auto';
