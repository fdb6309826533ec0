import { Link } from '@tanstack/react-router';

import { usePending } from '@/api/outbox';
import { useDirectory, useStages } from '@/api/session';
import { describe } from '@/lib/command';
import { heard, t } from '@/lib/i18n';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './SyncScreen.module.css';

/** What was done here and the server has not seen. */
export function Pending() {
  const pending = usePending();
  const words = { stages: useStages().data, people: useDirectory().data };
  return (
    <section className={classes['card']} aria-labelledby="pending">
      <h2 id="pending">{t('Waiting to be sent')}</h2>
      {pending.isPending && (
        <Loading what={t('changes')}>
          <Lines count={2} />
        </Loading>
      )}
      {pending.isError && <Failure compact error={pending.error} onRetry={() => void pending.refetch()} />}
      {pending.data?.length === 0 && <Empty compact title={t('Nothing: the server has everything you did.')} />}
      {pending.data && pending.data.length > 0 && (
        <ul className={classes['list']}>
          {pending.data.map((row) => (
            <li key={row.command_id}>
              <span className={classes['what']}>
                <strong>{describe(row.command, words)}</strong>
                <small>
                  <ClientLink id={row.client_id} name={row.client_name} /> · <TimeAgo at={row.issued_at} suffix />
                </small>
                {!row.fits && <small className={classes['warning']}>{heard(row.detail ?? '') || t('It no longer fits what the server has.')}</small>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The client that a change belongs to. */
export function ClientLink({ id, name }: { id: string | null; name: string | null }) {
  if (!id) return <>{t('The desk')}</>;
  return (
    <Link to="/dashboard/client/$clientId/" params={{ clientId: id }}>
      {name ?? t('A client without a name')}
    </Link>
  );
}
