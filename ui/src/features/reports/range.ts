import type { ReportDays } from '@/api/reports';
import type { ReportSearch } from '@/lib/search';

export type Days = ReportDays;

export const presets = ['7d', '30d', '90d', 'month', 'last_month', 'quarter', 'year'] as const;
export type Preset = (typeof presets)[number];
const usual: Preset = '30d';

const dayMs = 86_400_000;
const iso = (at: number) => new Date(at).toISOString().slice(0, 10);

/** What the address asks for: a span of its own, or a preset. */
export function presetOf({ range, from, until }: ReportSearch): Preset | 'custom' {
  if (isDay(from) && isDay(until)) return 'custom';
  return presets.find((preset) => preset === range) ?? usual;
}

/** The days that the address asks for; a span the wrong way round is turned. */
export function daysOf(search: ReportSearch, now: number): Days {
  const { from, until } = search;
  if (isDay(from) && isDay(until)) return from <= until ? { from, until } : { from: until, until: from };
  const preset = presetOf(search);
  return daysOfPreset(preset === 'custom' ? usual : preset, now);
}

export function daysOfPreset(preset: Preset, now: number): Days {
  const today = new Date(now);
  const [year, month] = [today.getUTCFullYear(), today.getUTCMonth()];
  const first = (ofMonth: number) => iso(Date.UTC(year, ofMonth, 1));
  const until = iso(now);
  switch (preset) {
    case '7d':
      return { from: iso(now - 6 * dayMs), until };
    case '30d':
      return { from: iso(now - 29 * dayMs), until };
    case '90d':
      return { from: iso(now - 89 * dayMs), until };
    case 'month':
      return { from: first(month), until };
    case 'last_month':
      return { from: first(month - 1), until: iso(Date.UTC(year, month, 0)) };
    case 'quarter':
      return { from: first(month - (month % 3)), until };
    case 'year':
      return { from: first(0), until };
  }
}

/** The longest that a report of the last days looks back. */
const mostDaysBack = 366;

/** The first day that a report of the last days can tell of. */
export const firstKnownDay = (now: number): string => iso(now - (mostDaysBack - 1) * dayMs);

/** How many days ago a day began, today counted: what a report of the last days has to reach back. */
export function daysBack(from: string, now: number): number {
  const days = Math.floor(now / dayMs) - Math.floor(Date.parse(`${from}T00:00:00Z`) / dayMs) + 1;
  return Math.min(mostDaysBack, Math.max(1, days));
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
