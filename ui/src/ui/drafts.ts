import { useSyncExternalStore } from 'react';

import { uuid } from '@/lib/id';
import { tabMemory, type Memory } from '@/platform';
import { RequestFailed, transport } from '@/transport';

/** What stands in the fields of something half written, as text. */
export type Fields = Readonly<Record<string, string>>;

/** Something that was sent and that the server has not agreed to yet. */
export interface Sent {
  /** The id under which it is sent: sent again under it, it is saved once. */
  id: string;
  /** Where it was written; see [`placeOf`]. */
  place: string;
  fields: Fields;
  state: 'sending' | 'unsaved';
  /** Why it is not saved; null where the page ended before the answer came. */
  reason: string | null;
}

interface Kept {
  drafts: Readonly<Record<string, Fields>>;
  sent: readonly Sent[];
}

const nothing: Kept = { drafts: {}, sent: [] };

/** Where a draft belongs: only whoever wrote it sees it, and only at the client it is about. */
export const placeOf = (user: string, client: string, what: string) => `${user}/${client}/${what}`;

/**
 * What is being written and not saved yet. It outlives the field it is written in: another tab of the
 * page, another page, a reload and a login that ended; with the browser's tab it is gone.
 *
 * What is sent stays here until the server has agreed, so that a refusal, a cut connection or a page
 * that ends loses nothing.
 */
export class Drafts {
  private kept: Kept;
  private leavesKnowingly = false;
  private readonly watchers = new Set<() => void>();

  /** `lasting`: whether every change is written down, or only what a reload of our own making would lose. */
  constructor(
    private readonly memory: Memory,
    private readonly lasting: boolean,
  ) {
    this.kept = revived(memory.read());
    if (!lasting) memory.write(null);
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly now = () => this.kept;

  read(place: string): Fields | null {
    return this.kept.drafts[place] ?? null;
  }

  /** Keeps what stands in the fields; null where nothing does any more. What changes is not what was sent. */
  write(place: string, fields: Fields | null): void {
    this.put(place, fields && without(fields, 'command'));
  }

  /**
   * The id under which an edit is sent that stays in its fields until it is saved. While nothing in them changes
   * it is sent under the same one: where the answer was lost, it is made once.
   */
  sendEdit(place: string, fields: Fields): string {
    const { command: before, ...kept } = this.read(place) ?? {};
    const wanted = without(fields, 'command');
    const command = before !== undefined && isSame(kept, wanted) ? before : uuid();
    this.put(place, { ...wanted, command });
    return command;
  }

  /** The edits that a user sent of a client and that neither an answer nor another word came after. */
  unanswered(user: string, client: string): { place: string; what: string; fields: Fields; command: string }[] {
    const start = placeOf(user, client, '');
    return Object.entries(this.kept.drafts).flatMap(([place, fields]) => {
      const { command } = fields;
      return place.startsWith(start) && command !== undefined ? [{ place, what: place.slice(start.length), fields, command }] : [];
    });
  }

  /** Whether what stands in the fields is what was sent under this id. */
  isAsSent(place: string, command: string): boolean {
    return this.read(place)?.['command'] === command;
  }

  /** An edit was not saved, and stays in its fields: a refusal stands under its id. */
  editNotSaved(place: string, error: unknown): void {
    const fields = this.read(place);
    if (fields && isRefusal(error)) this.write(place, fields);
  }

  /** Empties the fields, since what stood in them is being sent. */
  send(place: string, fields: Fields): Sent {
    const sent: Sent = { id: uuid(), place, fields, state: 'sending', reason: null };
    this.become({ drafts: without(this.kept.drafts, place), sent: [...this.kept.sent, sent] });
    return sent;
  }

  /** Sends once more what was not saved. */
  again(id: string): void {
    this.change(id, (sent) => ({ ...sent, state: 'sending', reason: null }));
  }

  saved(id: string): void {
    this.become({ ...this.kept, sent: this.kept.sent.filter((sent) => sent.id !== id) });
  }

  /** The server lists these: what was sent under their ids is saved, though the answer was lost. */
  arrived(rows: readonly { id: string }[]): void {
    const sent = this.kept.sent.filter(({ id, state }) => state === 'sending' || !rows.some((row) => row.id === id));
    if (sent.length < this.kept.sent.length) this.become({ ...this.kept, sent });
  }

  /** A refusal stands under its id: another try is a new one. Without the server's word, it may have been saved. */
  notSaved(id: string, error: Error): void {
    this.change(id, (sent) => ({ ...sent, id: isRefusal(error) ? uuid() : id, state: 'unsaved', reason: error.message }));
  }

  /** What was not saved goes back into its fields, where those are empty. */
  takeBack(id: string): void {
    const sent = this.kept.sent.find((held) => held.id === id);
    if (!sent || this.read(sent.place)) return;
    this.become({ drafts: { ...this.kept.drafts, [sent.place]: sent.fields }, sent: this.kept.sent.filter((held) => held !== sent) });
  }

  /** Whether anything is written and not saved: by anybody, or by one user. */
  holds(user = ''): boolean {
    const theirs = (place: string) => place.startsWith(user);
    return Object.keys(this.kept.drafts).some(theirs) || this.kept.sent.some(({ place }) => theirs(place));
  }

  /** Whether the tab may be closed without asking. */
  get mayEnd(): boolean {
    return this.leavesKnowingly || !this.holds();
  }

  /** The page is about to be loaded anew by itself, and everything is to be there again. */
  handOver(): void {
    this.leavesKnowingly = true;
    this.memory.write(JSON.stringify(this.kept));
  }

  /** Forgets what a user wrote, about everybody or about one client. */
  forget(user: string, client?: string): void {
    const gone = client === undefined ? `${user}/` : `${user}/${client}/`;
    this.become({
      drafts: Object.fromEntries(Object.entries(this.kept.drafts).filter(([place]) => !place.startsWith(gone))),
      sent: this.kept.sent.filter(({ place }) => !place.startsWith(gone)),
    });
  }

  private put(place: string, fields: Fields | null): void {
    const others = without(this.kept.drafts, place);
    this.become({ ...this.kept, drafts: fields ? { ...others, [place]: fields } : others });
  }

  private change(id: string, change: (sent: Sent) => Sent): void {
    this.become({ ...this.kept, sent: this.kept.sent.map((sent) => (sent.id === id ? change(sent) : sent)) });
  }

  private become(next: Kept): void {
    this.kept = next;
    if (this.lasting) this.memory.write(JSON.stringify(next));
    for (const watcher of this.watchers) watcher();
  }
}

function without<T>(kept: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(kept).filter(([other]) => other !== key));
}

