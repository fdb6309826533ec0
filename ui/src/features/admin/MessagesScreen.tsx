import { IconTrash } from '@tabler/icons-react';
import { useMemo } from 'react';

import { deleteMessage, editMessage } from '@/api/chat';
import { getMessage, messagesPage } from '@/api/office';
import { useCan } from '@/api/session';
import type { ChatMessage } from '@/api/types';
import { dateTime, fromCode } from '@/lib/format';
import { t } from '@/lib/i18n';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { KnownClientLink, SessionLink } from './refs';
import { Facts } from './resource/Facts';
import { ResourceScreen } from './resource/ResourceScreen';
import { rawOf } from './resource/values';
import type { Resource } from './resource/types';

/** All that was said, each message as a row. */
export function MessagesScreen() {
  const mayEdit = useCan()('chat.delete');
  const resource = useMemo(() => messageResource(mayEdit), [mayEdit]);
  return <ResourceScreen resource={resource} />;
}

const saidBy = ({ sender_type }: ChatMessage) => (sender_type === 'client' ? t('Visitor') : t('Chatbot'));
const said = ({ message }: ChatMessage) => message || t('Deleted message');

const messageResource = (mayEdit: boolean): Resource<ChatMessage> => ({
  key: 'messages',
  path: '/admin/messages/',
  title: t('Chat messages'),
  explain: t('All that visitors and the chatbot said, the latest first. A deleted message leaves an empty place.'),
  search: t('Search all messages'),
  filters: [
    {
      kind: 'choice',
      name: 'sender_type',
      label: t('Said by'),
      options: [
        { value: 'client', label: t('Visitor') },
        { value: 'bot', label: t('Chatbot') },
      ],
    },
    { kind: 'days', name: 'when', label: t('When'), after: 'created_after', before: 'created_before' },
  ],
  exports: 'messages',
  rowId: ({ id }) => id,
  rowName: (message) => `${saidBy(message)}: ${said(message).slice(0, 60)}`,
  quiet: ({ message }) => message === '',
  list: messagesPage,
  get: getMessage,
  history: 'message',
  order: '-created_at',
  columns: [
    { id: 'message', label: t('Message'), width: 'minmax(220px, 4fr)', render: (row) => <span className={classes['said']}>{said(row)}</span> },
    { id: 'by', label: t('Said by'), width: '100px', render: saidBy },
    {
      id: 'client',
      label: t('Client'),
      width: '140px',
      from: 860,
      render: ({ client }) => (client ? <KnownClientLink id={client} /> : t('Anonymous visitor')),
    },
    { id: 'session', label: t('Session'), width: '100px', from: 760, render: ({ session_id }) => <SessionLink id={session_id} /> },
    { id: 'type', label: t('Type'), width: '100px', from: 980, extra: true, render: ({ data_type }) => fromCode(data_type) },
    { id: 'at', label: t('When'), width: '90px', align: 'end', sort: 'created_at', sortFirst: 'down', render: ({ created_at }) => <TimeAgo at={created_at} /> },
  ],
  compact: (row) => (
    <span className={classes['compact']}>
      <span className={classes['said']}>{said(row)}</span>
      <small>
        {saidBy(row)}, <TimeAgo at={row.created_at} suffix />
      </small>
    </span>
  ),
  ...(mayEdit
    ? {
        form: {
          fields: [{ name: 'message', label: t('Message'), kind: 'textarea', required: true }],
          valuesOf: (row) => ({ message: row?.message ?? '' }),
          update: ({ id, message }, values) => editMessage(id, { message: rawOf(values, 'message'), expected: message }),
        },
      }
    : {}),
  detail: (row) => (
    <Facts
      facts={[
        [t('Message'), mayEdit ? null : said(row)],
        [t('Said by'), saidBy(row)],
        [t('Session'), <SessionLink key="session" id={row.session_id} />],
        [t('Place'), t('Message {n} of its session', { n: row.position })],
        [t('Client'), row.client && <KnownClientLink key="client" id={row.client} />],
        [t('Type'), fromCode(row.data_type)],
        [t('When'), dateTime(row.created_at)],
        [t('Id'), <code key="id">{row.id}</code>],
      ]}
    />
  ),
  actions: mayEdit
    ? [
        {
          label: t('Delete'),
          icon: <IconTrash size={16} />,
          danger: true,
          shown: ({ message }) => message !== '',
          confirm: () => ({ title: t('Delete this message?'), text: t('Its text goes for good; an empty place stays in the conversation.') }),
          run: ({ id }) => deleteMessage(id),
          done: () => t('The message was deleted.'),
          many: {
            title: (count) => t('Delete {count} messages?', { count }),
            text: t('Their texts go for good; empty places stay in the conversations.'),
          },
        },
      ]
    : [],
});
