import type { Phase, Stage, StageGraph } from '@/api/types';
import { stageInfo, stageLabel } from '@/lib/stage';

import classes from './StageTag.module.css';

/** A stage by name, with the colour of its phase. */
export function StageTag({ stage, graph }: { stage: Stage; graph: StageGraph | undefined }) {
  return (
    <span className={classes['tag']} data-phase={phaseIndex(graph, stage)} data-over={isOver(graph, stage) || undefined}>
      <span className={classes['dot']} aria-hidden="true" />
      <span className={classes['label']}>{stageLabel(graph, stage)}</span>
    </span>
  );
}

/** The number of a stage's phase, as the colours are numbered. */
export const phaseIndex = (graph: StageGraph | undefined, stage: Stage): number =>
  phases.indexOf((graph && stageInfo(graph, stage)?.phase) ?? 'over') + 1;

const phases: readonly Phase[] = ['intake', 'documents', 'application', 'loan', 'over'];

const isOver = (graph: StageGraph | undefined, stage: Stage) =>
  (graph && stageInfo(graph, stage)?.terminal) ?? false;
