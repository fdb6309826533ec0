import { httpTransport } from './http';
import type { Transport } from './types';

export * from './errors';
export type { ConnectionState, StreamEvent, Transport } from './types';

/** Whether the page runs inside the desktop app: the one place that asks. */
const inDesktop = '__TAURI_INTERNALS__' in globalThis;

/** The desktop's transport, which a browser never loads. */
const desktopTransport: Transport = {
  fetch: async (request) => (await import('./tauri')).tauriTransport.fetch(request),
  subscribe: (path, names, listener) => {
    const stop = import('./tauri').then(({ tauriTransport }) => tauriTransport.subscribe(path, names, listener));
    return () => void stop.then((end) => end());
  },
};

/** The transport of the shell this page runs in. */
export const transport: Transport = inDesktop ? desktopTransport : httpTransport;
