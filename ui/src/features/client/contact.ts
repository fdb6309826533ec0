import type { Client, ContactProposal, UpdateClient } from '@/api/types';
import { t } from '@/lib/i18n';

/** How to reach a client. */
export type Contact = Pick<Client, 'name' | 'email' | 'phone'>;

export const contactFields = [
  ['name', t('Full name'), 'text'],
  ['email', t('Email'), 'email'],
  ['phone', t('Phone'), 'tel'],
] as const;
export type ContactField = (typeof contactFields)[number][0];
export type ContactValues = Record<ContactField, string>;

export const valuesOf = ({ name, email, phone }: Contact): ContactValues => ({
  name: name ?? '',
  email: email ?? '',
  phone: phone ?? '',
});

/** Only what was touched is sent; an emptied field is cleared. */
export function changeOf(seen: Contact, values: ContactValues): UpdateClient {
  const change: UpdateClient = {};
  for (const [key] of contactFields) {
    const value = values[key].trim();
    if (value !== (seen[key] ?? '')) change[key] = value || null;
  }
  return change;
}

/** A change that holds only while the fields it touches are as they were seen. */
export function withExpected(seen: Contact, change: UpdateClient): UpdateClient {
  const touched = contactFields.map(([key]) => key).filter((key) => key in change);
  return { ...change, expected: Object.fromEntries(touched.map((key) => [key, seen[key]])) };
}

/** The fields that this person and somebody else both changed, each in another way. */
export function contested(seen: Contact, now: Contact, values: ContactValues): ContactField[] {
  const mine = changeOf(seen, values);
  return contactFields
    .map(([key]) => key)
    .filter((key) => key in mine && now[key] !== seen[key] && (mine[key] ?? null) !== now[key]);
}

/** An edit carried over to what stands now: what was not touched follows the others' change. */
export function carriedOver(seen: Contact, now: Contact, values: ContactValues): ContactValues {
  const mine = changeOf(seen, values);
  const carried = valuesOf(now);
  for (const [key] of contactFields) if (key in mine) carried[key] = values[key];
  return carried;
}

/** The proposals of one field, in the order in which they were said. */
export interface ContactQuestion {
  field: ContactProposal['field'];
  values: string[];
}

/** One question a field: the server decides on all of a field's proposals at once. */
export function contactQuestions(proposals: readonly ContactProposal[]): ContactQuestion[] {
  const questions = new Map<string, ContactQuestion>();
  for (const { field, value } of proposals) {
    const question = questions.get(field) ?? { field, values: [] };
    // What is said again is the newest again.
    question.values = [...question.values.filter((held) => held !== value), value];
    questions.set(field, question);
  }
  return [...questions.values()];
}

const names: Record<string, string> = { name: t('name'), email: t('email address'), phone: t('phone number') };

/** What a contact field is called within a sentence. */
export const contactName = (field: string) => names[field] ?? field;
