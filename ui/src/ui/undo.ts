import { useSyncExternalStore } from 'react';

/** Something done that can still be taken back. */
export interface Undoable {
  /** What was done, as it was said. */
  message: string;
  takeBack: () => void;
}

let waiting: readonly Undoable[] = [];
const watchers = new Set<() => void>();

function replace(next: readonly Undoable[]) {
  waiting = next;
  for (const watcher of watchers) watcher();
}

/** Offers something to be taken back until it is, or until the returned function withdraws the offer. */
export function offer(undoable: Undoable): () => void {
  replace([undoable, ...waiting]);
  return () => replace(waiting.filter((other) => other !== undoable));
}

/** What was done last and can be taken back. */
export const lastUndoable = (): Undoable | undefined => waiting[0];

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** See [`lastUndoable`]; drawn again when it changes. */
export const useLastUndoable = () => useSyncExternalStore(watch, lastUndoable);
