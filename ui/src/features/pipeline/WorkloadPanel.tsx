import type { UseQueryResult } from '@tanstack/react-query';

import type { Workload } from '@/api/types';
import { count } from '@/lib/format';
import { t } from '@/lib/i18n';
import { Face } from '@/ui/Face';
import { Empty, Failure, Lines, Loading } from '@/ui/states';

import classes from './WorkloadPanel.module.css';

interface WorkloadPanelProps {
  workload: UseQueryResult<Workload[]>;
  chosen: string | undefined;
  onChoose: (csm: string | undefined) => void;
}

/** Who carries how much; a click shows that person's clients. */
export function WorkloadPanel({ workload, chosen, onChoose }: WorkloadPanelProps) {
  const people = workload.data ?? [];
  const most = Math.max(1, ...people.map(({ open_clients }) => open_clients));
  return (
    <aside className={classes['panel']} aria-labelledby="workload">
      <h2 id="workload">{t('Workload')}</h2>
      {workload.isPending && (
        <Loading what={t('workload')}>
          <Lines count={5} height={28} />
        </Loading>
      )}
      {workload.isError && <Failure compact error={workload.error} onRetry={() => void workload.refetch()} />}
      {workload.isSuccess && people.length === 0 && (
        <Empty compact title={t('Nobody to assign to')}>
          {t('Add CSMs under Users.')}
        </Empty>
      )}
      <ul>
        {people.map(({ user, open_clients, new_leads, urgent }) => (
          <li key={user.id}>
            <button
              type="button"
              className={classes['person']}
              aria-pressed={chosen === user.id}
              onClick={() => onChoose(chosen === user.id ? undefined : user.id)}
            >
              <Face name={user.name} size={30} />
              <span className={classes['name']}>{user.name}</span>
              <b>{count(open_clients)}</b>
              <span className={classes['bar']} aria-hidden="true">
                <i style={{ width: `${(open_clients / most) * 100}%` }} />
              </span>
              <small>
                {t('{count} new', { count: new_leads })}
                {urgent > 0 && <em>{t('{count} urgent', { count: urgent })}</em>}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
