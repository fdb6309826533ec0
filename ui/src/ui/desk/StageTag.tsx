import type { Stage, StageGraph } from '@/api/types';
import { stageInfo, stageLabel } from '@/lib/stage';

import classes from './StageTag.module.css';

/** A stage by name, with the colour of its phase. */
export function StageTag({ stage, graph }: { stage: Stage; graph: StageGraph | undefined }) {
  return (
    <span className={classes['tag']} data-phase={phaseIndex(graph, stage)} data-over={isOver(graph, stage) || undefined}>
      <span className={classes['dot']} aria-hidden="true" />
      {stageLabel(graph, stage)}
    </span>
  );
}

/** The place of a stage's phase among the phases, from 1, as the colours are numbered. */
export function phaseIndex(graph: StageGraph | undefined, stage: Stage): number {
  if (!graph) return 5;
  if (isOver(graph, stage)) return 5;
  const phases = [...new Set(graph.stages.filter((info) => !info.terminal).map((info) => info.phase))];
  const place = phases.indexOf(stageInfo(graph, stage)?.phase ?? '');
  return Math.min(4, place + 1);
}

const isOver = (graph: StageGraph | undefined, stage: Stage) =>
  (graph && stageInfo(graph, stage)?.terminal) ?? false;
