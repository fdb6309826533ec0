import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { storeClient } from '@/api/client-cache';
import { changeStage, getClient } from '@/api/clients';
import { settle } from '@/api/mutations';
import { patchSummary } from '@/api/summary-cache';
import type { ClientSummary, StageGraph } from '@/api/types';
import { t } from '@/lib/i18n';
import { movingBack, stageLabel } from '@/lib/stage';
import type { MoveInput } from '@/ui/desk/MoveDialog';
import { done } from '@/ui/toast';

/**
 * Moves a client: the card is in its new place at once, back in its old one where the server refuses.
 * Where the graph leads back, the move can be undone.
 */
export function useMoveClient(graph: StageGraph | undefined, mayOverride: boolean) {
  const cache = useQueryClient();

  const send = useCallback(
    async (client: ClientSummary, input: MoveInput) => {
      const now = new Date().toISOString();
      const takeBack = patchSummary(cache, client.id, (row) => ({
        ...row,
        current_stage: input.to_stage,
        stage_changed_at: now,
        // To move a lead is to touch it.
        ...(row.first_touch_at === null ? { first_touch_at: now } : {}),
      }));
      try {
        settle(cache, client.id, await changeStage(client.id, input));
      } catch (error) {
        takeBack();
        // What stands in the way may be what somebody else did meanwhile.
        void getClient(client.id).then((fresh) => storeClient(cache, fresh), () => undefined);
        throw error;
      }
    },
    [cache],
  );

  return useCallback(
    async (client: ClientSummary, input: MoveInput) => {
      const from = client.current_stage;
      await send(client, input);
      if (!graph) return;
      const name = client.name ?? t('The client');
      const said = t('{name} is now in {stage}.', { name, stage: stageLabel(graph, input.to_stage) });
      const back = movingBack(graph, from, input.to_stage, mayOverride);
      done(said, back ? () => send({ ...client, current_stage: input.to_stage }, back) : undefined);
    },
    [send, graph, mayOverride],
  );
}
