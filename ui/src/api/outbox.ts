import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { answer, api, done } from './call';
import { keepsCopy } from './device';
import { keys } from './keys';

const of = (id: string) => ({ path: { id } });

const listPending = (signal: AbortSignal) => answer(api.GET('/api/v1/sync/pending/', { signal }));
const listRejected = (signal: AbortSignal) => answer(api.GET('/api/v1/sync/rejected/', { signal }));
const redoRejected = (id: string) => answer(api.POST('/api/v1/sync/rejected/{id}/redo/', { params: of(id) }));
const dropRejected = (id: string) => done(api.DELETE('/api/v1/sync/rejected/{id}/', { params: of(id) }));

/** What was done here and the server has not seen, oldest first. */
export const usePending = () =>
  useQuery({
    queryKey: keys.outboxPart('pending'),
    queryFn: async ({ signal }) => (await listPending(signal)).results,
    enabled: keepsCopy,
  });

/** What the server refused, and waits for its author to decide. */
export const useRejected = () =>
  useQuery({
    queryKey: keys.outboxPart('rejected'),
    queryFn: async ({ signal }) => (await listRejected(signal)).results,
    enabled: keepsCopy,
  });

/** Decides on what was refused: the same wish again over what stands now, or no more of it. */
export function useDecision() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, redo }: { id: string; redo: boolean }) => (redo ? redoRejected(id).then(() => undefined) : dropRejected(id)),
    onSettled: () => cache.invalidateQueries(),
  });
}
