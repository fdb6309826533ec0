import { locale } from '@/lib/i18n';

/** A span of days with one digit behind the point where it is short: `2.5 days`. */
export function days(value: number | null): string {
  if (value === null) return '–';
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: 'day',
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** A span of minutes as people say it: `4 min`, `3 hr`, `2 days`. */
export function minutes(value: number | null): string {
  if (value === null) return '–';
  const [amount, unit] = value < 60 ? [value, 'minute'] : value < 48 * 60 ? [value / 60, 'hour'] : [value / 1440, 'day'];
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: amount < 10 && !Number.isInteger(amount) ? 1 : 0,
  }).format(amount);
}

/** A day as the report counts it: `Mar 2`. */
export const dayText = (day: string): string =>
  new Intl.DateTimeFormat(locale(), { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** A day of any year: `Mar 2, 2026`. */
export const dayOfYear = (day: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** What a picture shows, in one sentence for those who cannot see it. */
export const described = (title: string, parts: readonly string[]) => `${title}: ${parts.join('; ')}.`;
