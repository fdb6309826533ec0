import { useQueryClient } from '@tanstack/react-query';

import { keys } from '@/api/keys';
import { useDirectory } from '@/api/session';
import { ageSummaries } from '@/api/summary-cache';
import type { BulkClients } from '@/api/types';

import { runOn, type Whom } from './run';

/** Begins a run; what it leaves out of date is read again at its end. */
export function useBegin() {
  const cache = useQueryClient();
  const people = useDirectory().data ?? [];
  return (whom: Whom, title: string, action: BulkClients['action']): void => {
    void runOn(whom, title, action, people).then(() => {
      ageSummaries(cache);
      for (const queryKey of [keys.clients, keys.pipeline, keys.workload]) void cache.invalidateQueries({ queryKey });
    });
  };
}
