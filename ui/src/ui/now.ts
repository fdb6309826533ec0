import { useSyncExternalStore } from 'react';

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();
const stepMs = 20_000;
/** What nobody watched is taken for the present for so long. */
const freshMs = 5_000;

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

/**
 * The present as the page shows it. All that is drawn in one go is told the same moment, also before anybody watches it:
 * what is told another one is drawn twice.
 */
export function present(): number {
  if (watchers.size === 0 && Date.now() - now > freshMs) now = Date.now();
  return now;
}

/** The present, moving on every twenty seconds, one clock for the whole page. */
export const useNow = (): number => useSyncExternalStore(watch, present);
