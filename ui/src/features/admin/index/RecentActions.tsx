import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { keys } from '@/api/keys';
import { useMe } from '@/api/session';
import { auditPage } from '@/api/office';
import { actorName, fromCode } from '@/lib/format';
import { t } from '@/lib/i18n';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';

import { EntityLink } from '../refs';
import classes from './OfficeScreen.module.css';

/** What was done lately, by oneself or by everybody. */
export function RecentActions() {
  const me = useMe();
  const [whose, setWhose] = useState('mine');
  const query: Record<string, string> = { limit: '12', ...(whose === 'mine' ? { user: me.id } : {}) };
  const log = useQuery({
    queryKey: [...keys.admin('audit'), 'recent', whose],
    queryFn: ({ signal }) => auditPage(query, signal),
  });
  const rows = log.data?.results ?? [];
  return (
    <section className={classes['recent']} aria-labelledby="recent-actions">
      <header>
        <h2 id="recent-actions">{t('Recent actions')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('Whose actions')}
          data={[
            { value: 'mine', label: t('Mine') },
            { value: 'all', label: t('Everybody’s') },
          ]}
          value={whose}
          onChange={setWhose}
        />
      </header>
      {log.isPending && (
        <Loading what={t('the recent actions')}>
          <Lines count={6} height={30} />
        </Loading>
      )}
      {log.isError && !log.data && <Failure compact error={log.error} onRetry={() => void log.refetch()} />}
      {log.isSuccess && rows.length === 0 && <Empty compact title={t('Nothing was done yet.')} />}
      <ol>
        {rows.map((row) => (
          <li key={row.id}>
            <span>
              <strong>{fromCode(row.action)}</strong>
              <small>
                {fromCode(row.entity_kind)} <EntityLink row={row} />
                {whose === 'all' && `, ${row.user?.name ?? actorName(row.actor_name)}`}
              </small>
            </span>
            <small>
              <TimeAgo at={row.created_at} />
            </small>
          </li>
        ))}
      </ol>
      {rows.length > 0 && (
        <Link to="/admin/audit/" search={whose === 'mine' ? { user: me.id } : {}}>
          {t('See all in the audit log')}
        </Link>
      )}
    </section>
  );
}
