import { Link } from '@tanstack/react-router';

import { saveFile } from '@/api/device';
import { useCan } from '@/api/session';
import { extractionReport } from '@/api/staff';
import { count, dollars } from '@/lib/format';
import { t, words } from '@/lib/i18n';
import { Columns } from '@/ui/chart/Columns';
import { asCsv, DataTable, figureOf, type DataColumn } from '@/ui/chart/DataTable';
import { Figure, FigurePlace } from '@/ui/chart/Figure';
import { Empty } from '@/ui/states';

import { costByDay, type Costs, type DayCost } from './cost';
import { daysBack, type Days } from './range';
import { Report } from './Report';
import classes from './ReportsScreen.module.css';
import { dayOfYear, dayText, described } from './words';

const title = t('Cost of reading');

const columns: DataColumn<DayCost>[] = [
  { head: t('Day'), raw: ({ day }) => day, cell: ({ day }) => dayText(day) },
  figureOf(t('Read'), ({ runs }) => runs),
  figureOf(t('Failed'), ({ failed }) => failed),
  { head: t('Cost'), raw: ({ micros }) => micros / 1e6, cell: ({ micros }) => dollars(micros) },
];

async function read(days: Days, signal: AbortSignal): Promise<Costs> {
  const now = Date.now();
  return costByDay((await extractionReport(daysBack(days.from, now), signal)).spending, days, now);
}

/** What it cost to read the conversations, day by day. */
export function CostFigure({ days }: { days: Days }) {
  const mayExport = useCan()('export');
  return (
    <Report name="cost" title={title} days={days} read={read} isEmpty={({ rows, knownFrom }) => knownFrom === null && rows.every(({ runs }) => runs === 0)}>
      {({ rows, knownFrom }) => knownFrom !== null && rows.every(({ runs }) => runs === 0) ? (
        <FigurePlace title={title}>
          <Empty compact title={rows.length === 0 ? t('Of these days it is not known.') : t('Nothing to count in these days.')}>
            {unknownBefore(knownFrom)}
          </Empty>
        </FigurePlace>
      ) : (
        <Figure
          title={title}
          // Of these figures the server has no file.
          onExport={mayExport ? () => saveFile(`cost-${days.from}-${days.until}.csv`, new Blob([asCsv(rows, columns)], { type: 'text/csv;charset=utf-8' })) : undefined}
          lead={
            isFree(rows)
              ? t('Nothing: the rules read everything. Each column is how often a day.')
              : words('{sum} in all.', { sum: <b>{dollars(sum(rows, ({ micros }) => micros))}</b> })
          }
          chart={<DayColumns rows={rows} />}
          table={
            <DataTable
              label={t('{title} as a table', { title })}
              rows={rows.filter(({ runs }) => runs > 0)}
              rowKey={({ day }) => day}
              columns={columns}
            />
          }
          foot={
            <p className={classes['note']}>
              {knownFrom && <>{unknownBefore(knownFrom)} </>}
              <Link to="/admin/extraction/">{t('How well it reads, and what failed')}</Link>
            </p>
          }
        />
      )}
    </Report>
  );
}

const unknownBefore = (day: string) => t('What reading cost before {day} is not known.', { day: dayOfYear(day) });

/** What each day cost; where nothing did, how much was read. */
function DayColumns({ rows }: { rows: readonly DayCost[] }) {
  const free = isFree(rows);
  const text = ({ micros, runs }: DayCost) => (free ? count(runs) : dollars(micros));
  return (
    <Columns
      label={described(title, rows.filter(({ runs }) => runs > 0).map((row) => `${dayText(row.day)} ${text(row)}`))}
      columns={rows.map((row) => ({
        key: row.day,
        name: dayText(row.day),
        value: free ? row.runs : row.micros,
        text: text(row),
        tone: 'second',
      }))}
    />
  );
}

const sum = (rows: readonly DayCost[], of: (row: DayCost) => number) => rows.reduce((all, row) => all + of(row), 0);
const isFree = (rows: readonly DayCost[]) => rows.every(({ micros }) => micros === 0);
