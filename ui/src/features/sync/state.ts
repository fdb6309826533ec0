import type { SyncState } from '@/api/device';
import { t } from '@/lib/i18n';

/** How the copy stands, as a title and a sentence. */
export const stateWords: Record<SyncState, [title: string, meaning: string]> = {
  signed_out: [t('Signed out'), t('Log in to go on.')],
  starting: [t('Connecting'), t('Asking the server for what changed.')],
  online: [t('In step with the server'), t('Changes arrive and leave by themselves.')],
  offline: [t('Offline'), t('The server does not answer. Everything you do is kept and sent later.')],
  locked: [t('Locked'), t('Your login ended. Log in again to go on.')],
  revoked: [t('Revoked'), t('An admin revoked this device.')],
  app_too_old: [t('This app is too old for the server'), t('Install the newer version. What waits to be sent is kept until then.')],
  server_too_old: [t('The server is too old for this app'), t('Ask an admin to update it. What waits to be sent is kept until then.')],
};
