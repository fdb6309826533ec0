import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment, useState } from 'react';

import { chatHistory, deleteSession } from '@/api/chat';
import { getClient } from '@/api/clients';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import { clockTime, dateTime, dayName } from '@/lib/format';
import { t } from '@/lib/i18n';
import { Confirm } from '@/ui/Confirm';
import { useNow } from '@/ui/now';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { done } from '@/ui/toast';

import classes from './ChatScreen.module.css';
import { Marked } from './Marked';

interface SessionProps {
  id: string;
  query: string | undefined;
  onClose: () => void;
}

/** One conversation from its first message to its last. */
export function Session({ id, query, onClose }: SessionProps) {
  const may = useCan();
  const cache = useQueryClient();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const history = useQuery({
    queryKey: [...keys.chat, 'history', id],
    queryFn: ({ signal }) => chatHistory(id, signal),
  });
  const messages = history.data?.messages ?? [];
  const client = messages.find((message) => message.client)?.client ?? null;
  const who = useQuery({
    queryKey: client === null ? keys.clients : keys.client(client),
    queryFn: ({ signal }) => (client === null ? Promise.reject(new Error()) : getClient(client, signal)),
    enabled: client !== null,
  });
  return (
    <>
      <div className={classes['head']}>
        <h2>{client ? (who.data?.name ?? t('Known client')) : t('Anonymous visitor')}</h2>
        <span className={classes['actions']}>
          {client && (
            <Button
              size="xs"
              renderRoot={(props: object) => (
                <Link to="/dashboard/client/$clientId/" params={{ clientId: client }} {...props} />
              )}
            >
              {t('Open the client')}
            </Button>
          )}
          {may('chat.delete') && (
            <Button size="xs" variant="default" onClick={() => setAsking(true)}>
              {t('Delete')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onClose}>
            {t('Close')}
          </Button>
        </span>
      </div>
      {history.isPending && (
        <Loading what={t('the conversation')}>
          <div className={classes['messages']}>
            <Lines count={6} height={34} />
          </div>
        </Loading>
      )}
      {history.isError && !history.data && <Failure error={history.error} onRetry={() => void history.refetch()} />}
      {history.isSuccess && messages.length === 0 && <Empty title={t('No such conversation')} />}
      <ol className={classes['messages']}>
        {messages.map(({ id: key, message, sender_type, created_at }, index) => {
          const day = dayName(created_at, now);
          const before = messages[index - 1];
          return (
            <Fragment key={key}>
              {(!before || dayName(before.created_at, now) !== day) && <li className={classes['day']}>{day}</li>}
              <li className={classes['message']} data-sender={sender_type}>
                <p>{query ? <Marked text={message} query={query} /> : message || <em>{t('Deleted message')}</em>}</p>
                <time className={classes['small']} dateTime={created_at} title={dateTime(created_at)}>
                  {clockTime(created_at)}
                </time>
              </li>
            </Fragment>
          );
        })}
      </ol>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        danger
        title={t('Delete this conversation?')}
        action={t('Delete for good')}
        onConfirm={async () => {
          await deleteSession(id);
          await cache.invalidateQueries({ queryKey: keys.chat });
          done(t('The conversation was deleted.'));
          onClose();
        }}
      >
        {t('All its messages go. The client it belongs to stays. This cannot be undone.')}
      </Confirm>
    </>
  );
}
