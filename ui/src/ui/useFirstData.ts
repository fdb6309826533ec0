import { useEffect } from 'react';

const name = 'first-data';

/** Marks, once for each page load, when the first clients were drawn: what `cargo xtask bench desktop` measures. */
export function useFirstData(shown: boolean): void {
  useEffect(() => {
    if (!shown || performance.getEntriesByName(name).length > 0) return;
    // The frame with the rows in it has been handed over when the one after it begins.
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(name)));
  }, [shown]);
}
