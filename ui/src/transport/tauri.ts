import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import { Unreachable } from './errors';
import type { ConnectionState, StreamEvent, Transport } from './types';

interface Answer {
  status: number;
  headers: [string, string][];
  body: string;
}

/** The desktop's transport: the router runs inside the app, so no port is opened. */
export const tauriTransport: Transport = {
  async fetch(request) {
    const url = new URL(request.url);
    const answer = await invoke<Answer>('request', {
      method: request.method,
      path: url.pathname + url.search,
      headers: [...request.headers],
      body: request.body ? await request.text() : null,
    }).catch(() => {
      throw new Unreachable();
    });
    const empty = answer.status === 204 || answer.status === 304;
    return new Response(empty ? null : answer.body, {
      status: answer.status,
      headers: answer.headers,
    });
  },

  subscribe(_path, names, listener) {
    const stops = [
      listen<StreamEvent>('rivo:event', ({ payload }) => {
        if (names.includes(payload.name)) listener.onEvent(payload);
      }),
      listen<ConnectionState>('rivo:connection', ({ payload }) => listener.onState(payload)),
    ];
    listener.onState('live');
    return () => stops.forEach((stop) => void stop.then((end) => end()));
  },
};
