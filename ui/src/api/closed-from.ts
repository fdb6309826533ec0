import { useQuery } from '@tanstack/react-query';

import { listStageHistory } from './clients';
import { keys } from './keys';
import type { Client, ClientSummary, Stage } from './types';

/** The stage a closed client was closed from: the one place it may go back to. */
export function useClosedFrom(client: Pick<Client | ClientSummary, 'id' | 'current_stage'> | null): Stage | null {
  const closed = client?.current_stage === 'closed' ? client.id : null;
  const history = useQuery({
    queryKey: keys.clientPart(closed ?? '', 'history'),
    queryFn: ({ signal }) => listStageHistory(closed ?? '', signal),
    enabled: closed !== null,
  });
  if (closed === null) return null;
  return history.data?.find(({ to_stage }) => to_stage === 'closed')?.from_stage ?? null;
}
