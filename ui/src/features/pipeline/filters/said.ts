import type { StageGraph, UserRef } from '@/api/types';
import { daysBack } from '@/lib/days';
import { count, money } from '@/lib/format';
import { locale, t } from '@/lib/i18n';
import { dateFormat } from '@/lib/intl';
import type { DeskSearch } from '@/lib/search';

import type { FilterField } from './fields';

/** What ids and names stand for. */
export interface Names {
  people: readonly UserRef[];
  graph: StageGraph | undefined;
}

/** What a field is narrowed to, in words; empty for a field that only is on. */
export function saidOf(field: FilterField, search: DeskSearch, { people, graph }: Names): string {
  switch (field.kind) {
    case 'stages':
      return either(listed(search[field.key]).map((stage) => graph?.stages.find((info) => info.stage === stage)?.label ?? stage));
    case 'people':
      return either(listed(search[field.key]).map((id) => (id === 'none' ? t('nobody') : nameOf(id, people))));
    case 'choice':
      return field.choices.find(([value]) => value === search[field.key])?.[1] ?? '';
    case 'text':
      return search[field.key] ?? '';
    case 'days':
      return t('at least {value}', { value: count(search[field.key] ?? 0) });
    case 'range':
      return between(search[field.low], search[field.high], field.money ? money : count);
    case 'dates':
      return time(search[field.after], search[field.before]);
    case 'flag':
      return '';
  }
}

const listed = (list: string | undefined) => list?.split(',').filter(Boolean) ?? [];
const either = (names: string[]) => new Intl.ListFormat(locale(), { type: 'disjunction' }).format(names);
const nameOf = (id: string, people: readonly UserRef[]) =>
  id === 'me' ? t('me') : (people.find((person) => person.id === id)?.name ?? t('somebody'));

function between(low: number | undefined, high: number | undefined, said: (value: number) => string): string {
  if (low === undefined) return t('at most {value}', { value: said(high ?? 0) });
  if (high === undefined) return t('at least {value}', { value: said(low) });
  return t('{low} to {high}', { low: said(low), high: said(high) });
}

function time(after: string | undefined, before: string | undefined): string {
  const back = after === undefined ? null : daysBack(after);
  if (back !== null && before === undefined) {
    return back === 0 ? t('today') : t('in the last {count} days', { count: back });
  }
  if (after === undefined) return t('until {day}', { day: day(before) });
  if (before === undefined) return t('since {day}', { day: day(after) });
  return t('{low} to {high}', { low: day(after), high: day(before) });
}

function day(text: string | undefined): string {
  const back = daysBack(text ?? '');
  const date = back === null ? new Date(`${text ?? ''}T12:00`) : new Date(Date.now() - back * 86_400_000);
  return Number.isNaN(date.getTime()) ? (text ?? '') : dateFormat(locale(), { dateStyle: 'medium' }).format(date);
}

