import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { listStageHistory } from '@/api/clients';
import { keys } from '@/api/keys';
import type { ClientSummary, Stage, StageGraph } from '@/api/types';

import { targetsFrom } from './targets';

/** A card that is being moved. */
export interface Taken {
  client: ClientSummary;
  by: 'pointer' | 'keys';
  over: Stage | null;
}

/** The stage a closed client was closed from: the one place it may go back to. */
export function useClosedFrom(client: ClientSummary | null): Stage | null {
  const closed = client?.current_stage === 'closed' ? client.id : null;
  const history = useQuery({
    queryKey: keys.clientPart(closed ?? '', 'history'),
    queryFn: ({ signal }) => listStageHistory(closed ?? '', signal),
    enabled: closed !== null,
  });
  return history.data?.[0]?.from_stage ?? null;
}

/** The card in somebody's hand, and what each stage makes of it. */
export function useTaken(graph: StageGraph, mayOverride: boolean) {
  const [taken, setTaken] = useState<Taken | null>(null);
  const client = taken?.client ?? null;
  const closedFrom = useClosedFrom(client);
  const from = client?.current_stage;
  const targets = useMemo(
    () => (from === undefined ? null : targetsFrom(graph, from, mayOverride, closedFrom)),
    [graph, from, mayOverride, closedFrom],
  );
  return { taken, setTaken, targets };
}
