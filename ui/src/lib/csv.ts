/** What stands in a cell of a file: figures as they are counted, not as they are shown. */
export type CsvValue = string | number | null;

/**
 * A table as CSV (RFC 4180) that spreadsheets open as it is meant: with the mark that says it is UTF-8, and no text that
 * would be taken for a formula.
 */
export function csv(head: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  const lines = [head, ...rows].map((values) => values.map(cell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function cell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
