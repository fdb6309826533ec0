import { useState } from 'react';

import { t } from '@/lib/i18n';
import { RequestProblem } from '@/transport';

import { draftOf, follow, saved, type Draft } from './merge';
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
  const [draft, setDraft] = useState(() => draftOf(form.valuesOf(row)));
  const [base, setBase] = useState(row);
  const [known, setKnown] = useState(row);
  const [saving, setSaving] = useState(false);
  const { values, theirs } = draft;

  // What a save under way brings about itself is no news.
  if (row !== known && !saving) {
    setKnown(row);
    if (row !== null && base !== null) {
      setBase(row);
      setDraft(follow(draft, form.valuesOf(row)));
    }
  }

  const set = (name: string, value: FormValues[string]) => setDraft((old) => ({ ...old, values: { ...old.values, [name]: value } }));
  const settle = (name: string) =>
    setDraft((old) => ({ ...old, theirs: Object.fromEntries(Object.entries(old.theirs).filter(([other]) => other !== name)) }));
  /** Saves what is written, over what somebody else saved in between; what was sent in the end. */
  const store = async (): Promise<Draft> => {
    let [from, sent] = [base, draft];
    for (let tries = 1; ; tries += 1) {
      try {
        await (from === null ? form.create?.(sent.values) : form.update?.(from, sent.values));
        return sent;
      } catch (error) {
        const now = from === null ? null : standsNow(from, error);
        if (now === null || tries === mostTries) throw error;
        const stands = form.valuesOf(now);
        setBase(now);
        setDraft((written) => follow(written, stands));
        [from, sent] = [now, follow(sent, stands)];
        if (isOpen(sent)) throw new Undecided();
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
      if (isOpen(draft)) throw new Undecided();
      setSaving(true);
      try {
        const sent = await store();
        setDraft((written) => saved(written, sent.values));
      } finally {
        setSaving(false);
      }
    },
    /** Begins another new row. */
    restart: () => setDraft(draftOf(form.valuesOf(null))),
  };
}

/** Whether something waits to be decided. */
const isOpen = ({ theirs }: Draft) => Object.keys(theirs).length > 0;

/** The row as a refused save says that it stands; null for any other failure. */
function standsNow<Row>(row: Row, error: unknown): Row | null {
  const isStale = error instanceof RequestProblem && error.code === 'stale' && typeof error.current === 'object';
  return isStale && error.current !== null ? { ...row, ...error.current } : null;
}
