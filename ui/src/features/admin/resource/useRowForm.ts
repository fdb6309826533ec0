import { useState } from 'react';

import { t } from '@/lib/i18n';
import { RequestProblem } from '@/transport';

import { merge, same } from './merge';
import type { FormInfo, FormValues } from './types';

/** How often a save begins anew over what somebody else saved in between. */
const mostTries = 4;

/** Both changed a field: nothing is saved before one of the two words is chosen. */
export class Undecided extends Error {
  constructor() {
    super(t('Somebody else saved meanwhile. Choose what shall stand.'));
  }
}

/**
 * The values of a form over a row that others change too. `row` is what stands now: what nobody wrote here follows it,
 * what both wrote waits to be decided, and a save says over what it was written.
 */
export function useRowForm<Row>(form: FormInfo<Row>, row: Row | null) {
  const [values, setValues] = useState<FormValues>(() => form.valuesOf(row));
  const [theirs, setTheirs] = useState<FormValues>({});
  const [base, setBase] = useState(row);
  const [known, setKnown] = useState(row);
  const [saving, setSaving] = useState(false);

  const over = (from: Row, now: Row, written: FormValues) => {
    const stands = form.valuesOf(now);
    const next = merge(form.valuesOf(from), stands, written);
    const open = Object.keys(theirs).filter((name) => !same(stands[name] ?? null, written[name] ?? null));
    const undecided = { ...Object.fromEntries(open.map((name) => [name, stands[name] ?? null])), ...next.theirs };
    setBase(now);
    setValues(next.values);
    setTheirs(undecided);
    return { values: next.values, decided: Object.keys(undecided).length === 0 };
  };
  // What a save under way brings about itself is no news.
  if (row !== known && !saving) {
    setKnown(row);
    if (row !== null && base !== null) over(base, row, values);
  }

  const set = (name: string, value: FormValues[string]) => setValues((old) => ({ ...old, [name]: value }));
  const settle = (name: string) => setTheirs((old) => Object.fromEntries(Object.entries(old).filter(([other]) => other !== name)));
  const store = async () => {
    if (base === null) return form.create?.(values);
    let [from, written] = [base, values];
    for (let tries = 1; ; tries += 1) {
      try {
        return await form.update?.(from, written);
      } catch (error) {
        const now = standsNow(from, error);
        if (now === null || tries === mostTries) throw error;
        const next = over(from, now, written);
        if (!next.decided) throw new Undecided();
        [from, written] = [now, next.values];
      }
    }
  };

  return {
    values,
    theirs,
    set,
    /** Decides between one's own word and that of somebody else. */
    choose: (name: string, which: 'theirs' | 'mine') => {
      if (which === 'theirs') set(name, theirs[name] ?? null);
      settle(name);
    },
    save: async () => {
      if (Object.keys(theirs).length > 0) throw new Undecided();
      setSaving(true);
      try {
        await store();
      } finally {
        setSaving(false);
      }
    },
    /** Begins another new row. */
    restart: () => setValues(form.valuesOf(null)),
  };
}

/** The row as a refused save says that it stands; null for any other failure. */
function standsNow<Row>(row: Row, error: unknown): Row | null {
  const isStale = error instanceof RequestProblem && error.code === 'stale' && typeof error.current === 'object';
  return isStale && error.current !== null ? { ...row, ...error.current } : null;
}
