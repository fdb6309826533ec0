import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';

import { t } from '@/lib/i18n';
import { ExportButton } from '@/ui/desk/ExportButton';
import { useShortcuts } from '@/ui/shortcuts';

import { manyActions } from './bulk';
import classes from './BulkBar.module.css';
import { BulkRun } from './BulkRun';
import type { ManyAction, Resource } from './types';

interface BulkBarProps<Row> {
  resource: Resource<Row>;
  rows: readonly Row[];
  onSelect: (ids: ReadonlySet<string>) => void;
  onDone: () => void;
}

/** What can be done with the selected rows; there only while some are. */
export function BulkBar<Row>({ resource, rows, onSelect, onDone }: BulkBarProps<Row>) {
  const [running, setRunning] = useState<{ action: ManyAction<Row>; rows: readonly Row[] } | null>(null);
  const { exportRows } = resource;
  const clear = () => onSelect(new Set());
  useShortcuts(rows.length > 0 ? [{ keys: 'Escape', label: t('Clear the selection'), group: t('Lists'), run: clear }] : []);
  const fitting = manyActions(resource).flatMap((action) => {
    const fit = rows.filter((row) => action.shown?.(row) ?? true);
    return fit.length > 0 ? [{ action, fit }] : [];
  });
  return (
    <>
      {rows.length > 0 && (
        <div className={classes['bar']} role="region" aria-label={t('Selection')}>
          <span role="status">{t('{count} selected', { count: rows.length })}</span>
          {fitting.map(({ action, fit }) => (
            <Button
              key={action.label}
              size="xs"
              variant="default"
              leftSection={action.icon}
              onClick={() => setRunning({ action, rows: fit })}
            >
              {fit.length === rows.length ? action.label : t('{action} ({n})', { action: action.label, n: fit.length })}
            </Button>
          ))}
          {exportRows && <ExportButton small save={() => exportRows(rows.map(resource.rowId))} />}
          <Button size="xs" variant="subtle" color="gray" leftSection={<IconX size={15} aria-hidden="true" />} onClick={clear}>
            {t('Clear')}
          </Button>
        </div>
      )}
      {running && (
        <BulkRun
          {...running}
          rowId={resource.rowId}
          rowName={resource.rowName}
          onClose={(failed) => {
            setRunning(null);
            if (failed) onSelect(new Set(failed));
          }}
          onDone={onDone}
        />
      )}
    </>
  );
}
