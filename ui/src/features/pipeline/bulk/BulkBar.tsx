import { Button } from '@mantine/core';
import { IconArrowRight, IconUserPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';

import type { UserRef } from '@/api/types';
import { t } from '@/lib/i18n';
import { AssignMenu } from '@/ui/desk/AssignMenu';
import { ExportButton } from '@/ui/desk/ExportButton';
import { Keys } from '@/ui/Keys';
import { useShortcuts } from '@/ui/shortcuts';
import { failed } from '@/ui/toast';

import classes from './BulkBar.module.css';

interface BulkBarProps {
  count: number;
  /** How many match, where all of them are meant, also those not loaded; null where only those selected are. */
  all: number | null;
  /** Means all that match; null where all of them are loaded, or already meant. */
  onAll: (() => Promise<void>) | null;
  load: ReadonlyMap<string, number>;
  onAssign: ((to: UserRef | null) => void) | null;
  onMove: (() => void) | null;
  /** Saves those selected as a file. */
  onExport: (() => Promise<boolean>) | null;
  onClear: () => void;
}

/** What can be done with the selected clients; there only while some are. */
export function BulkBar(props: BulkBarProps) {
  return props.count > 0 ? <Bar {...props} /> : null;
}

function Bar({ count, all, onAll, load, onAssign, onMove, onExport, onClear }: BulkBarProps) {
  const [opened, setOpened] = useState(false);
  const [counting, setCounting] = useState(false);
  const takeAll = async (take: () => Promise<void>) => {
    setCounting(true);
    await take().catch((error: unknown) => failed(t('They could not be counted'), error));
    setCounting(false);
  };
  const group = t('Lists');
  useShortcuts([
    ...(onAssign ? [{ keys: 'a', label: t('Assign the selected clients'), group, run: () => setOpened(true) }] : []),
    ...(onMove ? [{ keys: 'm', label: t('Move the selected clients'), group, run: onMove }] : []),
    { keys: 'Escape', label: t('Clear the selection'), group, run: onClear },
  ]);
  return (
    <div className={classes['bar']} role="region" aria-label={t('Selection')} data-selection>
      <span role="status">{all === null ? t('{count} clients selected', { count }) : t('All {count} that match', { count: all })}</span>
      {onAll && (
        <Button size="xs" variant="subtle" loading={counting} onClick={() => void takeAll(onAll)}>
          {t('Select all that match')}
        </Button>
      )}
      {onAssign && (
        <AssignMenu current={null} load={load} onAssign={onAssign} opened={opened} onOpenedChange={setOpened}>
          <Button size="xs" leftSection={<IconUserPlus size={15} aria-hidden="true" />} rightSection={<Keys keys="a" />} onClick={() => setOpened(!opened)}>
            {t('Assign')}
          </Button>
        </AssignMenu>
      )}
      {onMove && (
        <Button size="xs" variant="default" leftSection={<IconArrowRight size={15} aria-hidden="true" />} rightSection={<Keys keys="m" />} onClick={onMove}>
          {t('Move')}
        </Button>
      )}
      {onExport && <ExportButton small save={onExport} />}
      <Button size="xs" variant="subtle" color="gray" leftSection={<IconX size={15} aria-hidden="true" />} onClick={onClear}>
        {t('Clear')}
      </Button>
    </div>
  );
}
