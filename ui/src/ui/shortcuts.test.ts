import { beforeAll, beforeEach, expect, it } from 'vitest';

import { hold, onKey, onKeyFirst } from './shortcuts';

/** As much of an element as keys look at: the selectors it stands inside of. */
class FakeElement {
  constructor(
    readonly inside: readonly string[] = [],
    readonly tagName = 'BUTTON',
  ) {}
  closest(selectors: string) {
    return selectors.split(',').some((selector) => this.inside.includes(selector)) ? this : null;
  }
}

class FakeInput extends FakeElement {
  readonly type = 'text';
}

const page = new FakeElement();
let modal = false;
let done: string[] = [];

beforeAll(() => {
  const fake = { Element: FakeElement, HTMLElement: FakeElement, HTMLInputElement: FakeInput, document: { querySelector: () => (modal ? page : null) } };
  Object.assign(globalThis, fake);
  hold(['Escape', 'n', 'j', 'g d'].map((keys) => ({ keys, label: keys, group: '', run: () => done.push(keys) })));
});

beforeEach(() => {
  modal = false;
  done = [];
});

function press(key: string, { target = page, repeat = false } = {}) {
  const event = { key, target, repeat, preventDefault: () => undefined } as unknown as KeyboardEvent;
  onKeyFirst(event);
  onKey(event);
}

it('a key that is held acts once, but for those one walks with', () => {
  press('n');
  press('n', { repeat: true });
  press('j');
  press('j', { repeat: true });
  expect(done).toEqual(['n', 'j', 'j']);
});

it('keys over a dialog or a popover do nothing on the page beneath', () => {
  press('Escape', { target: new FakeElement(['[role="dialog"]']) });
  press('n', { target: new FakeElement(['[aria-haspopup="dialog"][aria-expanded="true"]']) });
  modal = true;
  press('n');
  expect(done).toEqual([]);
  modal = false;
  press('Escape');
  expect(done).toEqual(['Escape']);
});

it('a plain key is left to the field one types in', () => {
  press('n', { target: new FakeElement([], 'TEXTAREA') });
  press('g');
  press('d');
  expect(done).toEqual(['g d']);
});
