import { useMe } from '@/api/session';
import { placeOf } from '@/ui/drafts';

/**
 * Where something of a client is written: `note` and `task` for a new one, `note/…` and `task/…` for one that is
 * edited, `fact/…` for one that is corrected, `contact` for how to reach the client.
 */
export function usePlace(client: string, what: string): string {
  return placeOf(useMe().id, client, what);
}
