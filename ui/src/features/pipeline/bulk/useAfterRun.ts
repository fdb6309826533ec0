import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { keys } from '@/api/keys';
import { ageSummaries } from '@/api/summary-cache';

/** What a run leaves out of date. */
export function useAfterRun() {
  const cache = useQueryClient();
  return useCallback(() => {
    ageSummaries(cache);
    for (const queryKey of [keys.clients, keys.pipeline, keys.workload]) void cache.invalidateQueries({ queryKey });
  }, [cache]);
}
