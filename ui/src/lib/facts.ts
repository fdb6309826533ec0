import type { Client, Context, Fact } from '@/api/types';

import { asSentence, fromCode } from './format';
import { t } from './i18n';

/** How a fact is written and corrected. */
export type FactKind = 'text' | 'money' | 'rate' | 'number' | 'choice' | 'long' | 'list';

export interface FactEntry {
  path: string;
  label: string;
  kind: FactKind;
  choices?: readonly string[];
}

export interface FactGroup {
  label: string;
  facts: readonly FactEntry[];
}

/** The fact sheet, in the order in which a loan officer reads it. */
export const factGroups: readonly FactGroup[] = [
  {
    label: t('Goal'),
    facts: [
      { path: 'intent', label: t('Intent'), kind: 'text' },
      { path: 'urgency', label: t('Urgency'), kind: 'choice', choices: ['low', 'medium', 'high'] },
      { path: 'sentiment', label: t('Sentiment'), kind: 'choice', choices: ['positive', 'neutral', 'negative'] },
    ],
  },
  {
    label: t('Loan'),
    facts: [
      { path: 'loan_details.current_loan_amount', label: t('Loan amount'), kind: 'money' },
      { path: 'loan_details.monthly_payment', label: t('Monthly payment'), kind: 'money' },
      { path: 'loan_details.interest_rate', label: t('Interest rate'), kind: 'rate' },
      { path: 'loan_details.loan_type', label: t('Loan type'), kind: 'text' },
      { path: 'loan_details.property_type', label: t('Property type'), kind: 'text' },
      { path: 'loan_details.property_value', label: t('Property value'), kind: 'money' },
    ],
  },
  {
    label: t('Finances'),
    facts: [
      { path: 'financial_info.income', label: t('Income'), kind: 'money' },
      { path: 'financial_info.credit_score', label: t('Credit score'), kind: 'number' },
      { path: 'financial_info.debt_to_income', label: t('Debt to income'), kind: 'rate' },
      { path: 'financial_info.employment_status', label: t('Employment'), kind: 'text' },
    ],
  },
];

/** What is told in sentences, around the sheet. */
export const summaryEntry: FactEntry = { path: 'summary', label: t('In short'), kind: 'long' };
export const listEntries: readonly FactEntry[] = [
  { path: 'key_points', label: t('Key points'), kind: 'list' },
  { path: 'preferences', label: t('Preferences'), kind: 'list' },
];

const entries = new Map(
  [...factGroups.flatMap(({ facts }) => facts), summaryEntry, ...listEntries].map((entry) => [entry.path, entry]),
);

/** A fact's words for people, also for one the sheet does not know. */
export function factLabel(path: string): string {
  const known = entries.get(path.replace(/[.[]\d+\]?$/, ''));
  if (known) return known.label;
  return fromCode(path.split('.').pop() ?? path);
}

/** The value at a path of the context as text, a list one item a line, or null where nothing is known. */
export function valueAt(context: Context, path: string): string | null {
  let value: unknown = context;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string, unknown>)[step];
  }
  if (Array.isArray(value)) return value.length > 0 ? value.join('\n') : null;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A fact's value as shown in the sheet: from the context, or from the fact that stands apart unverified. */
export function shownValue(context: Context, path: string, fact: Fact | undefined): string | null {
  const value = valueAt(context, path);
  if (value !== null) return value;
  return fact?.status === 'unverified' ? factText(fact) : null;
}

/** A fact's own words for its value. */
export function factText(fact: Fact): string | null {
  if (fact.text) return fact.text;
  return fact.value === null ? null : String(fact.value);
}

/** The two things a list says of a lead: what they want and how much it is about. */
export function headline({ context }: Client): { intent: string | null; amount: string | null } {
  return {
    intent: context.intent && asSentence(context.intent),
    amount: valueAt(context, 'loan_details.current_loan_amount') ?? valueAt(context, 'loan_details.property_value'),
  };
}
