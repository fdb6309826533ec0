import type { Today, TodayReason } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';

import classes from './Counts.module.css';

export type Show = keyof Today['counts'];

/** The reasons that each figure counts. */
const reasonsOf: Record<Show, readonly TodayReason['code'][]> = {
  late: ['first_touch_late'],
  new: ['new_lead'],
  due: ['task_due', 'task_overdue'],
  urgent: ['urgent'],
};

const labels: Record<Show, string> = {
  late: t('Late first contact'),
  new: t('New leads'),
  due: t('Due tasks'),
  urgent: t('Urgent'),
};

const order: readonly Show[] = ['late', 'new', 'due', 'urgent'];

export const isShow = (text: string | undefined): text is Show => order.some((show) => show === text);

/** Whether an item is of what a figure counts. */
export const counts = (show: Show, reasons: readonly TodayReason[]) =>
  reasons.some(({ code }) => reasonsOf[show].includes(code));

interface CountsProps {
  counts: Today['counts'];
  shown: Show | undefined;
  onShow: (show: Show | undefined) => void;
}

/** The day in four figures; each narrows the list to what it counts. */
export function Counts({ counts: figures, shown, onShow }: CountsProps) {
  return (
    <ul className={classes['counts']} aria-label={t('Narrow the list')}>
      {order.map((show) => (
        <li key={show}>
          <button
            type="button"
            className={classes['figure']}
            data-tone={show === 'late' && figures[show] > 0 ? 'late' : undefined}
            aria-pressed={shown === show}
            onClick={() => onShow(shown === show ? undefined : show)}
          >
            <b>{count(figures[show])}</b> <span>{labels[show]}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
