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

/** Letters without case or accents, each in its place. */
const bare = (text: string) =>
  text.replaceAll(/\P{ASCII}/gu, (letter) => letter.normalize('NFD').slice(0, letter.length).padEnd(letter.length)).toLowerCase();

/** Where a text holds what is looked for, whatever its case and accents. */
export function hitsIn(text: string, wanted: string): number[] {
  const needle = bare(wanted.trim());
  if (!needle) return [];
  const hay = bare(text);
  const found: number[] = [];
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) found.push(at);
  return found;
}

/** One place that a search found: the message and which of its hits. */
export interface Hit {
  messageId: string;
  nth: number;
}

/** Everything a search finds in a conversation, in its order. */
export const hitsAmong = (messages: readonly ChatMessage[], wanted: string): Hit[] =>
  messages.flatMap(({ id, message }) => hitsIn(message, wanted).map((_, nth) => ({ messageId: id, nth })));

/** A piece of a message: whether it is quoted, and which hit of a search it is. */
export interface Piece {
  text: string;
  quoted: boolean;
  hit: number | null;
}

/** A message cut at the quote that is shown and at what a search found in it. */
export function piecesOf(text: string, quote: string | null, wanted: string): Piece[] {
  const from = quote ? (text.includes(quote) ? text.indexOf(quote) : (hitsIn(text, quote)[0] ?? -1)) : -1;
  const to = from < 0 ? -1 : from + (quote?.length ?? 0);
  const hits = hitsIn(text, wanted).map((start) => ({ start, end: start + wanted.trim().length }));
  const ends = [0, text.length, ...(from < 0 ? [] : [from, to]), ...hits.flatMap(({ start, end }) => [start, end])];
  const cuts = [...new Set(ends)].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const hit = hits.findIndex((held) => held.start <= start && start < held.end);
    return { text: text.slice(start, cuts[index + 1]), quoted: from <= start && start < to, hit: hit < 0 ? null : hit };
  });
}
