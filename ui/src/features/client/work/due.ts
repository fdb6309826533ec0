import { t } from '@/lib/i18n';

/** A time as the field for dates writes it: local, to the minute. */
function fieldTime(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

const at = (now: Date, days: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);

/** When a task is mostly due: each with its words and as the field writes it. */
export function quickDates(now: Date): { label: string; at: string }[] {
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  const nextHour = new Date(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours() + 2);
  return [
    // Late in the day "today" is the next full hour but one.
    { label: t('Today'), at: fieldTime(now.getHours() < 16 ? at(now, 0, 17) : nextHour) },
    { label: t('Tomorrow'), at: fieldTime(at(now, 1, 9)) },
    { label: t('In 3 days'), at: fieldTime(at(now, 3, 9)) },
    { label: t('Next Monday'), at: fieldTime(at(now, untilMonday, 9)) },
  ];
}
