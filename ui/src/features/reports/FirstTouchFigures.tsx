import { firstTouchReport } from '@/api/reports';
import type { CsmFirstTouch, FirstTouch, FirstTouchBucket, FirstTouchReport } from '@/api/types';
import { count, percent } from '@/lib/format';
import { t } from '@/lib/i18n';
import { Bars } from '@/ui/chart/Bars';
import { Columns } from '@/ui/chart/Columns';
import { DataTable, figureOf, type DataColumn } from '@/ui/chart/DataTable';
import { Figure } from '@/ui/chart/Figure';

import type { Days } from './range';
import { Report, useSaveReport } from './Report';
import classes from './ReportsScreen.module.css';
import { described, minutes } from './words';

const title = t('Speed to the first contact');
const byTime = t('Leads by time to the first contact');
const byPerson = t('In time, by person');

/** Of those who came in, how many were contacted within the clock. */
const inTime = ({ within_clock, leads }: FirstTouch) => (leads === 0 ? 0 : within_clock / leads);
const nameOf = ({ user }: CsmFirstTouch) => user?.name ?? t('Unassigned');

/** How soon somebody does something for a new lead. */
export function FirstTouchFigures({ days }: { days: Days }) {
  const save = useSaveReport('first-touch', days);
  return (
    <Report wide name="first-touch" title={title} days={days} read={firstTouchReport} isEmpty={({ all }) => all.leads === 0}>
      {(report) => (
        <Figure wide title={title} onExport={save} chart={<Charts report={report} />} table={<Tables report={report} />}>
          <dl className={classes['marks']}>
            <Mark name={t('Within {span}', { span: minutes(report.clock_minutes) })} value={percent(inTime(report.all))} />
            <Mark name={t('Half of them within')} value={minutes(report.all.p50_minutes)} />
            <Mark name={t('90% within')} value={minutes(report.all.p90_minutes)} />
            <Mark
              name={t('Leads contacted')}
              value={t('{open} of {capacity}', { open: count(report.all.touched), capacity: count(report.all.leads) })}
            />
          </dl>
        </Figure>
      )}
    </Report>
  );
}

const timeColumns: DataColumn<FirstTouchBucket>[] = [
  { head: t('Time'), cell: bucketName },
  figureOf(t('Leads'), (bucket) => bucket.count),
];

const personColumns: DataColumn<CsmFirstTouch>[] = [
  { head: t('Person'), cell: nameOf },
  figureOf(t('Leads'), ({ leads }) => leads),
  figureOf(t('Leads contacted'), ({ touched }) => touched),
  figureOf(t('In time'), inTime, percent),
  figureOf(t('Half of them within'), ({ p50_minutes }) => p50_minutes, minutes),
  figureOf(t('90% within'), ({ p90_minutes }) => p90_minutes, minutes),
];

const Mark = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

/** `up to 15 min`, `later`, `not yet`. */
function bucketName({ up_to_minutes, touched }: FirstTouchBucket): string {
  if (!touched) return t('not yet');
  return up_to_minutes === null ? t('later') : t('up to {span}', { span: minutes(up_to_minutes) });
}

function Charts({ report: { histogram, by_csm, clock_minutes } }: { report: FirstTouchReport }) {
  const tone = ({ up_to_minutes, touched }: FirstTouchBucket) =>
    !touched ? 'bad' : up_to_minutes !== null && up_to_minutes <= clock_minutes ? 'main' : 'quiet';
  return (
    <div className={classes['pair']}>
      <Columns
        label={described(byTime, histogram.map((bucket) => `${bucketName(bucket)} ${count(bucket.count)}`))}
        columns={histogram.map((bucket) => ({
          key: bucketName(bucket),
          name: bucketName(bucket),
          value: bucket.count,
          text: count(bucket.count),
          tone: tone(bucket),
        }))}
      />
      <div>
        <h3 className={classes['sub']}>{byPerson}</h3>
        <Bars
          most={1}
          label={described(byPerson, by_csm.map((csm) => `${nameOf(csm)} ${percent(inTime(csm))}`))}
          bars={by_csm.map((csm) => ({
            key: csm.user?.id ?? '',
            name: nameOf(csm),
            value: inTime(csm),
            text: `${percent(inTime(csm))} · ${minutes(csm.p50_minutes)}`,
          }))}
        />
      </div>
    </div>
  );
}

function Tables({ report: { histogram, by_csm } }: { report: FirstTouchReport }) {
  return (
    <div className={classes['pair']}>
      <DataTable label={byTime} rows={histogram} rowKey={bucketName} columns={timeColumns} />
      <DataTable label={byPerson} rows={by_csm} rowKey={({ user }) => user?.id ?? ''} columns={personColumns} />
    </div>
  );
}
