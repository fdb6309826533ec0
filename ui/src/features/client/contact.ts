import type { Client, ContactProposal, UpdateClient } from '@/api/types';
import { t } from '@/lib/i18n';
import type { Fields } from '@/ui/drafts';

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

/** What both wrote into one field, and whose word is to stand. */
export interface Dispute {
  theirs: string | null;
  mine: string | null;
  chosen: 'theirs' | 'mine' | null;
}

/** An edit under way: what was seen of each field, what stands in it now, and what is to be decided. */
export interface ContactEdit {
  seen: Contact;
  values: ContactValues;
  disputes: Partial<Record<ContactField, Dispute>>;
}

const contactOf = ({ name, email, phone }: Contact): Contact => ({ name, email, phone });

/** An edit in its fields, as a draft is kept; null where nothing is changed. */
export const contactDraft = (seen: Contact, values: ContactValues): Fields | null =>
  Object.keys(changeOf(seen, values)).length === 0 ? null : { ...values, seen: JSON.stringify(contactOf(seen)) };

/** What stands in the fields of such a draft. */
export const valuesIn = ({ name = '', email = '', phone = '' }: Fields): ContactValues => ({ name, email, phone });

/** Such a draft, as it was left. */
export const contactEdit = (draft: Fields): Pick<ContactEdit, 'seen' | 'values'> => ({
  seen: JSON.parse(draft['seen'] ?? '{}') as Contact,
  values: valuesIn(draft),
});

/** An edit that begins now, or goes on where it was left. */
export function begun(client: Contact, draft: Fields | null): ContactEdit {
  if (!draft) return { seen: contactOf(client), values: valuesOf(client), disputes: {} };
  const edit = contactEdit(draft);
  // What was sent may be what stands: it is sent again before anybody is asked.
  return draft['command'] === undefined ? beside(client, edit) : { ...edit, disputes: {} };
}

/** An edit beside what somebody else saved meanwhile. What both changed counts as seen once it is decided. */
export function beside(now: Contact, { seen, values }: Pick<ContactEdit, 'seen' | 'values'>): ContactEdit {
  const both = contested(seen, now, values);
  return {
    seen: { ...contactOf(now), ...Object.fromEntries(both.map((key) => [key, seen[key]])) },
    values: carriedOver(seen, now, values),
    disputes: Object.fromEntries(both.map((key) => [key, { theirs: now[key], mine: values[key].trim() || null, chosen: null }])),
  };
}

/** An edit with the word on what both changed in one field. */
export function decided({ seen, values, disputes }: ContactEdit, key: ContactField, chosen: 'theirs' | 'mine'): ContactEdit {
  const dispute = disputes[key];
  if (!dispute) return { seen, values, disputes };
  return {
    seen: { ...seen, [key]: dispute.theirs },
    values: { ...values, [key]: dispute[chosen] ?? '' },
    disputes: { ...disputes, [key]: { ...dispute, chosen } },
  };
}

/** What was typed while a change was saved goes on from what is saved. */
export const after = (saved: Contact, sent: ContactValues, typed: ContactValues): ContactEdit => ({
  seen: contactOf(saved),
  values: Object.fromEntries(contactFields.map(([key]) => [key, typed[key] === sent[key] ? (saved[key] ?? '') : typed[key]])) as ContactValues,
  disputes: {},
});

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
