import { useState, type RefObject } from 'react';

import { steady, type Steady } from './steady';

/** How far from its top a page still counts as being read from the top. */
const topPx = 160;

/**
 * A fresh list as the page shows it: at once where nobody is at work in it, otherwise in the order in which it stands,
 * until `show` is called.
 */
export function useSteady<Item>(
  fresh: readonly Item[],
  idOf: (item: Item) => string,
  root: RefObject<HTMLElement | null>,
): Steady<Item> & { show: () => void } {
  const ids = fresh.map(idOf);
  const signature = ids.join(' ');
  const [seen, setSeen] = useState(signature);
  const [order, setOrder] = useState<readonly string[]>(ids);
  if (seen !== signature) {
    setSeen(signature);
    if (!isBusy(root.current)) setOrder(ids);
  }
  return { ...steady(order, fresh, idOf), show: () => setOrder(ids) };
}

const isBusy = (root: HTMLElement | null) =>
  root !== null && (root.contains(document.activeElement) || window.scrollY > topPx);
