import type { PipelineReport, Stage, StageGraph } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { byPhase, phaseLabels, shortLabel } from '@/lib/stage';
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
    <div className={classes['ribbon']} role="group" aria-label={t('Narrow by stage')}>
      <button type="button" className={classes['all']} aria-pressed={!chosen} onClick={() => onToggle(null)}>
        <b>{report ? count(all) : '–'}</b>{' '}
        <span>{t('All')}</span>
      </button>
      {byPhase(graph.stages).map(([phase, stages]) => (
        <div key={phase} className={classes['phase']} style={{ flexGrow: stages.length }}>
          <p aria-hidden="true">{phaseLabels[phase]}</p>
          <div className={classes['stages']}>
            {stages.map((info) => {
              const clients = counts.get(info.stage) ?? 0;
              const share = all > 0 ? clients / all : 0;
              return (
                <button
                  key={info.stage}
                  type="button"
                  style={{ flexGrow: 0.5 + Math.sqrt(share) * 2 }}
                  data-phase={phaseIndex(graph, info.stage)}
                  data-empty={clients === 0 || undefined}
                  aria-pressed={held.has(info.stage)}
                  aria-label={`${count(clients)} ${shortLabel(info)}, ${phaseLabels[phase]}`}
                  onClick={() => onToggle(info.stage)}
                >
                  <b>{report ? count(clients) : '–'}</b>{' '}
                  <span>{shortLabel(info)}</span>
                </button>
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
}
