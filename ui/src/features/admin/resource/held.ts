/** What a list that is being read shows of a fresh one. */
interface Held<Row> {
  shown: Row[];
  /** Whether the fresh list has rows, or an order, that are not shown. */
  waiting: boolean;
}

/** The order in which a list goes on: as it stands on the page, and behind its end what follows there. */
export function heldOrder(order: readonly string[], fresh: readonly string[]): string[] {
  const known = new Set(order);
  const end = fresh.findLastIndex((id) => known.has(id));
  return end === -1 ? [...fresh] : [...order, ...fresh.slice(end + 1)];
}

/** A fresh list in the order in which it stands on the page: who is gone leaves, who came in between waits. */
export function held<Row>(order: readonly string[], fresh: readonly Row[], idOf: (row: Row) => string): Held<Row> {
  const byId = new Map(fresh.map((row) => [idOf(row), row]));
  const shown = order.flatMap((id) => byId.get(id) ?? []);
  return { shown, waiting: shown.length < fresh.length || shown.some((row, place) => row !== fresh[place]) };
}
