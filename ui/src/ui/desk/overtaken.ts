import { personOf, standing } from '@/api/standing';
import type { UserRef } from '@/api/types';
import { t } from '@/lib/i18n';

import { ask, done, failed } from '../toast';

interface Overtaken {
  /** The client, or how many. */
  what: string;
  /** Who works them by now; null where nobody does. */
  by: string | null;
  to: UserRef | null;
  /** Does it all the same. */
  again: () => void;
}

/** Says that clients were left with whom somebody else gave them to meanwhile, and lets one decide. */
export function overtaken({ what, by, to, again }: Overtaken): void {
  ask(
    by === null ? t('{what}: with nobody by now', { what }) : t('{what}: with {name} by now', { what, name: by }),
    t('Somebody changed it meanwhile. It was left so.'),
    to === null ? t('Take from {name} all the same', { name: by ?? '' }) : t('Give to {name} all the same', { name: to.name }),
    again,
  );
}

interface Refusal {
  what: string;
  to: UserRef | null;
  people: readonly UserRef[];
  /** Gives the client away from whom it is with now. */
  again: (now: UserRef | null) => void;
}

/** Tells why a client was not given to somebody: where somebody else was faster, one decides. */
export function assignmentRefused(error: unknown, { what, to, people, again }: Refusal): void {
  const stands = standing(error);
  if (!stands) {
    failed(t('The assignment was not saved'), error);
    return;
  }
  const now = personOf(stands['assigned_to'], people);
  if (now?.id === to?.id) done(saidOf(what, to));
  else overtaken({ what, by: now?.name ?? null, to, again: () => again(now) });
}

/** What an assignment came to. */
export const saidOf = (what: string, to: UserRef | null) =>
  to ? t('{what}: now with {name}', { what, name: to.name }) : t('{what}: no longer assigned', { what });
