import { expect, it } from 'vitest';

import { RequestProblem, Unreachable } from '@/transport';

import { Drafts, placeOf, strandedIn } from './drafts';

function aMemory(text: string | null = null) {
  return { text, read() { return this.text; }, write(next: string | null) { this.text = next; } };
}

const place = placeOf('u', 'c', 'note');
const fields = { text: 'Call back' };

it('a draft is there again in the page that follows', () => {
  const memory = aMemory();
  new Drafts(memory, true).write(place, fields);
  expect(new Drafts(memory, true).read(place)).toEqual(fields);
  expect(new Drafts(memory, true).read(placeOf('somebody else', 'c', 'note'))).toBeNull();
});

it('what is not saved is kept beside what was written since', () => {
  const drafts = new Drafts(aMemory(), true);
  const first = drafts.send(place, fields);
  const second = drafts.send(place, { text: 'Second' });
  drafts.write(place, { text: 'Third' });
  drafts.notSaved(first.id, new RequestProblem(503, 'Busy', 'error', undefined, null));
  drafts.notSaved(second.id, new RequestProblem(503, 'Busy', 'error', undefined, null));
  expect(drafts.now().sent.map(({ fields: { text }, state, reason }) => [text, state, reason])).toEqual([
    ['Call back', 'unsaved', 'Busy'],
    ['Second', 'unsaved', 'Busy'],
  ]);
  expect(drafts.read(place)).toEqual({ text: 'Third' });
});

it('only an empty field takes back what was not saved', () => {
  const drafts = new Drafts(aMemory(), true);
  const { id } = drafts.send(place, fields);
  drafts.notSaved(id, new Unreachable());
  drafts.write(place, { text: 'Written since' });
  drafts.takeBack(id);
  expect(drafts.read(place)).toEqual({ text: 'Written since' });
  drafts.write(place, null);
  drafts.takeBack(id);
  expect([drafts.read(place), drafts.now().sent]).toEqual([fields, []]);
});

it('what was sent stays until the server agreed, also where the page ends first', () => {
  const memory = aMemory();
  const drafts = new Drafts(memory, true);
  const { id } = drafts.send(place, fields);
  expect(new Drafts(memory, true).now().sent).toMatchObject([{ id, fields, state: 'unsaved', reason: null }]);
  drafts.saved(id);
  expect(new Drafts(memory, true).now().sent).toEqual([]);
  expect(drafts.mayEnd).toBe(true);
});

it('without an answer the next try is the same command, after a refusal another one', () => {
  const drafts = new Drafts(aMemory(), true);
  const lost = drafts.send(place, fields);
  drafts.notSaved(lost.id, new Unreachable());
  expect(drafts.now().sent[0]?.id).toBe(lost.id);
  drafts.notSaved(lost.id, new RequestProblem(400, 'Too long', 'error', undefined, null));
  expect(drafts.now().sent[0]?.id).not.toBe(lost.id);
});

it('what was saved though its answer was lost is held no longer, once the server lists it', () => {
  const memory = aMemory();
  const before = new Drafts(memory, true);
  const [cut, left, other] = [before.send(place, fields), before.send(place, fields), before.send(place, fields)];
  before.notSaved(cut.id, new Unreachable());
  // The page ended while the other two were on their way.
  const drafts = new Drafts(memory, true);
  const again = drafts.send(place, fields);
  drafts.arrived([cut, left, again]);
  expect(drafts.now().sent.map(({ id, state }) => [id, state])).toEqual([
    [other.id, 'unsaved'],
    [again.id, 'sending'],
  ]);
  drafts.saved(again.id);
  drafts.arrived([other]);
  expect([drafts.holds(), drafts.mayEnd]).toEqual([false, true]);
});

it('an edit is sent under one id until it changes, is refused or is saved', () => {
  const memory = aMemory();
  const before = new Drafts(memory, true);
  const first = before.sendEdit(place, fields);
  before.editNotSaved(place, new Unreachable());
  // The page ended: the edit is there, and goes under the same id.
  const drafts = new Drafts(memory, true);
  expect(drafts.unanswered('u', 'c')).toEqual([{ place, what: 'note', fields: { ...fields, command: first }, command: first }]);
  expect(drafts.sendEdit(place, { ...fields })).toBe(first);
  expect(drafts.isAsSent(place, first)).toBe(true);
  drafts.editNotSaved(place, new RequestProblem(409, 'Stale', 'stale', undefined, null));
  const second = drafts.sendEdit(place, fields);
  expect(second).not.toBe(first);
  drafts.write(place, { text: 'Call back later' });
  expect([drafts.isAsSent(place, second), drafts.read(place), drafts.unanswered('u', 'c')]).toEqual([false, { text: 'Call back later' }, []]);
  expect(drafts.sendEdit(place, { text: 'Call back later' })).not.toBe(second);
});

it('what was written about something that is gone is found', () => {
  const drafts = new Drafts(aMemory(), true);
  for (const what of ['note', 'note/a', 'note/b', 'task/b']) drafts.write(placeOf('u', 'c', what), { text: what });
  const { id } = drafts.send(place, { text: 'sent' });
  drafts.notSaved(id, new Unreachable());
  expect(strandedIn(drafts.now(), place, [{ id: 'a' }])).toEqual({ drafts: { [`${place}/b`]: { text: 'note/b' } }, sent: [] });
  // The client itself is gone.
  const all = strandedIn(drafts.now(), 'u/c', []);
  expect([Object.keys(all.drafts).length, all.sent.map(({ fields: { text } }) => text)]).toEqual([3, ['sent']]);
});

it('where nothing may lie about, only a reload of our own making is outlived', () => {
  const memory = aMemory();
  const drafts = new Drafts(memory, false);
  drafts.write(place, fields);
  expect(memory.text).toBeNull();
  expect(drafts.mayEnd).toBe(false);
  drafts.handOver();
  expect(drafts.mayEnd).toBe(true);
  expect(new Drafts(memory, false).read(place)).toEqual(fields);
  expect(memory.text).toBeNull();
});

it('a log-out and an erased client take their drafts along, and nobody else’s', () => {
  const drafts = new Drafts(aMemory(), true);
  const other = placeOf('u', 'd', 'note');
  const others = placeOf('v', 'c', 'note');
  for (const written of [place, other, others]) drafts.write(written, fields);
  drafts.send(place, fields);
  drafts.forget('u', 'c');
  expect([drafts.read(place), drafts.now().sent, drafts.read(other)]).toEqual([null, [], fields]);
  drafts.forget('u');
  expect([drafts.holds('u'), drafts.read(others)]).toEqual([false, fields]);
});
