import { locale } from '@/lib/i18n';

/** A day of the report, which counts days in UTC: `Mar 2`. */
export function Day({ day }: { day: string }) {
  const date = new Date(`${day}T00:00:00Z`);
  const text = new Intl.DateTimeFormat(locale(), { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(date);
  return <time dateTime={day}>{text}</time>;
}
