import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import { Unreachable } from './errors';
import { frameRequest, readAnswer } from './frame';
import type { Ask, ConnectionState, StreamEvent, Transport } from './types';

async function send(request: Request): Promise<Response> {
  const frame = await frameRequest(request);
  const answer = await invoke<ArrayBuffer>('request', frame).catch(() => {
    throw new Unreachable();
  });
  return readAnswer(answer);
}

function onAsk(listener: (ask: Ask) => void): () => void {
  const stop = listen<Ask>('rivo:shell', ({ payload }) => listener(payload));
  return () => void stop.then((end) => end());
}

/** What the app's report says about the connection, in the browser's words. */
async function connection(): Promise<ConnectionState> {
  const answer = await send(new Request(`${globalThis.location.origin}/device/`));
  const { sync } = (await answer.json()) as { sync: { state: string } | null };
  if (!sync || sync.state === 'online') return 'live';
  return sync.state === 'starting' ? 'connecting' : 'offline';
}

/** The desktop's transport: the router runs inside the app, so no port is opened. */
export const tauriTransport = {
  fetch: send,

  subscribe(_path, names, listener) {
    const tell = () => void connection().then((state) => listener.onState(state));
    const stops = [
      listen<StreamEvent>('rivo:event', ({ payload }) => {
        if (names.includes(payload.name)) listener.onEvent(payload);
      }),
      Promise.resolve(
        onAsk(({ kind }) => {
          if (kind === 'device') tell();
        }),
      ),
    ];
    listener.onState('connecting');
    tell();
    return () => stops.forEach((stop) => void stop.then((end) => end()));
  },

  device: { fetch: send, onAsk },
} satisfies Transport;
