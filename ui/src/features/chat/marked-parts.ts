export interface Part {
  text: string;
  hit: boolean;
}

/** Cuts a text at the words of a query, whatever their case. */
export function markedParts(text: string, query: string, around?: number): Part[] {
  const words = query.split(/\s+/).filter(Boolean).map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return [{ text, hit: false }];
  const pattern = new RegExp(`(${words.join('|')})`, 'gi');
  const first = text.search(pattern);
  const from = around !== undefined && first > around ? first - around : 0;
  const shown = (from > 0 ? '…' : '') + text.slice(from);
  return shown
    .split(pattern)
    .map((part, index) => ({ text: part, hit: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}
