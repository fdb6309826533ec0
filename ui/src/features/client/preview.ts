import type { Client, Fact, ReopenProposal, ResolveProposal, UpdateClient } from '@/api/types';
import { factText } from '@/lib/facts';

import type { Correction } from './api';

/** The client with edited contact details. */
export function withContact(client: Client, { name, email, phone }: UpdateClient): Client {
  return {
    ...client,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
  };
}

/** The client with one fact corrected by a person, and so locked. */
export function withCorrection(client: Client, { path, value }: Correction): Client {
  const fact = client.context_meta.facts[path];
  const corrected: Fact = {
    ...(fact ?? emptyFact),
    value,
    text: value,
    low: null,
    high: null,
    evidence: null,
    confidence: 1,
    source: 'human',
    status: 'verified',
    locked: true,
    at: new Date().toISOString(),
    proposed: null,
  };
  return withFact(withValue(client, path, value), path, corrected);
}

/** The client after the word on a proposal: the value taken over, or the proposal gone. */
export function withoutProposal(client: Client, { path, accept }: ResolveProposal): Client {
  const contact = client.proposals.find(({ field }) => field === path);
  if (contact) {
    const kept = { ...client, proposals: client.proposals.filter(({ field }) => field !== path) };
    return accept ? withContact(kept, { [path]: contact.value }) : kept;
  }
  const fact = client.context_meta.facts[path];
  if (!fact?.proposed) return client;
  if (!accept) return withFact(client, path, { ...fact, proposed: null });
  const taken = { ...fact.proposed, proposed: null, locked: fact.locked };
  return withFact(withValue(client, path, factText(fact.proposed)), path, taken);
}

/** The word on a proposal that was said last, as it is taken back; null for one on something else than a fact. */
export function wordOn({ context_meta }: Client, path: string, accepted: boolean): ReopenProposal | null {
  const fact = context_meta.facts[path];
  const decided = accepted ? fact : fact?.previous[0];
  return decided ? { path, accepted, value: decided.text } : null;
}

function withFact(client: Client, path: string, fact: Fact): Client {
  const meta = client.context_meta;
  return { ...client, context_meta: { ...meta, facts: { ...meta.facts, [path]: fact } } };
}

function withValue(client: Client, path: string, value: string | null): Client {
  const { context } = client;
  const [group, leaf] = path.split('.');
  if (leaf && (group === 'loan_details' || group === 'financial_info')) {
    return { ...client, context: { ...context, [group]: { ...context[group], [leaf]: value } } };
  }
  if (path === 'key_points' || path === 'preferences') {
    return { ...client, context: { ...context, [path]: value?.split('\n').filter(Boolean) ?? [] } };
  }
  // A mood or an urgency that a person empties falls back to the quiet one.
  const quiet: Partial<Record<string, string>> = { sentiment: 'neutral', urgency: 'low' };
  return { ...client, context: { ...context, [path]: value ?? quiet[path] ?? null } };
}

const emptyFact: Omit<Fact, 'value' | 'source' | 'status' | 'at'> = {
  low: null,
  high: null,
  unit: null,
  text: null,
  evidence: null,
  confidence: 1,
  locked: false,
  by: null,
  previous: [],
  proposed: null,
};
