import type { AnyRouter, ParsedLocation } from '@tanstack/react-router';

/** How many places of the history keep their focus. */
const kept = 50;
/** How long a screen may take to draw what had the focus. */
const patienceMs = 2000;

/**
 * Keeps the focus where it makes sense when the screen changes: back at what it was on when one goes
 * back, and in the new screen where what had it is gone. The returned function ends it.
 */
export function keepFocus(router: AnyRouter): () => void {
  const places = new Map<string, string>();
  const stops = [
    router.subscribe('onBeforeNavigate', ({ fromLocation }) => {
      const key = keyOf(fromLocation);
      const selector = selectorOf(document.activeElement);
      if (!key || !selector) return;
      places.delete(key);
      places.set(key, selector);
      const oldest = places.keys().next().value;
      if (places.size > kept && oldest !== undefined) places.delete(oldest);
    }),
    router.subscribe('onResolved', ({ fromLocation, toLocation, pathChanged }) => {
      if (fromLocation && pathChanged) settle(places.get(keyOf(toLocation) ?? '') ?? null);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

const keyOf = (location: ParsedLocation | undefined) => location?.state.__TSR_key;

/** What finds an element again after its screen was drawn anew; null where nothing does. */
function selectorOf(element: Element | null): string | null {
  if (!element?.closest('#main')) return null;
  const row = element.closest('[data-index][aria-label]');
  if (row) return `#main [data-index][aria-label="${CSS.escape(row.getAttribute('aria-label') ?? '')}"]`;
  const href = element.getAttribute('href');
  if (href) return `#main a[href="${CSS.escape(href)}"]`;
  // Ids that a library made up are others after each drawing.
  return /^[a-z][a-z-]*$/.test(element.id) ? `#${element.id}` : null;
}

/** Whether nothing in particular has the focus. */
const isLost = () => [null, document.body, document.getElementById('main')].includes(document.activeElement as HTMLElement | null);

function settle(selector: string | null): void {
  const end = performance.now() + patienceMs;
  const look = () => {
    // A screen that takes the focus itself, or a user who moved it, knows better.
    if (!isLost()) return;
    const found = selector ? document.querySelector<HTMLElement>(selector) : null;
    if (found) found.focus({ preventScroll: true });
    else if (selector && performance.now() < end) requestAnimationFrame(look);
    else document.getElementById('main')?.focus({ preventScroll: true });
  };
  requestAnimationFrame(look);
}
