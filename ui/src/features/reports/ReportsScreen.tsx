import { Select, TextInput } from '@mantine/core';
import { useIsFetching } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { keys } from '@/api/keys';
import { t } from '@/lib/i18n';
import { useNow } from '@/ui/now';
import { Page } from '@/ui/Page';

import { CostFigure } from './CostFigure';
import { FirstTouchFigures } from './FirstTouchFigures';
import { FunnelFigure } from './FunnelFigure';
import { LoadFigure } from './LoadFigure';
import { daysOf, presetOf, presets, type Days, type Preset } from './range';
import { ReasonsFigure } from './ReasonsFigure';
import classes from './ReportsScreen.module.css';
import { SourcesFigure } from './SourcesFigure';

const route = getRouteApi('/desk/admin/reports');

const labels: Record<Preset, string> = {
  '7d': t('Last 7 days'),
  '30d': t('Last 30 days'),
  '90d': t('Last 90 days'),
  month: t('This month'),
  last_month: t('Last month'),
  quarter: t('This quarter'),
  year: t('This year'),
};

/** How the desk does: each report as a chart, with the table behind it, over the same days. */
export function ReportsScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const days = daysOf(search, useNow());
  const preset = presetOf(search);
  const counting = useIsFetching({ queryKey: keys.reports, predicate: ({ state }) => state.data === undefined }) > 0;
  const choose = (range: string | null) =>
    void navigate({ search: range === 'custom' ? days : { range: range ?? undefined }, replace: true });
  return (
    <Page
      title={t('Reports')}
      aside={<span role="status">{counting ? t('Counting…') : ''}</span>}
      actions={
        <>
          {preset === 'custom' && <CustomDays days={days} onChange={(next) => void navigate({ search: next, replace: true })} />}
          <Select
            aria-label={t('Period')}
            w={170}
            allowDeselect={false}
            data={[...presets.map((value) => ({ value, label: labels[value] })), { value: 'custom', label: t('Other days') }]}
            value={preset}
            onChange={choose}
          />
        </>
      }
    >
      <div className={classes['figures']}>
        <FunnelFigure days={days} />
        <FirstTouchFigures days={days} />
        <ReasonsFigure days={days} />
        <SourcesFigure days={days} />
        <LoadFigure days={days} />
        <CostFigure days={days} />
      </div>
      <p className={classes['note']}>{t('Days are those of UTC, the first and the last included.')}</p>
    </Page>
  );
}

/** Any two days; one that is not whole yet changes nothing. */
function CustomDays({ days: { from, until }, onChange }: { days: Days; onChange: (days: Days) => void }) {
  return (
    <div className={classes['days']}>
      <TextInput
        aria-label={t('First day')}
        type="date"
        max={until}
        value={from}
        onChange={({ currentTarget: { value } }) => value && onChange({ from: value, until })}
      />
      <TextInput
        aria-label={t('Last day')}
        type="date"
        min={from}
        value={until}
        onChange={({ currentTarget: { value } }) => value && onChange({ from, until: value })}
      />
    </div>
  );
}