const isSame = (one: Fields, other: Fields) =>
  Object.keys(one).length === Object.keys(other).length && Object.entries(one).every(([name, value]) => other[name] === value);

/** Whether it is the server's word that something is not to be; without it, it may have been done. */
const isRefusal = (error: unknown) => error instanceof RequestFailed && error.status >= 400 && error.status < 500;

/** What an earlier page left. What it was still sending may have arrived: under its id it is saved once. */
function revived(text: string | null): Kept {
  if (text === null) return nothing;
  try {
    const { drafts, sent } = JSON.parse(text) as Kept;
    return { drafts, sent: sent.map((one) => ({ ...one, state: 'unsaved' })) };
  } catch {
    return nothing;
  }
}

/** What is written under a place for which no field is there any more: of a note that is not among those `there`. */
export function strandedIn({ drafts, sent }: Kept, place: string, there: readonly { id: string }[]): Kept {
  const gone = (other: string) => other.startsWith(`${place}/`) && !there.some(({ id }) => other === `${place}/${id}`);
  return {
    drafts: Object.fromEntries(Object.entries(drafts).filter(([other]) => gone(other))),
    sent: sent.filter((one) => one.state === 'unsaved' && gone(one.place)),
  };
}

/** The drafts of this tab. The app keeps clients on its disk encrypted or not at all: there they stay in memory. */
export const drafts = new Drafts(tabMemory, transport.device === null);

/** The draft of one place, and what keeps it. */
export function useDraft(place: string): [Fields | null, (fields: Fields | null) => void] {
  const draft = useSyncExternalStore(drafts.watch, () => drafts.read(place));
  return [draft, (fields) => drafts.write(place, fields)];
}

/** What was sent from one place and is not saved. */
export function useUnsaved(place: string): Sent[] {
  const { sent } = useSyncExternalStore(drafts.watch, drafts.now);
  return sent.filter((one) => one.place === place && one.state === 'unsaved');
}

/** See [`strandedIn`]; nothing while it is not known what is there. */
export function useStranded(place: string, there: readonly { id: string }[] | undefined): Kept {
  const kept = useSyncExternalStore(drafts.watch, drafts.now);
  return there ? strandedIn(kept, place, there) : nothing;
}

/** Whether something is on its way to the server under this id. */
export function useIsSending(id: string): boolean {
  return useSyncExternalStore(drafts.watch, () => drafts.now().sent.some((one) => one.id === id && one.state === 'sending'));
}

/** Whether something of a kind waits to be saved: `note` is a new one, `note/…` one that is edited, `fact/…` one that is corrected. */
export function useHoldsDraft(user: string, client: string, kind: string): boolean {
  const place = placeOf(user, client, kind);
  const fits = (other: string) => other === place || other.startsWith(`${place}/`);
  return useSyncExternalStore(drafts.watch, () => {
    const { drafts: kept, sent } = drafts.now();
    return Object.keys(kept).some(fits) || sent.some((one) => one.state === 'unsaved' && fits(one.place));
  });
}

/** Asks before the tab is closed with something in it that is not saved. The app's window cannot be asked. */
export function guardDrafts(): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (!drafts.mayEnd) event.preventDefault();
  };
  if (transport.device !== null) return () => undefined;
  window.addEventListener('beforeunload', ask);
  return () => window.removeEventListener('beforeunload', ask);
}
