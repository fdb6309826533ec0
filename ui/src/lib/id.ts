let last = 0;

/** An id for something that lives in this page only, such as a row before the server named it. */
export function pageId(prefix: string): string {
  last += 1;
  return `${prefix}-${last}`;
}

/** A random UUID, also where the page came over plain HTTP and the browser makes none. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte, index) => {
    const versioned = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return versioned.toString(16).padStart(2, '0');
  });
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
