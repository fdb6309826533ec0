import { Unreachable } from './errors';
import type { StreamListener, Transport } from './types';

/** The browser's transport: same origin, the session in a cookie. */
export const httpTransport: Transport = {
  async fetch(request) {
    try {
      return await fetch(request, { credentials: 'same-origin' });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new Unreachable();
    }
  },
  subscribe,
  device: null,
};

const longestWaitMs = 20_000;

/**
 * An EventSource resumes by itself, with the last id, as long as the server answers. It gives up
 * for good on an error status; then a new one is opened from the last id, slower and slower. Where
 * no id is known after a cut, what came meanwhile is lost: that is told as the server's `reset`.
 */
function subscribe(path: string, names: string[], listener: StreamListener): () => void {
  let source: EventSource | null = null;
  let lastId = '';
  let failures = 0;
  let wasCut = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    clearTimeout(timer);
    wasCut ||= source !== null;
    source?.close();
    const url = lastId ? `${path}?cursor=${encodeURIComponent(lastId)}` : path;
    const opened = new EventSource(url);
    source = opened;
    opened.onopen = () => {
      failures = 0;
      if (wasCut && lastId === '') listener.onEvent({ name: 'reset', data: '' });
      wasCut = false;
      listener.onState('live');
    };
    opened.onerror = () => {
      wasCut = true;
      listener.onState(navigator.onLine ? 'reconnecting' : 'offline');
      if (opened.readyState !== EventSource.CLOSED) return;
      failures += 1;
      timer = setTimeout(open, Math.min(longestWaitMs, 1000 * 2 ** Math.min(failures, 5)));
    };
    // The greeting says where the stream stands before anything happens in it.
    for (const name of ['following', ...names]) {
      opened.addEventListener(name, (event: MessageEvent<string>) => {
        lastId = event.lastEventId || lastId;
        if (names.includes(name)) listener.onEvent({ name, data: event.data });
      });
    }
  };

  const wentOffline = () => listener.onState('offline');
  listener.onState('connecting');
  open();
  window.addEventListener('online', open);
  window.addEventListener('offline', wentOffline);
  return () => {
    clearTimeout(timer);
    source?.close();
    window.removeEventListener('online', open);
    window.removeEventListener('offline', wentOffline);
  };
}
