import { funnelReport } from '@/api/reports';
import { useStages } from '@/api/session';
import type { FunnelReport } from '@/api/types';
import { count, percent } from '@/lib/format';
import { t, words } from '@/lib/i18n';
import { stageLabel } from '@/lib/stage';
import { Bars } from '@/ui/chart/Bars';
import { DataTable, figureOf, type DataColumn } from '@/ui/chart/DataTable';
import { Figure } from '@/ui/chart/Figure';
import { phaseIndex } from '@/ui/desk/StageTag';

import type { Days } from './range';
import { Report, useSaveReport } from './Report';
import { days as daysText, described } from './words';

const title = t('Funnel');
type Named = FunnelReport['stages'][number] & { name: string };

const columns: DataColumn<Named>[] = [
  { head: t('Stage'), cell: ({ name }) => name },
  figureOf(t('Came into it'), ({ entered }) => entered),
  figureOf(t('Of all leads'), ({ share_of_leads }) => share_of_leads, percent),
  figureOf(t('Went on to the next phase'), ({ conversion }) => conversion, percent),
  figureOf(t('Median time'), ({ median_days }) => median_days, daysText),
  figureOf(t('90% within'), ({ p90_days }) => p90_days, daysText),
];

const share = (value: number | null) => (value === null ? '–' : percent(value));

/** How far leads come, and how long they stand where they are. */
export function FunnelFigure({ days }: { days: Days }) {
  const graph = useStages().data;
  const save = useSaveReport('funnel', days);
  return (
    <Report wide name="funnel" title={title} days={days} read={funnelReport} isEmpty={({ stages }) => stages.every(({ entered }) => entered === 0)}>
      {({ leads, stages }) => {
        const named = stages.map((stage) => ({ ...stage, name: stageLabel(graph, stage.stage) }));
        return (
          <Figure
            wide
            title={title}
            lead={words('{leads} leads came in. Behind each bar: how many came that far, their share, and the median time there.', {
              leads: <b>{count(leads)}</b>,
            })}
            onExport={save}
            chart={
              <Bars
                label={described(title, named.map(({ name, entered, share_of_leads: of }) => `${name} ${count(entered)}, ${share(of)}`))}
                bars={named.map(({ stage, name, entered, share_of_leads: of, median_days }) => ({
                  key: stage,
                  name,
                  value: entered,
                  text: [count(entered), share(of), median_days === null ? null : daysText(median_days)].filter(Boolean).join(', '),
                  tone: `phase-${phaseIndex(graph, stage) as 1 | 2 | 3 | 4 | 5}`,
                }))}
              />
            }
            table={
              <DataTable
                label={t('{title} as a table', { title })}
                rows={named}
                rowKey={({ stage }) => stage}
                columns={columns}
              />
            }
          />
        );
      }}
    </Report>
  );
}
