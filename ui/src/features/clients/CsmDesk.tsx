import { useMemo, useState } from 'react';

import { useMe, useSetting, useStages } from '@/api/session';
import { t } from '@/lib/i18n';
import { needsNow } from '@/lib/needs';
import { useNow } from '@/ui/now';
import { Page } from '@/ui/Page';
import { SearchField } from '@/ui/SearchField';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { useFirstData } from '@/ui/useFirstData';

import { useMyClients, useMyTasks } from './api';
import classes from './CsmDesk.module.css';
import { NeedList } from './NeedList';
import { StageGroups } from './StageGroups';

/** A CSM's day: first what cannot wait, then everyone, by stage. */
export function CsmDesk() {
  const user = useMe();
  const clients = useMyClients();
  const tasks = useMyTasks();
  const stages = useStages();
  const now = useNow();
  const staleDays = useSetting('stale_after_days', 7);
  const [query, setQuery] = useState('');
  const needs = useMemo(
    () => needsNow(clients.data ?? [], tasks.data ?? [], now, staleDays),
    [clients.data, tasks.data, now, staleDays],
  );
  const fitting = useMemo(() => {
    const wanted = query.toLocaleLowerCase();
    return (clients.data ?? []).filter(({ name, email, phone }) =>
      [name, email, phone].some((text) => text?.toLocaleLowerCase().includes(wanted)),
    );
  }, [clients.data, query]);

  useFirstData(clients.isSuccess);

  return (
    <Page
      title={user.first_name ? t('{name}’s desk', { name: user.first_name }) : t('My desk')}
      aside={clients.data && t('{count} clients', { count: clients.data.length })}
    >
      <div className={classes['columns']}>
        <section aria-labelledby="needs" className={classes['needs']}>
          <h2 id="needs">
            {t('Needs me now')} {clients.isSuccess && <span className={classes['count']}>{needs.length}</span>}
          </h2>
          {clients.isPending && (
            <Loading what={t('what needs you now')}>
              <div className={classes['card']}>
                <Lines count={5} height={44} />
              </div>
            </Loading>
          )}
          {clients.isError && !clients.data && (
            <div className={classes['card']}>
              <Failure compact error={clients.error} onRetry={() => void clients.refetch()} />
            </div>
          )}
          {tasks.isError && <Failure compact error={tasks.error} onRetry={() => void tasks.refetch()} />}
          {clients.isSuccess && needs.length === 0 && (
            <div className={classes['card']}>
              <Empty title={t('Nothing waits for you')}>
                {clients.data.length === 0
                  ? t('An admin has not assigned anybody to you yet. New assignments appear here by themselves.')
                  : t('No urgent client, no new lead, no task that is due.')}
              </Empty>
            </div>
          )}
          {needs.length > 0 && <NeedList needs={needs} graph={stages.data} />}
        </section>
        <section aria-labelledby="mine" className={classes['mine']}>
          <div className={classes['mineHead']}>
            <h2 id="mine">{t('My clients')}</h2>
            {(clients.data?.length ?? 0) > 0 && (
              <SearchField label={t('Search my clients')} value={query} onSearch={setQuery} className={classes['search'] ?? ''} />
            )}
          </div>
          {clients.isPending && (
            <Loading what={t('my clients')}>
              <div className={classes['card']}>
                <Lines count={9} height={30} />
              </div>
            </Loading>
          )}
          {clients.isSuccess && <StageGroups clients={fitting} graph={stages.data} searched={query !== ''} />}
        </section>
      </div>
    </Page>
  );
}
