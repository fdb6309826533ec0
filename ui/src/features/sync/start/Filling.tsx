import { t } from '@/lib/i18n';
import { Entrance, EntranceNote } from '@/ui/Entrance';
import { Progress } from '@/ui/Progress';

import classes from './start.module.css';

/** The demo's stories are being played. */
export function Filling({ done, total }: { done: number; total: number }) {
  return (
    <Entrance title={t('Filling your demo desk')}>
      <EntranceNote>{t('Conversations, moves, notes and tasks of the last 45 days are being written.')}</EntranceNote>
      <Progress label={t('Demo data written')} done={done} total={total} />
      <p className={classes['figures']} role="status">
        {total > 0 ? t('{done} of {total} events', { done, total }) : t('Reading the stories…')}
      </p>
    </Entrance>
  );
}
