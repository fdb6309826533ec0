import type { SavedView } from '@/api/types';
import { t } from '@/lib/i18n';
import { readDeskSearch, type DeskSearch } from '@/lib/search';
import { readLayout, type ColumnLayout } from '@/ui/grid/useColumnChoice';

import { fields, isSet } from '../filters/fields';
import { firstOrder, orders } from '../filters/filter';
import { saidOf, type Names } from '../filters/said';

/** What a view keeps; in one order, so that two can be compared. */
export function definitionOf(search: DeskSearch, layout: ColumnLayout): Record<string, unknown> {
  const kept = Object.entries(search).filter(([key, value]) => key !== 'view' && value !== undefined);
  return { search: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))), columns: layout };
}

/** The address that a view stands for, as far as it is understood. */
export function searchOf({ definition: { search } }: Pick<SavedView, 'definition'>): DeskSearch {
  return readDeskSearch(typeof search === 'object' && search !== null ? { ...search } : {});
}

export const layoutOf = ({ definition }: Pick<SavedView, 'definition'>): ColumnLayout => readLayout(definition['columns']);

/** Whether two views show the same, however they were written. */
export const showsTheSame = (one: Pick<SavedView, 'definition'>, other: Pick<SavedView, 'definition'>) => read(one) === read(other);
const read = (view: Pick<SavedView, 'definition'>) => JSON.stringify(definitionOf(searchOf(view), layoutOf(view)));

/** What a view shows, in words. */
export function definitionSaid(view: Pick<SavedView, 'definition'>, names: Names): string {
  const search = searchOf(view);
  const order = orders.find(([value]) => value === (search.order ?? firstOrder))?.[1];
  const narrowed = fields.filter((field) => isSet(field, search)).map((field) => [field.label, saidOf(field, search, names)].filter(Boolean).join(' '));
  return [
    ...(search.as === 'board' ? [t('Board')] : search.as === 'table' ? [t('Table')] : []),
    ...(search.q === undefined ? [] : [`“${search.q}”`]),
    ...(search.q === undefined && narrowed.length === 0 ? [t('All clients')] : narrowed),
    ...(order ? [order] : []),
    ...columnsSaid(layoutOf(view)),
  ].join(' · ');
}

function columnsSaid({ order, shown, widths }: ColumnLayout): string[] {
  const chosen = new Set([...order, ...Object.keys(shown), ...Object.keys(widths)]).size;
  return chosen === 0 ? [] : [t('{count} columns of its own', { count: chosen })];
}
