import type { Transport } from './types';

export * from './errors';
export type { ConnectionState, StreamEvent, Transport } from './types';

/** Whether the page runs inside the desktop app: the one place that asks. */
const inDesktop = '__TAURI_INTERNALS__' in globalThis;

/** The transport of the shell this page runs in; the other one is never loaded. */
export const transport: Transport = inDesktop
  ? (await import('./tauri')).tauriTransport
  : (await import('./http')).httpTransport;
