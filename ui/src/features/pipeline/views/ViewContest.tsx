import { Modal } from '@mantine/core';

import { useDirectory, useStages } from '@/api/session';
import type { SavedView } from '@/api/types';
import { t } from '@/lib/i18n';
import { Contest } from '@/ui/desk/Contest';

import { definitionSaid } from './definition';
import classes from './ViewForm.module.css';

interface ViewContestProps {
  /** The view as somebody saved it meanwhile; null while nobody did. */
  stands: SavedView | null;
  /** What was to be saved. */
  mine: Record<string, unknown>;
  busy: boolean;
  onChoose: (which: 'theirs' | 'mine') => void;
  onClose: () => void;
}

/** Two people changed what a view shows: what either would see, and one to choose. */
export function ViewContest({ stands, mine, busy, onChoose, onClose }: ViewContestProps) {
  const names = { people: useDirectory().data ?? [], graph: useStages().data };
  return (
    <Modal opened={stands !== null} onClose={onClose} title={t('The view was not saved')} closeButtonProps={{ 'aria-label': t('Close') }}>
      {stands && (
        <div className={classes['form']}>
          <p>{t('Somebody changed “{view}” since you opened it. Nothing of it was overwritten.', { view: stands.name })}</p>
          <Contest
            label={stands.name}
            theirs={definitionSaid(stands, names)}
            mine={definitionSaid({ definition: mine }, names)}
            busy={busy}
            onChoose={onChoose}
          />
        </div>
      )}
    </Modal>
  );
}
