import { useEffect, useRef, useSyncExternalStore } from 'react';

/** A key, two in a row (`g d`), or one held with Ctrl or Cmd (`Mod+k`), and what it does. */
export interface Shortcut {
  keys: string;
  label: string;
  group: string;
  run: () => void;
  /** Whether it also works while somebody types: only with `Mod+`. */
  whileTyping?: boolean;
}

/** Whether the keyboard is an Apple one, where Cmd takes the place of Ctrl. */
export const isApple = 'navigator' in globalThis && /Mac|iPhone|iPad/.test(navigator.userAgent);

let active: readonly Shortcut[] = [];
const watchers = new Set<() => void>();
let pending = { key: '', at: 0 };
/** How long the second key of a pair may take. */
const pairMs = 900;

function replace(next: readonly Shortcut[]) {
  active = next;
  for (const watcher of watchers) watcher();
}

/** Makes shortcuts work while the component is on the screen. The newest holder of a key wins. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const signature = shortcuts.map(({ keys, label }) => `${keys}\u0000${label}`).join('\u0001');
  useEffect(() => hold(latest.current.map((shortcut, index) => ({ ...shortcut, run: () => latest.current[index]?.run() }))), [signature]);
}

/** Makes shortcuts work until the returned function is called. */
export function hold(shortcuts: readonly Shortcut[]): () => void {
  replace([...shortcuts, ...active]);
  return () => replace(active.filter((shortcut) => !shortcuts.includes(shortcut)));
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** All shortcuts that work now, for the cheat sheet. */
export const useActiveShortcuts = () => useSyncExternalStore(watch, () => active);

/** Whether the key that is down now was pressed over a dialog: what closes one must do nothing beneath it. */
let overDialog = false;
/** A popover is a dialog as well, though the page around it stays within reach. */
const popover = '[role="dialog"],[aria-haspopup="dialog"][aria-expanded="true"]';

/** To be heard before anything else hears a key. */
export function onKeyFirst({ target }: KeyboardEvent): void {
  overDialog = document.querySelector('[aria-modal="true"]') !== null || (target instanceof Element && target.closest(popover) !== null);
}

/** What one walks with: the only keys that act again while they are held down. */
const walking = new Set(['j', 'k', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight']);

/** Runs the shortcut a key press stands for. Plain keys are left alone in a field; a dialog has keys of its own. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || overDialog) return;
  if (event.repeat && !walking.has(event.key)) return;
  const hit = event.ctrlKey || event.metaKey ? heldWith(event) : plain(event);
  if (!hit) return;
  event.preventDefault();
  hit.run();
}

function heldWith(event: KeyboardEvent): Shortcut | undefined {
  if (event.shiftKey || (isApple ? event.ctrlKey : event.metaKey)) return undefined;
  const keys = `Mod+${event.key.toLowerCase()}`;
  const hit = active.find((shortcut) => shortcut.keys === keys);
  return hit?.whileTyping || !isTyping(event.target) ? hit : undefined;
}

function plain(event: KeyboardEvent): Shortcut | undefined {
  if (isTyping(event.target)) return undefined;
  const paired = Date.now() - pending.at < pairMs ? `${pending.key} ${event.key}` : null;
  const opensPair = active.some(({ keys }) => keys.startsWith(`${event.key} `));
  pending = opensPair ? { key: event.key, at: Date.now() } : { key: '', at: 0 };
  return (paired && active.find(({ keys }) => keys === paired)) || active.find(({ keys }) => keys === event.key);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  if (target.closest('[role="menu"],[role="listbox"]')) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);
}
