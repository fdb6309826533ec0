import type { Urgency } from '@/api/types';
import { t } from '@/lib/i18n';

import classes from './UrgencyMark.module.css';

/** How pressing a lead is: bars that rise, and the word. */
export function UrgencyMark({ urgency, bare = false }: { urgency: Urgency; bare?: boolean }) {
  return (
    <span className={classes['mark']} data-urgency={urgency}>
      <svg viewBox="0 0 14 12" width="14" height="12" aria-hidden="true">
        <rect x="0" y="7" width="3" height="5" rx="1" />
        <rect x="5" y="4" width="3" height="8" rx="1" data-on={urgency !== 'low'} />
        <rect x="10" y="0" width="3" height="12" rx="1" data-on={urgency === 'high'} />
      </svg>
      <span className={bare ? 'visually-hidden' : undefined}>{words[urgency]}</span>
    </span>
  );
}

const words: Record<Urgency, string> = { low: t('Low'), medium: t('Medium'), high: t('Urgent') };
