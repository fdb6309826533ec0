import { useMemo } from 'react';

import { useCan, useSetting, useStages } from '@/api/session';

import { useAssignClients } from '../api';
import { clientColumns } from './columns';

/** The columns of this desk, with what its user may do in them. */
export function useClientColumns(load: ReadonlyMap<string, number>) {
  const graph = useStages().data;
  const mayAssign = useCan()('client.assign');
  const staleDays = useSetting('stale_after_days', 7);
  const give = useAssignClients();
  return useMemo(
    () =>
      clientColumns({
        graph,
        load,
        staleDays,
        onAssign: mayAssign ? (client, to) => void give([client], to) : null,
      }),
    [graph, load, staleDays, mayAssign, give],
  );
}
