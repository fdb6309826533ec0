import { startTransition, useEffect, useState } from 'react';

/** Whether the page has drawn a list: afterwards a list is drawn whole, so that going back finds its place. */
let started = false;

/**
 * The items of a list as the page starts: first those that a window shows at once, and all of them once these are on the
 * screen.
 */
export function useGrowing<Item>(items: readonly Item[], seenAtOnce: number): readonly Item[] {
  const [whole, setWhole] = useState(started);
  useEffect(() => {
    started = true;
    // The frame with the first ones has been handed over when the one after it begins.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => startTransition(() => setWhole(true)));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return whole ? items : items.slice(0, seenAtOnce);
}
