import type { ClientFilter } from '@/api/clients';
import type { Sentiment, Urgency } from '@/api/types';
import { t } from '@/lib/i18n';
import type { DeskSearch } from '@/lib/search';

export const orders = [
  ['unassigned_first', t('Unassigned first')],
  ['-created_at', t('Newest first')],
  ['-last_message_at', t('Last message')],
  ['stage_changed_at', t('Longest in stage')],
  ['name', t('Name')],
] as const;

const urgencies: readonly string[] = ['low', 'medium', 'high'] satisfies Urgency[];
const sentiments: readonly string[] = ['positive', 'neutral', 'negative'] satisfies Sentiment[];
const isUrgency = (value: string | undefined): value is Urgency => urgencies.includes(value ?? '');
const isSentiment = (value: string | undefined): value is Sentiment => sentiments.includes(value ?? '');

/** The filter that the address bar stands for. What it does not know is left out, never sent. */
export function filterOf(search: DeskSearch): ClientFilter {
  const { q, stage, csm, urgency, sentiment, captured, order } = search;
  return {
    ordering: orders.some(([value]) => value === order) ? (order ?? '') : 'unassigned_first',
    ...(q ? { q } : {}),
    ...(stage ? { stage } : {}),
    ...(csm === 'none' ? { unassigned: true } : csm ? { assigned_to: csm } : {}),
    ...(isUrgency(urgency) ? { urgency } : {}),
    ...(isSentiment(sentiment) ? { sentiment } : {}),
    ...(captured === 'any' || captured === 'false' ? { captured } : {}),
  };
}

/** Whether anything narrows the list. */
export const isNarrowed = ({ q, stage, csm, urgency, sentiment, captured }: DeskSearch) =>
  [q, stage, csm, urgency, sentiment, captured].some(Boolean);

/** Adds a stage to those in the filter, or takes it out. */
export function toggleStage(stages: string | undefined, stage: string): string | undefined {
  const held = stages?.split(',').filter(Boolean) ?? [];
  const next = held.includes(stage) ? held.filter((other) => other !== stage) : [...held, stage];
  return next.length > 0 ? next.join(',') : undefined;
}
