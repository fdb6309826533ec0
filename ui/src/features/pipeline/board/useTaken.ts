import { useMemo, useState } from 'react';

import { useClosedFrom } from '@/api/closed-from';
import type { ClientSummary, Stage, StageGraph } from '@/api/types';

import { targetsFrom } from './targets';

/** A card that is being moved. */
export interface Taken {
  client: ClientSummary;
  by: 'pointer' | 'keys';
  over: Stage | null;
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
