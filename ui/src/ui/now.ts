import { useSyncExternalStore } from 'react';

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();
const stepMs = 20_000;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of watchers) each();
  }, stepMs);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present, moving on every twenty seconds, one clock for the whole page. */
export const useNow = (): number =>
  useSyncExternalStore(watch, () => {
    // The first reader after a pause must not see an old time.
    if (watchers.size === 0) now = Date.now();
    return now;
  });
