import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { httpTransport } from './http';

/** A stream as the browser has it, driven by the test. */
class Stream {
  static CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 1;
  onopen: () => void = () => undefined;
  onerror: () => void = () => undefined;
  private readonly listeners = new Map<string, (event: { data: string; lastEventId: string }) => void>();

  constructor(readonly url: string) {
    Stream.opened.push(this);
  }
  addEventListener(name: string, listener: (event: { data: string; lastEventId: string }) => void) {
    this.listeners.set(name, listener);
  }
  send(name: string, lastEventId = '') {
    this.listeners.get(name)?.({ data: '{}', lastEventId });
  }
  cut(forGood = false) {
    this.readyState = forGood ? Stream.CLOSED : 0;
    this.onerror();
  }
  close() {
    this.readyState = Stream.CLOSED;
  }
}

beforeEach(() => {
  Stream.opened = [];
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Stream);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('navigator', { onLine: true });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function listening() {
  const heard: string[] = [];
  httpTransport.subscribe('/events/', ['change', 'reset'], { onState: () => undefined, onEvent: ({ name }) => heard.push(name) });
  return heard;
}
const newest = () => Stream.opened.at(-1) as Stream;

it('goes on from the place the greeting names, before anything has changed', async () => {
  const heard = listening();
  newest().onopen();
  newest().send('following', '41');
  newest().cut(true);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(newest().url).toBe('/events/?cursor=41');
  newest().onopen();
  expect(heard).toEqual([]);
});

it('goes on from the place after a reset', async () => {
  listening();
  newest().onopen();
  newest().send('reset', '90');
  newest().cut(true);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(newest().url).toBe('/events/?cursor=90');
});

it('tells that something may be missed where it does not know the place', () => {
  const heard = listening();
  newest().onopen();
  expect(heard).toEqual([]);
  newest().cut();
  newest().onopen();
  expect(heard).toEqual(['reset']);
});

it('tells the same where the network came back or the first try failed', () => {
  const heard = listening();
  newest().onopen();
  window.dispatchEvent(new Event('online'));
  newest().onopen();
  expect(heard).toEqual(['reset']);
});
