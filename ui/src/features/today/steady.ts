/** What a list that is being read shows of a fresh one. */
export interface Steady<Item> {
  shown: Item[];
  /** How many of the fresh list are not shown yet. */
  waiting: number;
  /** Whether the fresh list has another order. */
  moved: boolean;
}

/**
 * A fresh list in the order in which it stands on the page: who is still there keeps their place with what is
 * new about them, who is gone leaves, and who came waits. Nothing that somebody reads moves by itself.
 */
export function steady<Item>(order: readonly string[], fresh: readonly Item[], idOf: (item: Item) => string): Steady<Item> {
  const byId = new Map(fresh.map((item) => [idOf(item), item]));
  const shown = order.flatMap((id) => byId.get(id) ?? []);
  const known = new Set(order);
  const staying = fresh.filter((item) => known.has(idOf(item)));
  return {
    shown,
    waiting: fresh.length - staying.length,
    moved: staying.some((item, place) => shown[place] !== item),
  };
}
