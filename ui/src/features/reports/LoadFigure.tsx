import { loadReport } from '@/api/reports';
import type { CsmLoad } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { Bars } from '@/ui/chart/Bars';
import { DataTable, figureOf, type DataColumn } from '@/ui/chart/DataTable';
import { Figure } from '@/ui/chart/Figure';

import type { Days } from './range';
import { Report, useSaveReport } from './Report';
import { described } from './words';

const title = t('Load by person');

const columns: DataColumn<CsmLoad>[] = [
  { head: t('Person'), cell: ({ user }) => user.name },
  figureOf(t('Open clients'), ({ open }) => open),
  { head: t('Can carry'), raw: ({ capacity }) => capacity, cell: ({ capacity }) => (capacity === null ? t('No limit') : count(capacity)) },
  figureOf(t('New leads'), (row) => row.new),
  figureOf(t('Urgent'), ({ urgent }) => urgent),
  figureOf(t('Moved forward'), ({ moved_forward }) => moved_forward),
  figureOf(t('Lost'), ({ lost }) => lost),
];

/** `31 of 40`, or the figure alone where there is no limit. */
const loadText = ({ open, capacity }: CsmLoad) =>
  capacity === null ? count(open) : t('{open} of {capacity}', { open: count(open), capacity: count(capacity) });

/** Who carries how much now, and what they did in these days. */
export function LoadFigure({ days }: { days: Days }) {
  const save = useSaveReport('load', days);
  return (
    <Report name="load" title={title} days={days} read={loadReport} isEmpty={({ results }) => results.length === 0}>
      {({ results }) => (
        <Figure
          title={title}
          lead={t('Open clients now; the line is what each can carry.')}
          onExport={save}
          chart={
            <Bars
              label={described(title, results.map((row) => `${row.user.name} ${loadText(row)}`))}
              bars={results.map((row) => ({
                key: row.user.id,
                name: row.user.name,
                value: row.open,
                text: loadText(row),
                limit: row.capacity,
                tone: row.capacity !== null && row.open > row.capacity ? 'bad' : 'main',
              }))}
            />
          }
          table={
            <DataTable
              label={t('{title} as a table', { title })}
              rows={results}
              rowKey={({ user }) => user.id}
              columns={columns}
            />
          }
        />
      )}
    </Report>
  );
}
