import type { Fields } from '@/ui/drafts';

/** What is to stand for a fact, and what stood there when it was begun. */
export interface HalfCorrection {
  value: string;
  seen: string | null;
}

/** A correction in its field, as a draft is kept. */
export const correctionFields = ({ value, seen }: HalfCorrection): Fields => ({ value, seen: JSON.stringify(seen) });

export const correctionIn = ({ value = '', seen = 'null' }: Fields): HalfCorrection => ({ value, seen: JSON.parse(seen) as string | null });

/** What is sent of such a draft; an emptied fact is not known. */
export const wantedOf = ({ value }: HalfCorrection): string | null => value.trim() || null;

/** Whether another value stands now than the one that was seen, and than the one that is wanted. */
export function isOvertaken(draft: Fields, stands: string | null): boolean {
  const half = correctionIn(draft);
  // What was sent may be what stands.
  return draft['command'] === undefined && stands !== half.seen && stands !== wantedOf(half);
}
