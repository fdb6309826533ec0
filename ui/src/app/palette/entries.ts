import type { Icon } from '@tabler/icons-react';

import { match } from '@/lib/match';

/** One line of the palette. */
export interface Entry {
  id: string;
  label: string;
  icon: Icon;
  /** What tells it from others of its name. */
  detail?: string | undefined;
  /** The keys that do the same without the palette. */
  keys?: string | undefined;
  /** Other words it is found by. */
  also?: string | undefined;
  run: () => void;
}

export interface Section {
  heading: string;
  entries: readonly Entry[];
}

/** What answers what was typed: the best of each section, the best sections first. */
export function answering(sections: readonly Section[], typed: string): Section[] {
  const found = sections.map(({ heading, entries }) => {
    const scored = entries
      .flatMap((entry) => {
        const scores = [entry.label, entry.also ?? ''].filter(Boolean).map((text) => match(typed, text) ?? -1);
        const score = Math.max(...scores);
        return score < 0 ? [] : [{ entry, score }];
      })
      .sort((a, b) => b.score - a.score);
    return { heading, entries: scored.map(({ entry }) => entry), best: scored[0]?.score ?? -1 };
  });
  return found.filter(({ entries }) => entries.length > 0).sort((a, b) => b.best - a.best);
}
