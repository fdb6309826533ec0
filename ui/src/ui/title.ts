import { useSyncExternalStore } from 'react';

let screen = '';
let unread = 0;
const watchers = new Set<() => void>();

function write() {
  const count = unread > 0 ? `(${unread}) ` : '';
  document.title = screen ? `${count}${screen} · Rivo` : `${count}Rivo`;
}

/** Names the browser's tab after the screen. */
export function nameScreen(title: string): void {
  screen = title;
  write();
  for (const watcher of watchers) watcher();
}

/** Puts a number before the name of the browser's tab: how much waits to be read. */
export function markUnread(count: number): void {
  unread = count;
  write();
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** The name of the screen one is on. */
export const useScreenName = () => useSyncExternalStore(watch, () => screen);
