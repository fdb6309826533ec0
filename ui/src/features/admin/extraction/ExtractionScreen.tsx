import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { keys } from '@/api/keys';
import { extractionReport } from '@/api/staff';
import { t } from '@/lib/i18n';
import { Page } from '@/ui/Page';
import { Failure, Lines, Loading } from '@/ui/states';

import { AccuracyCard } from './AccuracyCard';
import classes from './ExtractionScreen.module.css';
import { FailuresCard } from './FailuresCard';
import { SpendingCard } from './SpendingCard';
import { StateCard } from './StateCard';

const spans = [
  { value: '7', label: t('Last 7 days') },
  { value: '30', label: t('Last 30 days') },
  { value: '90', label: t('Last 90 days') },
  { value: '365', label: t('Last year') },
];

/** How well conversations are read, at what price, and what could not be read. */
export function ExtractionScreen() {
  const [days, setDays] = useState('30');
  const report = useQuery({
    queryKey: [...keys.admin('extraction'), days],
    queryFn: ({ signal }) => extractionReport(Number(days), signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <Page
      title={t('Extraction quality')}
      actions={
        <Select
          aria-label={t('Period')}
          w={170}
          data={spans}
          value={days}
          allowDeselect={false}
          onChange={(value) => setDays(value ?? '30')}
        />
      }
    >
      {report.isPending && (
        <Loading what={t('the report')}>
          <div className={classes['cards']}>
            {['state', 'accuracy', 'spending', 'failures'].map((card) => (
              <div key={card} className={classes['card']}>
                <Lines count={6} height={18} />
              </div>
            ))}
          </div>
        </Loading>
      )}
      {report.isError && !report.data && <Failure error={report.error} onRetry={() => void report.refetch()} />}
      {report.data && (
        <div className={classes['cards']}>
          <StateCard report={report.data} />
          <FailuresCard failures={report.data.failures} onRetried={() => void report.refetch()} />
          <AccuracyCard reviews={report.data.reviews} />
          <SpendingCard spending={report.data.spending} />
        </div>
      )}
    </Page>
  );
}
