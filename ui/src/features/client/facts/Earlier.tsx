import type { Fact } from '@/api/types';
import { factText } from '@/lib/facts';
import { t } from '@/lib/i18n';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './Earlier.module.css';

/** What stood here before, newest first: the client or a person said otherwise since. */
export function Earlier({ label, facts }: { label: string; facts: Fact[] }) {
  const shown = facts.filter((fact) => factText(fact) !== null);
  if (shown.length === 0) return null;
  const earlier = t('{count} earlier values', { count: shown.length });
  return (
    <details className={classes['earlier']}>
      <summary aria-label={`${label}: ${earlier}`}>
        {earlier}
      </summary>
      <ul>
        {shown.map((fact, index) => (
          <li key={index}>
            <del>{factText(fact)}</del>
            {fact.evidence && <q>{fact.evidence.quote}</q>} <TimeAgo at={fact.at} suffix />
          </li>
        ))}
      </ul>
    </details>
  );
}
