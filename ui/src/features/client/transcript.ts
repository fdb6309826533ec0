import type { ChatMessage, Client } from '@/api/types';
import { factLabel } from '@/lib/facts';
import { dayName } from '@/lib/format';

/** A line of the transcript: a break, or a message with whether it opens a new turn. */
export type Line =
  | { kind: 'day'; key: string; label: string }
  | { kind: 'session'; key: string }
  | { kind: 'message'; key: string; message: ChatMessage; opensTurn: boolean };

const turnMs = 5 * 60_000;

/** Lays messages out: days apart, sessions apart, and what one says in one go together. */
export function linesOf(messages: readonly ChatMessage[], now: number): Line[] {
  const lines: Line[] = [];
  let last: ChatMessage | null = null;
  for (const message of messages) {
    const day = dayName(message.created_at, now);
    const newDay = last === null || dayName(last.created_at, now) !== day;
    const newSession = last !== null && last.session_id !== message.session_id;
    if (newSession) lines.push({ kind: 'session', key: `session-${message.session_id}` });
    if (newDay || newSession) lines.push({ kind: 'day', key: `day-${message.id}`, label: day });
    const pause = last ? Date.parse(message.created_at) - Date.parse(last.created_at) : Infinity;
    const opensTurn = newDay || newSession || last?.sender_type !== message.sender_type || pause > turnMs;
    lines.push({ kind: 'message', key: message.id, message, opensTurn });
    last = message;
  }
  return lines;
}

/** A fact that rests on a message. */
export interface FactMark {
  path: string;
  label: string;
  quote: string;
}

/** Which facts rest on which message, so that the transcript can point back at the sheet. */
export function marksOf({ context_meta }: Client): Map<string, FactMark[]> {
  const marks = new Map<string, FactMark[]>();
  for (const [path, { evidence }] of Object.entries(context_meta.facts)) {
    if (!evidence) continue;
    const mark = { path, label: factLabel(path), quote: evidence.quote };
    marks.set(evidence.message_id, [...(marks.get(evidence.message_id) ?? []), mark]);
  }
  return marks;
}

/** A message cut around a quote: before, the quote as it stands there, after. Null where it does not stand. */
export function cutAtQuote(text: string, quote: string): [string, string, string] | null {
  if (!quote) return null;
  const exact = text.indexOf(quote);
  const start = exact >= 0 ? exact : text.toLocaleLowerCase().indexOf(quote.toLocaleLowerCase());
  if (start < 0) return null;
  const end = start + quote.length;
  return [text.slice(0, start), text.slice(start, end), text.slice(end)];
}
