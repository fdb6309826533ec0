import { reasonsReport } from '@/api/reports';
import { useStages } from '@/api/session';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { reasonLabel, stageLabel } from '@/lib/stage';
import { Bars } from '@/ui/chart/Bars';
import { DataTable, figureOf, type DataColumn } from '@/ui/chart/DataTable';
import { Figure } from '@/ui/chart/Figure';

import type { Days } from './range';
import { Report, useSaveReport } from './Report';
import { described } from './words';

const title = t('Why work ended');

interface Named {
  outcome: string;
  label: string;
  count: number;
}

const columns: DataColumn<Named>[] = [
  { head: t('Stage'), cell: ({ outcome }) => outcome },
  { head: t('Reason'), cell: ({ label }) => label, words: true },
  figureOf(t('Clients'), (row) => row.count),
];

/** Why clients were lost, rejected or closed. */
export function ReasonsFigure({ days }: { days: Days }) {
  const graph = useStages().data;
  const save = useSaveReport('reasons', days);
  return (
    <Report name="reasons" title={title} days={days} read={reasonsReport} isEmpty={({ reasons }) => reasons.length === 0}>
      {({ reasons }) => {
        const named = reasons.map(({ stage, reason_code, count: clients }) => ({
          key: `${stage} ${reason_code ?? ''}`,
          stage,
          count: clients,
          outcome: stageLabel(graph, stage),
          label: reason_code === null ? t('No reason given') : reasonLabel(graph, reason_code),
        }));
        return (
          <Figure
            title={title}
            onExport={save}
            chart={
              <Bars
                label={described(title, named.map(({ outcome, label, count: clients }) => `${outcome}, ${label}: ${count(clients)}`))}
                bars={named.map(({ key, outcome, label, count: clients, stage }) => ({
                  key,
                  name: `${outcome}: ${label}`,
                  value: clients,
                  text: count(clients),
                  tone: stage === 'lost' ? 'bad' : stage === 'rejected' ? 'second' : 'quiet',
                }))}
              />
            }
            table={
              <DataTable
                label={t('{title} as a table', { title })}
                rows={named}
                rowKey={({ key }) => key}
                columns={columns}
              />
            }
          />
        );
      }}
    </Report>
  );
}
