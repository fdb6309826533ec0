import { expect, it } from 'vitest';

import { aClient } from '@/lib/testing';
import type { ChatMessage, Fact } from '@/api/types';

import { hitsIn, linesOf, marksOf, piecesOf } from './transcript';

const message = (id: string, at: Date, rest: Partial<ChatMessage> = {}): ChatMessage => ({
  id,
  session_id: 's1',
  client: 'c1',
  message: 'Hello',
  sender_type: 'client',
  data_type: 'message',
  position: 1,
  metadata: null,
  created_at: at.toISOString(),
  updated_at: at.toISOString(),
  ...rest,
});
const time = (day: number, hour: number, minute = 0) => new Date(2026, 2, day, hour, minute);
const now = time(10, 12).getTime();

it('days and visits are set apart, and what one says in one goes together', () => {
  const lines = linesOf(
    [
      message('a', time(9, 9)),
      message('b', time(9, 9, 1)),
      message('c', time(9, 9, 2), { sender_type: 'bot' }),
      message('d', time(10, 8)),
      message('e', time(10, 9), { session_id: 's2' }),
    ],
    now,
  );
  expect(lines.map((line) => (line.kind === 'message' ? `${line.key}${line.opensTurn ? '!' : ''}` : line.kind))).toEqual([
    'day', 'a!', 'b', 'c!', 'day', 'd!', 'session', 'day', 'e!',
  ]);
});

const plain = { quoted: false, hit: null };

it.each([
  ['my rate is 6.5%', '6.5%', [{ ...plain, text: 'my rate is ' }, { ...plain, text: '6.5%', quoted: true }]],
  ['My Rate', 'my rate', [{ ...plain, text: 'My Rate', quoted: true }]],
  ['something else', '6.5%', [{ ...plain, text: 'something else' }]],
  ['anything', '', [{ ...plain, text: 'anything' }]],
])('%s is cut at %s', (text, quote, pieces) => {
  expect(piecesOf(text, quote, '')).toEqual(pieces);
});

it('a search finds words whatever their case and accents, also over a quote', () => {
  expect(hitsIn('José, jose and JOSE', 'jose')).toEqual([0, 6, 15]);
  expect(hitsIn('anything', ' ')).toEqual([]);
  expect(piecesOf('Rate is 6.5%', 'Rate is', 'is 6')).toEqual([
    { text: 'Rate ', quoted: true, hit: null },
    { text: 'is', quoted: true, hit: 0 },
    { text: ' 6', quoted: false, hit: 0 },
    { text: '.5%', quoted: false, hit: null },
  ]);
});

it('emoji keep the places of what follows them', () => {
  expect(hitsIn('👍🏽 yes', 'yes')).toEqual(['👍🏽 yes'.indexOf('yes')]);
});

it('a message knows the facts that rest on it', () => {
  const fact: Fact = {
    value: 6.5,
    low: null,
    high: null,
    unit: 'percent',
    text: '6.5%',
    evidence: { message_id: 'm1', position: 3, quote: '6.5%' },
    confidence: 0.9,
    source: 'rules',
    status: 'verified',
    locked: false,
    by: null,
    at: '2026-03-02T09:00:00Z',
    previous: [],
    proposed: null,
  };
  const client = aClient();
  client.context_meta.facts = { 'loan_details.interest_rate': fact, intent: { ...fact, evidence: null } };
  expect([...marksOf(client)]).toEqual([
    ['m1', [{ path: 'loan_details.interest_rate', label: 'Interest rate', quote: '6.5%' }]],
  ]);
});
