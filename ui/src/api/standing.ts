import { t } from '@/lib/i18n';
import { RequestProblem } from '@/transport';

import type { UserRef } from './types';

/** What stands now, where a change was refused because somebody else was faster; null for any other failure. */
export function standing(error: unknown): Readonly<Record<string, unknown>> | null {
  if (!(error instanceof RequestProblem) || error.code !== 'stale') return null;
  const { current } = error;
  return typeof current === 'object' && current !== null ? { ...current } : null;
}

/** Somebody by their id; also who is no more among those that can be chosen. */
export function personOf(id: unknown, people: readonly UserRef[]): UserRef | null {
  if (typeof id !== 'string') return null;
  return people.find((person) => person.id === id) ?? { id, name: t('somebody else'), email: '' };
}
