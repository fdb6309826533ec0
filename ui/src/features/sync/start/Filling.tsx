import { count } from '@/lib/format';
import { Entrance, EntranceNote } from '@/ui/Entrance';
import { Progress } from '@/ui/Progress';

import classes from './start.module.css';

/** The demo's stories are being played. */
export function Filling({ done, total }: { done: number; total: number }) {
  return (
    <Entrance title="Filling your demo desk">
      <EntranceNote>Conversations, moves, notes and tasks of the last 45 days are being written.</EntranceNote>
      <Progress label="Demo data written" done={done} total={total} />
      <p className={classes['figures']} role="status">
        {total > 0 ? `${count(done)} of ${count(total)} events` : 'Reading the stories…'}
      </p>
    </Entrance>
  );
}
