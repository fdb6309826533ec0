import { Link } from '@tanstack/react-router';

import type { Client, StageGraph } from '@/api/types';
import { grouped } from '@/lib/group';
import { headline } from '@/lib/facts';
import { t } from '@/lib/i18n';
import { StageTag } from '@/ui/desk/StageTag';
import { UrgencyMark } from '@/ui/desk/UrgencyMark';
import { Empty } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './StageGroups.module.css';

interface StageGroupsProps {
  clients: readonly Client[];
  graph: StageGraph | undefined;
  searched: boolean;
}

/** Everyone a CSM works, under the stages in their order; those where work is over stand folded. */
export function StageGroups({ clients, graph, searched }: StageGroupsProps) {
  if (clients.length === 0) {
    return (
      <div className={classes['empty']}>
        <Empty compact title={searched ? t('None of your clients fits.') : t('You have no clients yet.')} />
      </div>
    );
  }
  const groups = grouped(clients, ({ current_stage }) => current_stage);
  const order = graph?.stages ?? [];
  return (
    <div className={classes['groups']}>
      {order.map(({ stage, terminal }) => {
        const held = groups.get(stage);
        if (!held) return null;
        return (
          <details key={stage} open={!terminal || searched} className={classes['group']}>
            <summary>
              <StageTag stage={stage} graph={graph} />
              <span className={classes['count']}>{held.length}</span>
            </summary>
            <ul>
              {held.map((client) => (
                <li key={client.id}>
                  <Line client={client} />
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </div>
  );
}

function Line({ client }: { client: Client }) {
  const { intent, amount } = headline(client);
  return (
    <Link to="/dashboard/client/$clientId/" params={{ clientId: client.id }} className={classes['line']}>
      <span className={classes['name']}>{client.name ?? t('Unnamed visitor')}</span>
      <span className={classes['wants']}>{[intent, amount].filter(Boolean).join(', ')}</span>
      <UrgencyMark urgency={client.context.urgency} bare />
      <span className={classes['age']}>
        <TimeAgo at={client.stage_changed_at} />
      </span>
    </Link>
  );
}
