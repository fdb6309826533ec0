import { queryOptions, useQuery } from '@tanstack/react-query';

import { platform } from '@/platform';
import { errorFrom, transport } from '@/transport';

import type { components } from './device-schema';
import { keys } from './keys';

type Schemas = components['schemas'];

/** The computer under the page and its copy of the desk; null in a browser, which has neither. */
const door = transport.device;

/** Whether this computer keeps a copy of the desk. */
export const keepsCopy = door !== null;

export type SyncStatus = Schemas['Status'];
export type SyncState = SyncStatus['state'];
/** How the desk on this computer stands. */
export type DeviceReport = Schemas['Report'];

async function ask<T>(method: string, path: string, body?: BodyInit | object): Promise<T> {
  if (!door) throw new Error('A browser keeps no copy of the desk.');
  const isFile = body instanceof Blob;
  const request = new Request(`${globalThis.location.origin}/device/${path}`, {
    method,
    headers: { Accept: 'application/json', ...(isFile ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
  });
  const response = await door.fetch(request);
  if (!response.ok) throw await errorFrom(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const device = {
  report: () => ask<DeviceReport>('GET', ''),
  connect: (wish: Schemas['Connect']) => ask<DeviceReport>('POST', 'connect/', wish),
  tryDemo: (passphrase?: string) => ask<DeviceReport>('POST', 'demo/', passphrase ? { passphrase } : {}),
  unlock: (passphrase: string) => ask<DeviceReport>('POST', 'unlock/', { passphrase }),
  signIn: (password: string) => ask<DeviceReport>('POST', 'sign-in/', { password }),
  signOut: (wipe: boolean) => ask<DeviceReport>('POST', 'sign-out/', { wipe }),
  /** Opens again what could not be opened, or tries the server now. */
  retry: () => ask<DeviceReport>('POST', 'retry/'),
  /** The page of the link that the app was started by; told once. */
  firstPage: () => ask<Schemas['FirstPage']>('DELETE', 'first-page/'),
};

/** Hears what the app asks of the page; nothing ever does in a browser. */
export const onAsk: NonNullable<typeof door>['onAsk'] = (listener) => door?.onAsk(listener) ?? (() => undefined);

export const deviceQuery = queryOptions({
  queryKey: keys.device,
  queryFn: device.report,
  // The app says when it changed.
  staleTime: Infinity,
  gcTime: Infinity,
});

/** How the desk on this computer stands; undefined in a browser and until it is known. */
export const useDevice = (): DeviceReport | undefined => useQuery({ ...deviceQuery, enabled: keepsCopy }).data;

/** Whether what only the server has is out of reach: never in a browser, which has nothing else. */
export const useServerAway = (): boolean => useDevice()?.sync?.state === 'offline';

/** Whether there is a desk to work at, and its user is known. */
export const isOpen = (report: DeviceReport): boolean =>
  report.phase === 'open' && !['signed_out', 'locked', 'revoked'].includes(report.sync?.state ?? '');

/** Notes that a client was looked at, for the number in the tray. */
export function noteRead(client: string): void {
  // A number that is one too high is no reason to disturb anybody.
  if (door) void ask('DELETE', `unread/${encodeURIComponent(client)}/`).catch(() => undefined);
}

/** Saves a file where the user says; in a browser it goes to the downloads. False where they changed their mind. */
export async function saveFile(name: string, file: Blob): Promise<boolean> {
  if (!door) {
    platform.download(name, file);
    return true;
  }
  const { saved } = await ask<Schemas['Saved']>('POST', `file/?name=${encodeURIComponent(name)}`, file);
  return saved;
}
