import type { PipelineReport, Stage, StageGraph } from '@/api/types';
import { count } from '@/lib/format';
import { phaseIndex } from '@/ui/desk/StageTag';

import classes from './StageRibbon.module.css';

interface StageRibbonProps {
  graph: StageGraph | undefined;
  report: PipelineReport | undefined;
  /** The stages in the filter, separated by commas. */
  chosen: string | undefined;
  /** A stage to add or take out; null for all. */
  onToggle: (stage: Stage | null) => void;
}

/** The whole pipeline as one stream, each stage as wide as it is full; a click narrows the list. */
export function StageRibbon({ graph, report, chosen, onToggle }: StageRibbonProps) {
  const held = new Set(chosen?.split(','));
  const counts = new Map(report?.stages.map(({ stage, clients }) => [stage, clients]));
  const all = [...counts.values()].reduce((sum, clients) => sum + clients, 0);
  if (!graph) return <div className={classes['ribbon']} data-waiting aria-hidden="true" />;
  return (
    <div className={classes['ribbon']} role="group" aria-label="Narrow by stage">
      <button type="button" className={classes['all']} aria-pressed={!chosen} onClick={() => onToggle(null)}>
        <b>{report ? count(all) : '–'}</b>
        <span>All</span>
      </button>
      {graph.stages.map(({ stage, label }) => {
        const clients = counts.get(stage) ?? 0;
        const share = all > 0 ? clients / all : 0;
        return (
          <button
            key={stage}
            type="button"
            className={classes['stage']}
            style={{ flexGrow: 0.35 + Math.sqrt(share) * 3 }}
            data-phase={phaseIndex(graph, stage)}
            data-empty={clients === 0 || undefined}
            aria-pressed={held.has(stage)}
            onClick={() => onToggle(stage)}
          >
            <b>{report ? count(clients) : '–'}</b>
            <span>{label}</span>
          </button>
        );
      })}
    </div>
  );
}
