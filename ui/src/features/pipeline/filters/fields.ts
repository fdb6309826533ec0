import type { SummaryFilter } from '@/api/summaries';
import type { JobState, Sentiment, Urgency } from '@/api/types';
import { t } from '@/lib/i18n';
import type { DeskSearch } from '@/lib/search';

/** The keys of the address that hold one kind of value. */
type KeysOf<Value> = {
  [Key in keyof DeskSearch]-?: NonNullable<DeskSearch[Key]> extends Value ? Key : never;
}[keyof DeskSearch];
type TextKey = KeysOf<string>;
type NumberKey = KeysOf<number>;
type FlagKey = KeysOf<true>;

interface Named {
  label: string;
}

/** One thing that the list can be narrowed by, and how it is asked for. */
export type FilterField = Named &
  (
    | { kind: 'stages'; key: TextKey }
    | { kind: 'people'; key: TextKey }
    | { kind: 'choice'; key: TextKey; choices: readonly (readonly [value: string, label: string])[] }
    | { kind: 'text'; key: TextKey; hint: string }
    | { kind: 'range'; low: NumberKey; high: NumberKey; money: boolean }
    | { kind: 'dates'; after: TextKey; before: TextKey }
    | { kind: 'days'; key: NumberKey }
    | { kind: 'flag'; key: FlagKey; sends: SummaryFilter }
  );

const urgencies: readonly (readonly [Urgency, string])[] = [
  ['high', t('Urgent')],
  ['medium', t('Medium')],
  ['low', t('Low')],
];
const sentiments: readonly (readonly [Sentiment, string])[] = [
  ['positive', t('Positive')],
  ['neutral', t('Neutral')],
  ['negative', t('Negative')],
];
const extractions: readonly (readonly [JobState, string])[] = [
  ['done', t('Done')],
  ['queued', t('Queued')],
  ['running', t('Running')],
  ['failed', t('Failed, will be tried again')],
  ['dead', t('Given up')],
];

/** All of them, in the order in which they are offered. */
export const fields: readonly FilterField[] = [
  { kind: 'stages', key: 'stage', label: t('Stage') },
  { kind: 'people', key: 'csm', label: t('Worked by') },
  { kind: 'choice', key: 'urgency', label: t('Urgency'), choices: urgencies },
  { kind: 'flag', key: 'worked', label: t('Somebody works them'), sends: { unassigned: false } },
  { kind: 'flag', key: 'unread', label: t('Unread messages'), sends: { unread: true } },
  { kind: 'flag', key: 'seen', label: t('Nothing unread'), sends: { unread: false } },
  { kind: 'flag', key: 'no_next_action', label: t('No next action'), sends: { no_next_action: true } },
  { kind: 'range', low: 'loan_amount_min', high: 'loan_amount_max', label: t('Loan amount'), money: true },
  { kind: 'range', low: 'property_value_min', high: 'property_value_max', label: t('Property value'), money: true },
  { kind: 'range', low: 'income_min', high: 'income_max', label: t('Income'), money: true },
  { kind: 'range', low: 'credit_score_min', high: 'credit_score_max', label: t('Credit score'), money: false },
  { kind: 'text', key: 'intent', label: t('Intent'), hint: t('refinance, purchase …') },
  { kind: 'text', key: 'loan_type', label: t('Loan type'), hint: t('FHA, VA, conventional …') },
  { kind: 'choice', key: 'sentiment', label: t('Sentiment'), choices: sentiments },
  { kind: 'days', key: 'stale', label: t('Days in stage') },
  { kind: 'dates', after: 'captured_after', before: 'captured_before', label: t('Became a lead') },
  { kind: 'dates', after: 'last_message_after', before: 'last_message_before', label: t('Last message') },
  { kind: 'dates', after: 'stage_changed_after', before: 'stage_changed_before', label: t('Entered the stage') },
  { kind: 'dates', after: 'created_after', before: 'created_before', label: t('First seen') },
  { kind: 'text', key: 'source', label: t('Source'), hint: t('chat, manual …') },
  { kind: 'choice', key: 'extraction', label: t('Extraction'), choices: extractions },
  {
    kind: 'choice',
    key: 'captured',
    label: t('Contact details'),
    choices: [
      ['false', t('Incomplete contact')],
      ['any', t('All, also incomplete')],
    ],
  },
];

/** The address's keys of one field. */
export function keysOf(field: FilterField): (keyof DeskSearch)[] {
  if (field.kind === 'range') return [field.low, field.high];
  if (field.kind === 'dates') return [field.after, field.before];
  return [field.key];
}

export const isSet = (field: FilterField, search: DeskSearch) => keysOf(field).some((key) => search[key] !== undefined);

/** A change of the address that takes the field's filter away. */
export const without = (field: FilterField): Partial<DeskSearch> =>
  Object.fromEntries(keysOf(field).map((key) => [key, undefined]));

/** Whether anything narrows the list. */
export const isNarrowed = (search: DeskSearch) => search.q !== undefined || fields.some((field) => isSet(field, search));

/** A change of the address that takes every filter away, and leaves order and shape. */
export const withoutAny = (): Partial<DeskSearch> => Object.assign({ q: undefined, view: undefined }, ...fields.map(without)) as Partial<DeskSearch>;
