import { useQuery } from '@tanstack/react-query';

import { keys } from '@/api/keys';
import { listSummaries } from '@/api/summaries';
import { together } from '@/lib/together';

/** The names of the clients on a page are one question. */
const nameOf = together<string>(
  async (ids) => {
    const { results } = await listSummaries({ ids: ids.join(','), captured: 'any', limit: 200 });
    return new Map(results.map(({ id, name, email, phone }) => [id, name ?? email ?? phone ?? '']));
  },
  { atOnce: 200 },
);

/** What a client is called, where only the id is known; `otherwise` until that is there, and of one that the user does not see. */
export function ClientName({ id, otherwise }: { id: string; otherwise: string }) {
  const { data } = useQuery({ queryKey: keys.clientName(id), queryFn: () => nameOf(id), staleTime: 60_000 });
  return data || otherwise;
}
