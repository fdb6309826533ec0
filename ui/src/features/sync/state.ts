import type { SyncState } from '@/api/device';

/** How the copy stands, as a title and a sentence. */
export const stateWords: Record<SyncState, [title: string, meaning: string]> = {
  signed_out: ['Signed out', 'Log in to go on.'],
  starting: ['Connecting', 'Asking the server for what changed.'],
  online: ['In step with the server', 'Changes arrive and leave by themselves.'],
  offline: ['Offline', 'The server does not answer. Everything you do is kept and sent later.'],
  locked: ['Locked', 'Your login ended. Log in again to go on.'],
  revoked: ['Revoked', 'An admin revoked this device.'],
  app_too_old: ['This app is too old for the server', 'Install the newer version. What waits to be sent is kept until then.'],
  server_too_old: ['The server is too old for this app', 'Ask an admin to update it. What waits to be sent is kept until then.'],
};
