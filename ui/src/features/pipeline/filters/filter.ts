import type { SummaryFilter } from '@/api/summaries';
import { dayEnd, dayStart } from '@/lib/days';
import { t } from '@/lib/i18n';
import type { DeskSearch } from '@/lib/search';

import { fields, type FilterField } from './fields';

/** The orders there are, each with its words. The first one is the order of the desk. */
export const orders = [
  ['unassigned_first', t('Unassigned first')],
  ['-created_at', t('Newest first')],
  ['created_at', t('Oldest first')],
  ['-last_message_at', t('Last message')],
  ['next_due_at', t('Next due')],
  ['urgency', t('Urgency')],
  ['stage_changed_at', t('Longest in stage')],
  ['-stage_changed_at', t('Moved last')],
  ['-loan_amount', t('Largest loan')],
  ['loan_amount', t('Smallest loan')],
  ['-credit_score', t('Best credit score')],
  ['credit_score', t('Lowest credit score')],
  ['-captured_at', t('Newest lead')],
  ['captured_at', t('Oldest lead')],
  ['name', t('Name')],
  ['-name', t('Name, Z to A')],
  ['-updated_at', t('Changed last')],
] as const;

export const firstOrder = orders[0][0];

/** The filter that the address stands for. What it does not know is left out, never sent. */
export function filterOf(search: DeskSearch, now: number): SummaryFilter {
  const known = orders.some(([value]) => value === search.order);
  return { ordering: known ? (search.order ?? firstOrder) : firstOrder, ...narrowing(search, now) };
}

/** What narrows the list, without its order. */
export function narrowing(search: DeskSearch, now: number): SummaryFilter {
  const filter = search.q === undefined ? {} : { q: search.q };
  return Object.assign(filter, ...fields.map((field) => partOf(field, search, now))) as SummaryFilter;
}

function partOf(field: FilterField, search: DeskSearch, now: number): SummaryFilter {
  switch (field.kind) {
    case 'people': {
      const people = search[field.key];
      if (people === undefined) return {};
      return people === 'none' ? { unassigned: true } : { assigned_to: people };
    }
    case 'range':
      return { ...held(search, field.low), ...held(search, field.high) };
    case 'dates': {
      const [after, before] = [search[field.after], search[field.before]];
      return {
        ...(after === undefined ? {} : present(field.after, dayStart(after, now))),
        ...(before === undefined ? {} : present(field.before, dayEnd(before, now))),
      };
    }
    case 'choice': {
      const known = field.choices.find(([choice]) => choice === search[field.key]);
      return present(field.key, known?.[0] ?? null);
    }
    case 'flag':
      return search[field.key] ? field.sends : {};
    default:
      return held(search, field.key);
  }
}

const held = (search: DeskSearch, key: keyof DeskSearch) => present(key, search[key] ?? null);
const present = (key: string, value: string | number | true | null): SummaryFilter => (value === null ? {} : { [key]: value });

/** Adds a value to those in a list with commas, or takes it out. */
export function toggled(list: string | undefined, value: string): string | undefined {
  const there = list?.split(',').filter(Boolean) ?? [];
  const next = there.includes(value) ? there.filter((other) => other !== value) : [...there, value];
  return next.length > 0 ? next.join(',') : undefined;
}
