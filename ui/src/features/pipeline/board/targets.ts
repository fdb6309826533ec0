import type { Stage, StageGraph } from '@/api/types';
import { t } from '@/lib/i18n';
import { offeredMoves, stageInfo, stageLabel, type OfferedMove } from '@/lib/stage';

/** What a stage says to a card that is held over it. */
export type Target =
  | { kind: 'home' }
  | { kind: 'legal'; move: OfferedMove; asks: string | null }
  | { kind: 'illegal'; reason: string };

/** For every stage, whether a client who stands in `from` may go there, and why not. */
export function targetsFrom(
  graph: StageGraph,
  from: Stage,
  mayOverride: boolean,
  closedFrom: Stage | null,
): ReadonlyMap<Stage, Target> {
  const offered = new Map(offeredMoves(graph, from, mayOverride, closedFrom).map((move) => [move.to, move]));
  const forAdmins = new Set(
    stageInfo(graph, from)?.moves.flatMap(({ to, admin_only }) => (admin_only && to !== null ? [to] : [])),
  );
  return new Map(
    graph.stages.map(({ stage }): [Stage, Target] => {
      if (stage === from) return [stage, { kind: 'home' }];
      const move = offered.get(stage);
      if (move) return [stage, { kind: 'legal', move, asks: asks(move) }];
      const reason = forAdmins.has(stage)
        ? t('Only an admin may')
        : t('No way from {stage}', { stage: stageLabel(graph, from) });
      return [stage, { kind: 'illegal', reason }];
    }),
  );
}

function asks({ reason_required, remark_required }: OfferedMove): string | null {
  if (reason_required && remark_required) return t('Asks for a reason and a remark');
  if (reason_required) return t('Asks for a reason');
  return remark_required ? t('Asks for a remark') : null;
}

/** The stages a card may stop at, in the order of the board: its own and every legal one. */
export const stopsOf = (graph: StageGraph, targets: ReadonlyMap<Stage, Target>): Stage[] =>
  graph.stages.map(({ stage }) => stage).filter((stage) => targets.get(stage)?.kind !== 'illegal');
