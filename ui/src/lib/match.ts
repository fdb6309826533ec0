/** Finding things by a few letters of their names. */

interface Letters {
  letters: string[];
  /** Whether a word begins at this letter. */
  starts: boolean[];
}

/** Letters without case or accents, so that `lopez` finds López. */
const bare = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

function lettersOf(text: string): Letters {
  const letters = Array.from(bare(text));
  return { letters, starts: letters.map((_, index) => index === 0 || !/[\p{L}\p{N}]/u.test(letters[index - 1] ?? '')) };
}

/**
 * How well a text answers what was typed, 0 to 1; null where it does not.
 *
 * Letters are found in their order, each beside the one before it or at the beginning of a word:
 * `gac` finds "Go to all clients", while letters strewn over a long text find nothing.
 */
export function match(typed: string, text: string): number | null {
  const wanted = Array.from(bare(typed)).filter((letter) => letter !== ' ');
  if (wanted.length === 0) return 1;
  const runs = fewestRuns(wanted, lettersOf(text));
  if (runs === null) return null;
  const begins = bare(text).startsWith(bare(typed).trim()) ? 0.2 : 0;
  return begins + (0.8 * wanted.length) / (wanted.length + 2 * (runs - 1) + text.length / 40);
}

/** In how few pieces the wanted letters lie in the text. */
function fewestRuns(wanted: readonly string[], { letters, starts }: Letters): number | null {
  // `best[i]`: the fewest pieces in which the letters so far end at place `i` of the text.
  let best = letters.map((letter, at) => (letter === wanted[0] && starts[at] ? 1 : Infinity));
  for (const letter of wanted.slice(1)) {
    let before = Infinity;
    best = letters.map((found, at) => {
      const beside = at > 0 ? (best[at - 1] ?? Infinity) : Infinity;
      const jump = starts[at] ? before + 1 : Infinity;
      before = Math.min(before, best[at] ?? Infinity);
      return found === letter ? Math.min(beside, jump) : Infinity;
    });
  }
  const least = Math.min(Infinity, ...best);
  return Number.isFinite(least) ? least : null;
}
