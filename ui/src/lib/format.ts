/** Words for numbers, dates and people, by the reader's locale: `Intl` where it has them, else the catalogues. */

import { heard, locale, t } from './i18n';
import { dateFormat, numberFormat } from './intl';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const count = (value: number) => numberFormat(locale(), {}).format(value);

/** `$450,000`; `$1.2M` where space is short. */
export function money(value: number, style: 'whole' | 'short' = 'whole'): string {
  const short = style === 'short' && Math.abs(value) >= 10_000;
  return numberFormat(locale(), {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: Number.isInteger(value) || short ? (short ? 1 : 0) : 2,
    ...(short ? { notation: 'compact' as const } : {}),
  }).format(value);
}

/** Millionths of a dollar; small sums keep the digits that say something. */
export const dollars = (micros: number) =>
  numberFormat(locale(), {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: micros > 0 && micros < 1_000_000 ? 4 : 2,
  }).format(micros / 1e6);

export const percent = (share: number) =>
  numberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** How long ago or how soon, in the shortest honest form: `now`, `4m`, `3h`, `2d`, `5w`, `in 2h`; in a sentence `4m ago`. */
export function ago(then: string, now: number, style: 'short' | 'sentence' = 'short'): string {
  const past = now - Date.parse(then);
  const inSentence = style === 'sentence';
  if (Math.abs(past) < minute) return inSentence ? t('just now') : t('now');
  const text = short(Math.abs(past));
  if (past < 0) return t('in {span}', { span: text });
  return inSentence ? t('{span} ago', { span: text }) : text;
}

/** How long something holds: `for 3d`. */
export function lasting(since: string, now: number): string {
  const past = Math.abs(now - Date.parse(since));
  return past < minute ? t('just now') : t('for {span}', { span: short(past) });
}

function short(ms: number): string {
  if (ms < hour) return t('{n}m', { n: Math.floor(ms / minute) });
  if (ms < day) return t('{n}h', { n: Math.floor(ms / hour) });
  if (ms < 14 * day) return t('{n}d', { n: Math.floor(ms / day) });
  if (ms < 70 * day) return t('{n}w', { n: Math.floor(ms / (7 * day)) });
  return ms < 730 * day ? t('{n}mo', { n: Math.floor(ms / (30 * day)) }) : t('{n}y', { n: Math.floor(ms / (365 * day)) });
}

/** A span in words for a sentence: `3 days`. */
export function span(seconds: number): string {
  if (seconds >= 86_400) return unit(seconds / 86_400, 'day');
  if (seconds >= 3600) return unit(seconds / 3600, 'hour');
  return seconds >= 60 ? unit(seconds / 60, 'minute') : t('less than a minute');
}

const unit = (value: number, name: 'day' | 'hour' | 'minute') =>
  numberFormat(locale(), { style: 'unit', unit: name, unitDisplay: 'long' }).format(Math.floor(value));

/** `Ben and Cara`. */
export const listOf = (names: readonly string[]) => new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names);

export const clockTime = (at: string) =>
  dateFormat(locale(), { hour: 'numeric', minute: '2-digit' }).format(new Date(at));

export const dateTime = (at: string) =>
  dateFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

/** The heading of a day in a transcript: `Today`, `Yesterday`, `Monday, March 3`. */
export function dayName(at: string, now: number): string {
  const date = new Date(at);
  const days = Math.round((startOfDay(now) - startOfDay(date.getTime())) / day);
  if (days === 0) return t('Today');
  if (days === 1) return t('Yesterday');
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return dateFormat(locale(), {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' as const }),
  }).format(date);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** `+14155550134` → `(415) 555-0134`; what is not North American stays as it is. */
export function phone(value: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(value);
  return parts ? `(${parts[1] ?? ''}) ${parts[2] ?? ''}-${parts[3] ?? ''}` : value;
}

/** Up to two letters for a face without a picture. */
export function initials(name: string | null): string {
  const words = (name ?? '').split(/[\s@.]+/).filter(Boolean);
  const first = words[0]?.[0] ?? '?';
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** What somebody said or a model read, as a line of its own begins. */
export const asSentence = (text: string) => text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);

/** Who did something: a person by their name, or a part of Rivo. */
export function actorName(name: string): string {
  switch (name) {
    case 'assignment':
      return t('Lead assignment');
    case 'cli':
      return t('Command line');
    case 'extraction':
      return t('Extraction');
    case 'ingest':
      return t('Chat');
    case 'login':
      return t('Login page');
    default:
      return name;
  }
}

/** `docs_pending` → `Docs pending`, for codes that came without words. */
export function fromCode(code: string): string {
  const words = code.replaceAll(/[_.]/g, ' ');
  return heard(words.charAt(0).toUpperCase() + words.slice(1));
}
