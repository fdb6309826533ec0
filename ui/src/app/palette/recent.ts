import { preferences } from '@/platform';

const kept = 6;
const key = (user: string) => `recent.${user}`;

/** The clients a user opened last, newest first; only their ids are kept. */
export function recentClients(user: string): string[] {
  return (preferences.read(key(user)) ?? '').split(' ').filter(Boolean);
}

/** Notes that a user opened a client. */
export function noteClient(user: string, client: string): void {
  const others = recentClients(user).filter((id) => id !== client);
  preferences.write(key(user), [client, ...others].slice(0, kept).join(' '));
}
