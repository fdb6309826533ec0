import { mutationOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';

import { dropClient, patchClient, storeClient } from './client-cache';
import { assignClient, changeStage } from './clients';
import { keys } from './keys';
import type { ChangeStage, Client, Stage, UserRef } from './types';

/**
 * What is said of a change once the server answered. Said for every change, also where its page was
 * left or another one followed: what is given to `mutate` itself is then never called.
 */
export interface Telling<Input, Answer> {
  onDone?: (answer: Answer, input: Input) => void;
  onFailed?: (error: Error, input: Input) => void;
}

interface Change<Input> extends Telling<Input, Client | null> {
  /** What the client will look like; shown at once. */
  preview?: (client: Client, input: Input) => Client;
  /** What the server makes of it; null where the user sees the client no more. */
  send: (id: string, input: Input) => Promise<Client | null>;
}

/** A change of one client: shown at once, taken back when the server refuses. */
export function useClientChange<Input>(id: string, change: Change<Input>) {
  const cache = useQueryClient();
  return useMutation(clientChange(cache, id, change));
}

export function clientChange<Input>(cache: QueryClient, id: string, { preview, send, onDone, onFailed }: Change<Input>) {
  return mutationOptions({
    mutationFn: (input: Input) => send(id, input),
    onMutate: async (input) => {
      // A read that is under way would put the old state back over the preview.
      await cache.cancelQueries({ queryKey: keys.client(id), exact: true });
      return preview ? patchClient(cache, id, (client) => preview(client, input)) : undefined;
    },
    onError: (error, input, rollBack) => {
      rollBack?.();
      void cache.invalidateQueries({ queryKey: keys.client(id), exact: true });
      onFailed?.(error, input);
    },
    onSuccess: (client, input) => {
      settle(cache, id, client);
      onDone?.(client, input);
    },
  });
}

/** Takes the server's word over and refreshes what hangs on it. */
export function settle(cache: QueryClient, id: string, client: Client | null) {
  if (client) {
    storeClient(cache, client);
    for (const part of ['history', 'assignments', 'audit'] as const) {
      void cache.invalidateQueries({ queryKey: keys.clientPart(id, part) });
    }
  } else {
    dropClient(cache, id);
    void cache.invalidateQueries({ queryKey: keys.client(id) });
  }
  void cache.invalidateQueries({ queryKey: keys.pipeline });
  void cache.invalidateQueries({ queryKey: keys.workload });
}

export const useChangeStage = (id: string) =>
  useClientChange<ChangeStage & { to_stage: Stage }>(id, {
    preview: (client, { to_stage }) => ({
      ...client,
      current_stage: to_stage,
      stage_changed_at: new Date().toISOString(),
    }),
    send: changeStage,
  });

/** Gives a client to somebody, as long as it is with whom it is shown. */
export const useAssign = (id: string) =>
  useClientChange<{ to: UserRef | null; from: UserRef | null }>(id, {
    preview: (client, { to }) => ({ ...client, assigned_to: to }),
    send: (client, { to, from }) =>
      assignClient(client, { assigned_to: to?.id ?? null, expected_assigned_to: from?.id ?? null }),
  });

interface ListChange<Row, Input> extends Telling<Input, unknown> {
  key: readonly unknown[];
  /** What the list will look like; shown at once. */
  preview: (rows: Row[], input: Input) => Row[];
  send: (input: Input) => Promise<unknown>;
  /** Other answers that hang on this list. */
  touches?: readonly (readonly unknown[])[];
}

/** A change of one small list: shown at once, taken back when the server refuses, then read again. */
export function useListChange<Row, Input>(change: ListChange<Row, Input>) {
  const cache = useQueryClient();
  return useMutation(listChange(cache, change));
}

export function listChange<Row, Input>(cache: QueryClient, { key, preview, send, touches = [], onDone, onFailed }: ListChange<Row, Input>) {
  return mutationOptions({
    mutationFn: send,
    onMutate: async (input) => {
      await cache.cancelQueries({ queryKey: key });
      const before = cache.getQueryData<Row[]>(key);
      cache.setQueryData<Row[]>(key, (rows) => rows && preview(rows, input));
      return before;
    },
    onError: (error, input, before) => {
      if (before) cache.setQueryData(key, before);
      onFailed?.(error, input);
    },
    onSuccess: (answer, input) => onDone?.(answer, input),
    onSettled: () => {
      for (const queryKey of [key, ...touches]) void cache.invalidateQueries({ queryKey });
    },
  });
}
