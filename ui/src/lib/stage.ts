import type { ChangeStage, MoveInfo, Phase, Stage, StageGraph, StageInfo } from '@/api/types';

import { fromCode } from './format';
import { grouped } from './group';
import { t } from './i18n';

/** A move that is offered for one client, with its target known. */
export interface OfferedMove extends MoveInfo {
  to: Stage;
  label: string;
  overridden: boolean;
}

export const stageInfo = (graph: StageGraph, stage: Stage): StageInfo | undefined =>
  graph.stages.find((info) => info.stage === stage);

export const stageLabel = (graph: StageGraph | undefined, stage: Stage): string =>
  (graph && stageInfo(graph, stage)?.label) ?? fromCode(stage);

/** A reason for leaving the pipeline, in words. */
export const reasonLabel = (graph: StageGraph | undefined, code: string): string =>
  graph?.stages.flatMap(({ moves }) => moves.flatMap(({ reason_codes }) => reason_codes)).find((reason) => reason.code === code)
    ?.label ?? code.replaceAll('_', ' ');

/**
 * The moves a person may make from a stage, in the order of the graph.
 *
 * `closedFrom` is the stage a closed client came from: the graph's one move without a fixed target
 * leads there, and is not offered while it is unknown.
 */
export function offeredMoves(
  graph: StageGraph,
  from: Stage,
  mayOverride: boolean,
  closedFrom: Stage | null = null,
): OfferedMove[] {
  const moves = stageInfo(graph, from)?.moves ?? [];
  return moves.flatMap((move) => {
    const to = move.to ?? closedFrom;
    if (to === null || (move.admin_only && !mayOverride)) return [];
    return [{ ...move, to, label: stageLabel(graph, to), overridden: false }];
  });
}

/** The moves the graph does not know, for whoever may go past it: each needs a remark. */
export function overrideMoves(graph: StageGraph, from: Stage): OfferedMove[] {
  const legal = new Set(stageInfo(graph, from)?.moves.map((move) => move.to));
  return graph.stages
    .filter(({ stage }) => stage !== from && !legal.has(stage))
    .map(({ stage, label }) => ({
      to: stage,
      label,
      direction: 'forward',
      remark_required: true,
      reason_required: false,
      admin_only: true,
      reason_codes: [],
      overridden: true,
    }));
}

/** What takes a move back, where the graph leads back without a reason code. */
export function movingBack(graph: StageGraph, from: Stage, to: Stage, mayOverride: boolean): (ChangeStage & { to_stage: Stage }) | null {
  const back = offeredMoves(graph, to, mayOverride, from).find((move) => move.to === from);
  if (!back || back.reason_required) return null;
  return { to_stage: from, expected_stage: to, ...(back.remark_required ? { remarks: t('Taken back: moved by mistake.') } : {}) };
}

/** Whether a move can be made at once, without asking anything. */
export const isPlain = (move: OfferedMove) =>
  !move.remark_required && !move.reason_required && !move.overridden && move.direction !== 'out';

/** What is still missing in a move's form, by field; empty when it can be sent. */
export function missingIn(move: OfferedMove, remark: string, reason: string | null): Record<string, string> {
  const missing: Record<string, string> = {};
  if (move.remark_required && remark.trim() === '') missing['remarks'] = t('Say why, in a few words.');
  if (move.reason_required && reason === null) missing['reason_code'] = t('Choose a reason.');
  return missing;
}

/** The stages of the pipeline itself, without those where work is over. */
export const pipelineStages = (graph: StageGraph): StageInfo[] =>
  graph.stages.filter((info) => !info.terminal);

/** The words of a phase. */
export const phaseLabels: Record<Phase, string> = {
  intake: t('Intake'),
  documents: t('Documents'),
  application: t('Application'),
  loan: t('Loan'),
  over: t('Over'),
};

/** A stage's name where its phase stands beside it: "Application submitted" is then "Submitted". */
export function shortLabel({ label, phase }: StageInfo): string {
  const prefix = `${phaseLabels[phase]} `;
  if (!label.startsWith(prefix)) return label;
  const rest = label.slice(prefix.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** The stages phase by phase, in the order of the graph. */
export const byPhase = (stages: readonly StageInfo[]): [Phase, StageInfo[]][] => [
  ...grouped(stages, ({ phase }) => phase),
];
