import { Button } from '@mantine/core';
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';

import { t } from '@/lib/i18n';

import { failed } from '../toast';
import classes from './Figure.module.css';

interface FigureProps {
  title: string;
  /** What it comes down to, in a sentence. */
  lead?: ReactNode;
  chart: ReactNode;
  /** The same as a table. */
  table: ReactNode;
  /** Saves the figures as a file; absent where the user may not. */
  onExport?: (() => Promise<unknown>) | undefined;
  /** Takes the whole width. */
  wide?: boolean;
  /** More below the figures. */
  foot?: ReactNode;
  /** What stands above the chart and the table alike. */
  children?: ReactNode;
}

/** A chart with the table behind it and the way to take both away. */
export function Figure({ title, lead, chart, table, onExport, wide = false, foot, children }: FigureProps) {
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      await onExport?.();
    } catch (error) {
      failed(t('The file was not saved'), error);
    } finally {
      setSaving(false);
    }
  };
  const SwitchIcon = asTable ? IconChartBar : IconTable;
  return (
    <section className={classes['figure']} data-wide={wide || undefined} aria-labelledby={id}>
      <div className={classes['head']}>
        <h2 id={id}>{title}</h2>
        <div className={classes['actions']}>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<SwitchIcon size={15} aria-hidden="true" />}
            aria-label={asTable ? t('{title}: show the chart', { title }) : t('{title}: show the table', { title })}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? t('Chart') : t('Table')}
          </Button>
          {onExport && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<IconDownload size={15} aria-hidden="true" />}
              loading={saving}
              aria-label={t('{title}: save as CSV', { title })}
              onClick={() => void save()}
            >
              {t('CSV')}
            </Button>
          )}
        </div>
      </div>
      {lead && <p className={classes['lead']}>{lead}</p>}
      {children}
      {asTable ? table : chart}
      {foot}
    </section>
  );
}

/** The place of a figure that is not there: loading, failed or without anything to count. */
export function FigurePlace({ title, wide = false, children }: { title: string; wide?: boolean; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes['figure']} data-wide={wide || undefined} aria-labelledby={id}>
      <div className={classes['head']}>
        <h2 id={id}>{title}</h2>
      </div>
      {children}
    </section>
  );
}
