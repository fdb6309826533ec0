import { useState, type FocusEvent, type RefObject } from 'react';

import type { Client } from '@/api/types';
import { factLabel, shownValue, valueAt } from '@/lib/facts';
import { t } from '@/lib/i18n';
import { RequestProblem } from '@/transport';
import { useShortcuts } from '@/ui/shortcuts';
import { done, failed } from '@/ui/toast';

import { useCorrectFact, useResolveProposal } from '../api';

interface FactKeys {
  client: Client;
  sheet: RefObject<HTMLElement | null>;
  mayCorrect: boolean;
}

/**
 * The keyboard of the fact sheet: `j` and `k` walk through it, and one key corrects the fact in focus,
 * confirms it, or takes or turns down what is proposed for it.
 */
export function useFactKeys({ client, sheet, mayCorrect }: FactKeys) {
  const [current, setCurrent] = useState<string | null>(null);
  const [asked, edit] = useState<string | null>(null);
  const leave = (path: string) => edit((other) => (other === path ? null : other));
  const correct = useCorrectFact(client.id, {
    onDone: (_client, { path }) => done(t('{label} is confirmed and locked.', { label: factLabel(path) })),
    onFailed: (error, { path }) => {
      const label = factLabel(path);
      const stale = error instanceof RequestProblem && error.status === 409;
      failed(stale ? t('{label} changed meanwhile: look at it again', { label }) : t('{label} was not saved', { label }), error);
    },
  });
  const resolve = useResolveProposal(client.id);
  const { facts } = client.context_meta;

  const step = (by: number) => {
    const rows = [...(sheet.current?.querySelectorAll<HTMLElement>('[data-fact]:has(button:enabled)') ?? [])];
    const here = rows.findIndex((row) => row.dataset['fact'] === current);
    const next = rows[Math.max(0, Math.min(rows.length - 1, here + by))];
    next?.querySelector<HTMLElement>('button:enabled')?.focus();
  };

  /** Says that what stands is right: it becomes a person's word and is locked. */
  const confirm = (path: string) => {
    const label = factLabel(path);
    const value = shownValue(client.context, path, facts[path]);
    if (value === null) {
      edit(path);
      return;
    }
    if (facts[path]?.locked) {
      done(t('{label} is locked already.', { label }));
      return;
    }
    correct.mutate({ path, value, expected: valueAt(client.context, path) });
  };

  const decide = (path: string, accept: boolean) => {
    if (facts[path]?.proposed) resolve.mutate({ path, accept });
    else done(t('Nothing is proposed for {label}.', { label: factLabel(path) }));
  };

  const group = t('Facts');
  /** Acts on the fact in focus; with none, goes to the first one. */
  const on = (act: (path: string) => void) => () => {
    if (current === null) step(1);
    else act(current);
  };
  useShortcuts([
    { keys: 'j', label: t('Next fact'), group, run: () => step(1) },
    { keys: 'k', label: t('Previous fact'), group, run: () => step(-1) },
    ...(mayCorrect
      ? [
          ...(current === null ? [] : [{ keys: 'e', label: t('Correct {label}', { label: factLabel(current) }), group, run: () => edit(current) }]),
          { keys: 'l', label: t('Confirm and lock the fact'), group, run: on(confirm) },
          { keys: 'y', label: t('Take what is proposed'), group, run: on((path) => decide(path, true)) },
          { keys: 'x', label: t('Turn down what is proposed'), group, run: on((path) => decide(path, false)) },
        ]
      : []),
  ]);

  const follow = {
    onFocus: ({ target }: FocusEvent<HTMLElement>) => {
      setCurrent(target.closest<HTMLElement>('[data-fact]')?.dataset['fact'] ?? null);
    },
    onBlur: ({ relatedTarget }: FocusEvent<HTMLElement>) => {
      // A dialog over the page gives the focus back; anywhere else the sheet is left.
      if (sheet.current?.contains(relatedTarget) || document.querySelector('[aria-modal="true"]')) return;
      setCurrent(null);
    },
  };
  return { asked, edit, leave, confirm, follow };
}
