import { httpTransport } from './http';
import type { Transport } from './types';

export * from './errors';
export type { Ask, ConnectionState, StreamEvent, Transport } from './types';

/** Whether the page runs inside the desktop app: the one place that asks. */
const inDesktop = '__TAURI_INTERNALS__' in globalThis;

const desktop = async () => (await import('./tauri')).tauriTransport;

/** Ends what is only about to begin. */
const later = (starting: Promise<() => void>) => () => void starting.then((stop) => stop());

/** The desktop's transport, which a browser never loads. */
const desktopTransport: Transport = {
  fetch: async (request) => (await desktop()).fetch(request),
  subscribe: (path, names, listener) => later(desktop().then((it) => it.subscribe(path, names, listener))),
  device: {
    fetch: async (request) => (await desktop()).fetch(request),
    onAsk: (listener) => later(desktop().then((it) => it.device.onAsk(listener))),
  },
};

/** The transport of the shell this page runs in. */
export const transport: Transport = inDesktop ? desktopTransport : httpTransport;
