import type { FormValues } from './types';

type Value = FormValues[string];

/** A form over what stands now. */
export interface Merged {
  values: FormValues;
  /** What somebody else wrote into fields that both changed, each in another way. */
  theirs: FormValues;
}

/**
 * What is written in a form, over what somebody else saved since it was opened: a field that only one of both
 * changed has that change, and of a field of many, each item. What both changed stays as it is written, to be decided.
 */
export function merge(seen: FormValues, now: FormValues, written: FormValues): Merged {
  const values: FormValues = { ...written };
  const theirs: FormValues = {};
  for (const [name, stands] of Object.entries(now)) {
    const [was, mine] = [seen[name] ?? null, written[name] ?? null];
    if (Array.isArray(was) && Array.isArray(stands) && Array.isArray(mine)) values[name] = mergedLists(was, stands, mine);
    else if (same(was, mine)) values[name] = stands;
    else if (!same(was, stands) && !same(mine, stands)) theirs[name] = stands;
  }
  return { values, theirs };
}

/** A form over a row that others change too. */
export interface Draft extends Merged {
  /** What stood when the writing began: what differs from it is written here. */
  seen: FormValues;
}

export const draftOf = (stands: FormValues): Draft => ({ seen: stands, values: stands, theirs: {} });

/** A form over what stands now; what was undecided stays so, until both say the same. */
export function follow({ seen, values, theirs }: Draft, now: FormValues): Draft {
  const next = merge(seen, now, values);
  const open = Object.keys(theirs).filter((name) => !same(now[name] ?? null, values[name] ?? null));
  return { seen: now, values: next.values, theirs: { ...Object.fromEntries(open.map((name) => [name, now[name] ?? null])), ...next.theirs } };
}

/** A form whose values, as they were sent, are saved: in whichever way the server writes them, nobody else did. */
export const saved = (draft: Draft, sent: FormValues): Draft => ({ ...draft, seen: sent });

function mergedLists(was: readonly string[], now: readonly string[], mine: readonly string[]): string[] {
  const kept = now.filter((item) => mine.includes(item) || !was.includes(item));
  return [...kept, ...mine.filter((item) => !was.includes(item) && !now.includes(item))];
}

/** Whether two values of a field say the same; space around a text says nothing. */
export function same(one: Value, other: Value): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return one.toSorted().join('\n') === other.toSorted().join('\n');
  const plain = (value: Value) => (typeof value === 'string' ? value.trim() || null : value);
  return plain(one) === plain(other);
}
