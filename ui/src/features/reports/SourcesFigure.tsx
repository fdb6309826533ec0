import { sourcesReport } from '@/api/reports';
import type { SourcesReport } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { Bars } from '@/ui/chart/Bars';
import { DataTable, figureOf, type DataColumn } from '@/ui/chart/DataTable';
import { Figure } from '@/ui/chart/Figure';

import type { Days } from './range';
import { Report, useSaveReport } from './Report';
import { described } from './words';

const title = t('Where leads come from');

const names: Record<string, string> = {
  chat: t('Chatbot'),
  manual: t('Added by hand'),
  import: t('Import'),
  demo: t('Demo data'),
};
const nameOf = ({ source }: { source: string }) => names[source] ?? source;

const columns: DataColumn<SourcesReport['sources'][number]>[] = [
  { head: t('Source'), cell: nameOf },
  figureOf(t('Leads'), ({ leads }) => leads),
  figureOf(t('In work'), ({ open }) => open),
  figureOf(t('Loan paid out'), ({ won }) => won),
  figureOf(t('Over without a loan'), ({ over }) => over),
];

/** Where leads come from, and what becomes of them. */
export function SourcesFigure({ days }: { days: Days }) {
  const save = useSaveReport('sources', days);
  return (
    <Report name="sources" title={title} days={days} read={sourcesReport} isEmpty={({ sources }) => sources.length === 0}>
      {({ sources }) => (
        <Figure
          title={title}
          onExport={save}
          chart={
            <Bars
              label={described(title, sources.map((row) => `${nameOf(row)} ${count(row.leads)}`))}
              bars={sources.map((row) => ({ key: row.source, name: nameOf(row), value: row.leads, text: count(row.leads) }))}
            />
          }
          table={
            <DataTable
              label={t('{title} as a table', { title })}
              rows={sources}
              rowKey={({ source }) => source}
              columns={columns}
            />
          }
        />
      )}
    </Report>
  );
}
