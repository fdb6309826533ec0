import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { saveReport } from '@/api/export';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import { t } from '@/lib/i18n';
import { FigurePlace } from '@/ui/chart/Figure';
import { Empty, Failure, Lines, Loading } from '@/ui/states';

import type { Days } from './range';
import classes from './ReportsScreen.module.css';

interface ReportProps<Data> {
  name: string;
  title: string;
  days: Days;
  read: (days: Days, signal: AbortSignal) => Promise<Data>;
  /** Whether there is nothing to count in these days. */
  isEmpty: (data: Data) => boolean;
  wide?: boolean;
  children: (data: Data) => ReactNode;
}

/** Reads one report; what it is not there yet, or not at all, stands in its place. Figures of other days are no more than a shadow. */
export function Report<Data>({ name, title, days, read, isEmpty, wide = false, children }: ReportProps<Data>) {
  const report = useQuery({
    queryKey: keys.report(name, days),
    queryFn: ({ signal }) => read(days, signal),
    placeholderData: keepPreviousData,
  });
  const isOld = report.isPlaceholderData;
  if (report.isPending || (isOld && isEmpty(report.data))) {
    return (
      <FigurePlace title={title} wide={wide}>
        <Loading what={title}>
          <Lines count={6} height={18} />
        </Loading>
      </FigurePlace>
    );
  }
  if (report.data === undefined) {
    return (
      <FigurePlace title={title} wide={wide}>
        <Failure compact error={report.error} onRetry={() => void report.refetch()} />
      </FigurePlace>
    );
  }
  if (isEmpty(report.data)) {
    return (
      <FigurePlace title={title} wide={wide}>
        <Empty compact title={t('Nothing to count in these days.')} />
      </FigurePlace>
    );
  }
  return (
    <div className={classes['report']} data-old={isOld || undefined} aria-busy={isOld}>
      {children(report.data)}
    </div>
  );
}

/** Saves a report as CSV; undefined where the user may not. */
export function useSaveReport(name: string, days: Days) {
  return useCan()('export') ? () => saveReport(name, days) : undefined;
}
