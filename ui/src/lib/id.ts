let last = 0;

/** An id for something that lives in this page only, such as a row before the server named it. */
export function pageId(prefix: string): string {
  last += 1;
  return `${prefix}-${last}`;
}
