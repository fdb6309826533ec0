/** What a text field makes of the value its owner shows, given what it asked for and has not seen yet. */
export function heardBack(awaited: readonly string[], value: string): { awaited: readonly string[]; adopt: boolean } {
  const place = awaited.indexOf(value);
  return place < 0 ? { awaited: [], adopt: true } : { awaited: awaited.slice(place + 1), adopt: false };
}
