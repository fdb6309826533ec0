import { memo } from 'react';

import type { ChatMessage } from '@/api/types';
import { clockTime, dateTime } from '@/lib/format';
import { t } from '@/lib/i18n';

import classes from './Bubble.module.css';
import { piecesOf, type FactMark } from './transcript';

interface BubbleProps {
  message: ChatMessage;
  opensTurn: boolean;
  name: string;
  marks: readonly FactMark[];
  quote: string | null;
  /** What is looked for in the conversation. */
  wanted: string;
  /** The hit of the search that one stands at, where it is in this message. */
  hit: number | null;
  onFact: (path: string) => void;
}

/** One message, the facts that rest on it, and the quote somebody asked to see. */
export const Bubble = memo(function Bubble({ message, opensTurn, name, marks, quote, wanted, hit, onFact }: BubbleProps) {
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
        <Text text={message.message} quote={quote} wanted={wanted} current={hit} />
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

interface TextProps {
  text: string;
  quote: string | null;
  wanted: string;
  current: number | null;
}

function Text({ text, quote, wanted, current }: TextProps) {
  if (text === '') return <em>{t('Deleted message')}</em>;
  if (quote === null && wanted === '') return text;
  return piecesOf(text, quote, wanted).map(({ text: piece, quoted, hit }, index) => {
    if (hit !== null) return <mark key={index} data-hit={hit === current ? 'here' : 'there'}>{piece}</mark>;
    return quoted ? <mark key={index}>{piece}</mark> : piece;
  });
}
