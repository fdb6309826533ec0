import { useLayoutEffect, useRef, type RefObject } from 'react';

/** The rows of a screen as the keyboard walks them: by the links that open them. */
export interface Rows {
  step: (by: number) => void;
  /** The row that has the focus; otherwise the first one. */
  here: () => string | null;
  /** Presses a control of the row that has the focus. */
  press: (selector: string) => void;
}

/**
 * Walks the rows below an element, marked by `data-row`, opened by their `data-open`. A row that goes
 * while it has the focus gives it to the one that takes its place.
 */
export function useRows(root: RefObject<HTMLElement | null>, drawn: unknown): Rows {
  const held = useRef<number | null>(null);
  const rows = () => rowsIn(root.current);

  useLayoutEffect(() => {
    const all = rowsIn(root.current);
    if (held.current !== null && document.activeElement === document.body) {
      open(all[Math.min(held.current, all.length - 1)])?.focus({ preventScroll: true });
    }
  }, [root, drawn]);

  useLayoutEffect(() => {
    const place = root.current;
    if (!place) return;
    const enter = () => {
      const here = focused(rowsIn(place));
      held.current = here < 0 ? null : here;
    };
    const leave = (event: FocusEvent) => {
      // A row that is taken away loses the focus as well, but is no longer on the page by then.
      const left = event.target;
      queueMicrotask(() => {
        if (left instanceof Node && left.isConnected && !place.contains(document.activeElement)) held.current = null;
      });
    };
    place.addEventListener('focusin', enter);
    place.addEventListener('focusout', leave);
    return () => {
      place.removeEventListener('focusin', enter);
      place.removeEventListener('focusout', leave);
    };
  }, [root]);

  return {
    step: (by) => {
      const all = rows();
      open(all[Math.max(0, Math.min(all.length - 1, focused(all) + by))])?.focus();
    },
    here: () => {
      const all = rows();
      return all[Math.max(0, focused(all))]?.dataset['row'] ?? null;
    },
    press: (selector) => {
      const all = rows();
      all[Math.max(0, focused(all))]?.querySelector<HTMLElement>(selector)?.click();
    },
  };
}

const rowsIn = (place: HTMLElement | null) => [...(place?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
const focused = (all: readonly HTMLElement[]) => all.findIndex((row) => row.contains(document.activeElement));
const open = (row: HTMLElement | undefined) => row?.querySelector<HTMLElement>('[data-open]');
