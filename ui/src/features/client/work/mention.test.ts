import { expect, it } from 'vitest';

import type { Note, Notification } from '@/api/types';

import { fromWire, nameBefore, noteBody, noteFields, notePieces, noteTold, toWire } from './mention';

const id = '0192f3a4-0000-7000-8000-000000000001';

it('a mention stands between words', () => {
  expect(notePieces(`Ask @[Ana Ruiz](user:${id}), please`)).toEqual([
    { kind: 'text', text: 'Ask ' },
    { kind: 'mention', name: 'Ana Ruiz', user: id },
    { kind: 'text', text: ', please' },
  ]);
  expect(notePieces('ana@example.com')).toEqual([{ kind: 'text', text: 'ana@example.com' }]);
});

it('a note that is edited keeps its mentions', () => {
  const body = `@[Ana](user:${id}) and @[Ana Ruiz](user:${id.replace(/1$/, '2')}) (both)`;
  const { text, mentioned } = fromWire(body);
  expect(text).toBe('@Ana and @Ana Ruiz (both)');
  expect(toWire(text, mentioned)).toBe(body);
});

it('a name that was not chosen stays as it is', () => {
  expect(toWire('@Anabel', new Map([['Ana', id]]))).toBe('@Anabel');
  expect(toWire('@Ana', new Map())).toBe('@Ana');
});

it.each([
  ['@', 1, { from: 0, typed: '' }],
  ['ask @ana ru', 11, { from: 4, typed: 'ana ru' }],
  ['ana@example', 11, null],
  ['@ana has left', 13, null],
])('%s asks for a name', (text, caret, asked) => {
  expect(nameBefore(text, caret)).toEqual(asked);
});

it('a note outlives its way into a draft and back', () => {
  const body = `Ask @[Ana Ruiz](user:${id}), please`;
  expect(noteBody(noteFields(body))).toBe(body);
  expect(noteBody({ ...noteFields(body), text: ' Ask nobody ', seen: body })).toBe('Ask nobody');
});

it('a notification finds its note by its beginning and its author', () => {
  const note = (name: string, author: string, body: string) => ({ id: name, author: { id: author }, body }) as Note;
  const told = { actor: { id: 'ana' }, body: '@Ben Cruz call…' } as Notification;
  const notes = [note('1', 'eva', `@[Ben Cruz](user:${id}) call them`), note('2', 'ana', `@[Ben Cruz](user:${id}) call them`)];
  expect(noteTold(told, notes)?.id).toBe('2');
  expect(noteTold({ ...told, body: 'Else' }, notes)).toBeUndefined();
});
