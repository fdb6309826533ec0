import { memo } from 'react';

import type { ChatMessage } from '@/api/types';
import { clockTime, dateTime } from '@/lib/format';
import { t } from '@/lib/i18n';

import classes from './Bubble.module.css';
import { cutAtQuote, type FactMark } from './transcript';

interface BubbleProps {
  message: ChatMessage;
  opensTurn: boolean;
  name: string;
  marks: readonly FactMark[];
  quote: string | null;
  onFact: (path: string) => void;
}

/** One message, the facts that rest on it, and the quote somebody asked to see. */
export const Bubble = memo(function Bubble({ message, opensTurn, name, marks, quote, onFact }: BubbleProps) {
  const { sender_type, created_at } = message;
  return (
    <li
      className={classes['line']}
      data-sender={sender_type}
      data-opens={opensTurn || undefined}
      data-quoted={quote !== null || undefined}
      data-message={message.id}
    >
      {opensTurn && (
        <p className={classes['head']}>
          <span>{sender_type === 'client' ? name : t('Chatbot')}</span>
          <time dateTime={created_at} title={dateTime(created_at)}>
            {clockTime(created_at)}
          </time>
        </p>
      )}
      <p className={classes['bubble']} title={dateTime(created_at)}>
        <Text text={message.message} quote={quote} />
      </p>
      {marks.length > 0 && (
        <p className={classes['marks']}>
          {marks.map(({ path, label }) => (
            <button key={path} type="button" onClick={() => onFact(path)} aria-label={t('Show the fact: {label}', { label })}>
              {label}
            </button>
          ))}
        </p>
      )}
    </li>
  );
});

function Text({ text, quote }: { text: string; quote: string | null }) {
  if (text === '') return <em>{t('Deleted message')}</em>;
  const parts = quote === null ? null : cutAtQuote(text, quote);
  if (!parts) return text;
  return (
    <>
      {parts[0]}
      <mark>{parts[1]}</mark>
      {parts[2]}
    </>
  );
}
