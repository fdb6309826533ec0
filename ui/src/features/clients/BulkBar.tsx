import { Button } from '@mantine/core';
import { IconUserPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';

import type { UserRef } from '@/api/types';
import { t } from '@/lib/i18n';
import { AssignMenu } from '@/ui/desk/AssignMenu';
import { Keys } from '@/ui/Keys';
import { useShortcuts } from '@/ui/shortcuts';

import classes from './BulkBar.module.css';

interface BulkBarProps {
  count: number;
  people: readonly UserRef[];
  load: ReadonlyMap<string, number>;
  onAssign: (to: UserRef | null) => void;
  onClear: () => void;
}

/** What can be done with the selected clients; there only while some are. */
export function BulkBar(props: BulkBarProps) {
  return props.count > 0 ? <Bar {...props} /> : null;
}

function Bar({ count, people, load, onAssign, onClear }: BulkBarProps) {
  const [opened, setOpened] = useState(false);
  useShortcuts([
    { keys: 'a', label: t('Assign the selected clients'), group: t('Lists'), run: () => setOpened(true) },
    { keys: 'Escape', label: t('Clear the selection'), group: t('Lists'), run: onClear },
  ]);
  return (
    <div className={classes['bar']} role="region" aria-label={t('Selection')}>
      <span role="status">{t('{count} clients selected', { count })}</span>
      <AssignMenu people={people} current={null} load={load} onAssign={onAssign} opened={opened} onOpenedChange={setOpened}>
        <Button size="xs" leftSection={<IconUserPlus size={15} aria-hidden="true" />} rightSection={<Keys keys="a" />} onClick={() => setOpened(!opened)}>
          {t('Assign')}
        </Button>
      </AssignMenu>
      <Button size="xs" variant="subtle" color="gray" leftSection={<IconX size={15} aria-hidden="true" />} onClick={onClear}>
        {t('Clear')}
      </Button>
    </div>
  );
}
