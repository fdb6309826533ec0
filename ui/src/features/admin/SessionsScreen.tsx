import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconTrash } from '@tabler/icons-react';
import { useMemo } from 'react';

import { deleteSession } from '@/api/chat';
import { getSession, sessionsPage } from '@/api/office';
import { useCan } from '@/api/session';
import type { ChatSession } from '@/api/types';
import { count, dateTime } from '@/lib/format';
import { t } from '@/lib/i18n';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { KnownClientLink } from './refs';
import { Facts } from './resource/Facts';
import { ResourceScreen } from './resource/ResourceScreen';
import type { Resource } from './resource/types';

/** The conversations, each as a row. */
export function SessionsScreen() {
  const mayDelete = useCan()('chat.delete');
  const resource = useMemo(() => sessionResource(mayDelete), [mayDelete]);
  return <ResourceScreen resource={resource} />;
}

const nameOf = ({ session_id }: ChatSession) => t('Session {id}', { id: session_id.slice(0, 8) });

function Visitor({ client }: { client: string | null }) {
  return client ? <KnownClientLink id={client} /> : t('Anonymous visitor');
}

const sessionResource = (mayDelete: boolean): Resource<ChatSession> => ({
  key: 'sessions',
  path: '/admin/sessions/',
  title: t('Chat sessions'),
  explain: t('Each conversation of a visitor with the chatbot, the latest first.'),
  rowId: ({ session_id }) => session_id,
  rowName: nameOf,
  list: sessionsPage,
  get: getSession,
  history: 'session',
  order: '-created_at',
  exports: 'sessions',
  search: t('Search client or session id'),
  filters: [
    {
      kind: 'choice',
      name: 'has_client',
      label: t('Client'),
      options: [
        { value: 'true', label: t('Known client') },
        { value: 'false', label: t('Anonymous visitor') },
      ],
    },
    { kind: 'days', name: 'begun', label: t('Begun'), after: 'after', before: 'before' },
  ],
  columns: [
    { id: 'session', label: t('Session'), width: 'minmax(110px, 1fr)', render: ({ session_id }) => <code>{session_id.slice(0, 8)}</code> },
    { id: 'client', label: t('Client'), width: 'minmax(150px, 2fr)', render: ({ client }) => <Visitor client={client} /> },
    { id: 'messages', label: t('Messages'), width: '100px', align: 'end', render: ({ message_count }) => count(message_count) },
    { id: 'begun', label: t('Begun'), width: '110px', from: 760, align: 'end', sort: 'created_at', sortFirst: 'down', render: ({ created_at }) => <TimeAgo at={created_at} /> },
    { id: 'last', label: t('Last message'), width: '120px', align: 'end', render: ({ last_message_at }) => <TimeAgo at={last_message_at} /> },
  ],
  compact: (session) => (
    <span className={classes['compact']}>
      <strong>
        <Visitor client={session.client} />
      </strong>
      <small>
        {t('{count} messages', { count: session.message_count })}, <TimeAgo at={session.last_message_at} suffix />
      </small>
    </span>
  ),
  detail: (session) => (
    <div className={classes['detail']}>
      <Facts
        facts={[
          [t('Id'), <code key="id">{session.session_id}</code>],
          [t('Client'), <Visitor key="client" client={session.client} />],
          [t('Messages'), count(session.message_count)],
          [t('Begun'), dateTime(session.created_at)],
          [t('Last message'), dateTime(session.last_message_at)],
        ]}
      />
      <Button
        variant="default"
        renderRoot={(props: object) => <Link to="/admin/chat/" search={{ session: session.session_id }} {...props} />}
      >
        {t('Read the conversation')}
      </Button>
    </div>
  ),
  actions: mayDelete
    ? [
        {
          label: t('Delete'),
          icon: <IconTrash size={16} />,
          danger: true,
          confirm: () => ({
            title: t('Delete this conversation?'),
            text: t('All its messages go. The client it belongs to stays. This cannot be undone.'),
          }),
          run: ({ session_id }) => deleteSession(session_id),
          done: () => t('The conversation was deleted.'),
          many: {
            title: (sessions) => t('Delete {count} conversations?', { count: sessions }),
            text: t('All their messages go. The clients they belong to stay. This cannot be undone.'),
          },
        },
      ]
    : [],
});
