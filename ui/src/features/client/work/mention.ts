import type { Note, Notification } from '@/api/types';
import type { Fields } from '@/ui/drafts';

/** A piece of a note: words, or a colleague who is mentioned. */
export type NotePiece = { kind: 'text'; text: string } | { kind: 'mention'; name: string; user: string };

const mention = /@\[([^\]\n]+)\]\(user:([0-9a-f-]{36})\)/g;

/** A note's words and the people mentioned in them. */
export function notePieces(body: string): NotePiece[] {
  const pieces: NotePiece[] = [];
  let from = 0;
  for (const found of body.matchAll(mention)) {
    const [whole, name = '', user = ''] = found;
    if (found.index > from) pieces.push({ kind: 'text', text: body.slice(from, found.index) });
    pieces.push({ kind: 'mention', name, user });
    from = found.index + whole.length;
  }
  if (from < body.length) pieces.push({ kind: 'text', text: body.slice(from) });
  return pieces;
}

/** People mentioned while a note is written, by the name that stands in it. */
export type Mentioned = ReadonlyMap<string, string>;

/** What is sent: each `@Name` that was chosen from the list becomes a mention of that user. */
export function toWire(text: string, mentioned: Mentioned): string {
  // A longer name first, so that "@Ana Ruiz" is not taken for "@Ana".
  const names = [...mentioned.keys()].sort((a, b) => b.length - a.length);
  const taken = new RegExp(`@(${names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return names.length === 0 ? text : text.replaceAll(taken, (_, name: string) => `@[${name}](user:${mentioned.get(name) ?? ''})`);
}

/** What stands in the field when a note is edited: names instead of ids. */
export function fromWire(body: string): { text: string; mentioned: Map<string, string> } {
  const mentioned = new Map<string, string>();
  const text = notePieces(body)
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      mentioned.set(piece.name, piece.user);
      return `@${piece.name}`;
    })
    .join('');
  return { text, mentioned };
}

/** The name that is being typed after an `@` right before the caret, and where it begins; null where there is none. */
export function nameBefore(text: string, caret: number): { from: number; typed: string } | null {
  const found = /(?:^|[\s(])@([\p{L}\p{N}'’.-]*(?: [\p{L}\p{N}'’.-]*)?)$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const typed = found[1] ?? '';
  return { from: caret - typed.length - 1, typed };
}

/** A note in its field, as a draft is kept: `text`, and each mentioned colleague's id by `@Name`. */
export function noteFields(body: string): Fields {
  const { text, mentioned } = fromWire(body);
  return { text, ...Object.fromEntries([...mentioned].map(([name, user]) => [`@${name}`, user])) };
}

/** What is sent of such a draft. */
export function noteBody({ text = '', ...rest }: Fields): string {
  const mentioned = Object.entries(rest).filter(([name]) => name.startsWith('@'));
  return toWire(text.trim(), new Map(mentioned.map(([name, user]) => [name.slice(1), user])));
}

/** The note that a notification tells of: it begins with the same words, by the same person. */
export function noteTold({ actor, body }: Notification, notes: readonly Note[]): Note | undefined {
  const beginning = body.replace(/…$/, '');
  return notes.find((note) => note.author?.id === actor?.id && fromWire(note.body).text.startsWith(beginning));
}
