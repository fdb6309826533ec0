import type { ViewValues } from '@/api/types';

/** What of a view is written by hand. */
export interface ViewWords {
  name: string;
  shared: boolean;
}

const parts = ['name', 'shared'] as const;

/** Of what is wished, what is another than was seen. */
export const changeOf = (seen: ViewWords, wished: ViewWords): Partial<ViewWords> => pick(wished, (part) => wished[part] !== seen[part]);

/** Of what was seen, what is changed. */
export const seenOf = (seen: ViewWords, wished: ViewWords): ViewValues => pick(seen, (part) => wished[part] !== seen[part]);

/** What this person and somebody else both changed, each in another way. */
export const contested = (seen: ViewWords, stands: ViewWords, wished: ViewWords) =>
  parts.filter((part) => stands[part] !== seen[part] && wished[part] !== seen[part] && stands[part] !== wished[part]);

/** What is wished over what stands now: what was not touched follows the other one's change. */
export const carriedOver = (seen: ViewWords, stands: ViewWords, wished: ViewWords): ViewWords => ({ ...stands, ...changeOf(seen, wished) });

const pick = (words: ViewWords, wanted: (part: keyof ViewWords) => boolean): Partial<ViewWords> =>
  Object.fromEntries(parts.filter(wanted).map((part) => [part, words[part]]));
