import { Button } from '@mantine/core';

import { useDecision, useRejected } from '@/api/outbox';
import { useDirectory, useStages } from '@/api/session';
import { compare, describe } from '@/lib/command';
import { heard, t, words } from '@/lib/i18n';
import { Failure } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';
import { done, failed } from '@/ui/toast';

import { ClientLink } from './Pending';
import classes from './SyncScreen.module.css';

/** What the server refused: both versions, and the choice of its author. */
export function Rejected() {
  const rejected = useRejected();
  const said = { stages: useStages().data, people: useDirectory().data };
  const decision = useDecision();
  if (rejected.isError) return <Failure compact error={rejected.error} onRetry={() => void rejected.refetch()} />;
  if (!rejected.data || rejected.data.length === 0) return null;

  const decide = (id: string, redo: boolean) =>
    decision.mutate(
      { id, redo },
      {
        onSuccess: () => done(redo ? t('Done again; it is on its way.') : t('Dropped. What the server has stands.')),
        onError: (error) => failed(redo ? t('It cannot be done again') : t('It was not dropped'), error),
      },
    );

  return (
    <section className={classes['card']} data-tone="decide" aria-labelledby="rejected">
      <h2 id="rejected">{t('Your decision is needed')}</h2>
      <ul className={classes['list']}>
        {rejected.data.map((row) => {
          const what = describe(row.command, said);
          const fields = compare(row.seen, row.current, said);
          return (
            <li key={row.command_id} className={classes['conflict']}>
              <span className={classes['what']}>
                <strong>{what}</strong>
                <small>
                  <ClientLink id={row.client_id} name={row.client_name} /> · {words('you did this {time}', { time: <TimeAgo at={row.issued_at} suffix /> })}
                </small>
              </span>
              <p className={classes['reason']}>{heard(row.detail)}</p>
              {row.current === null || row.current === undefined ? (
                <p className={classes['quiet']}>{t('You may no longer see this client.')}</p>
              ) : (
                <table className={classes['versions']}>
                  <thead>
                    <tr>
                      <td />
                      <th scope="col">{t('What you saw')}</th>
                      <th scope="col">{t('On the server now')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {fields.map(({ name, seen, now, differs }) => (
                      <tr key={name} data-differs={differs || undefined}>
                        <th scope="row">{name}</th>
                        <td>{seen}</td>
                        <td>{now}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
              <span className={classes['actions']}>
                <Button size="xs" disabled={decision.isPending} onClick={() => decide(row.command_id, true)} aria-label={t('Do it again: {what}', { what })}>
                  {t('Do it again')}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  disabled={decision.isPending}
                  onClick={() => decide(row.command_id, false)}
                  aria-label={t('Drop: {what}', { what })}
                >
                  {t('Drop mine')}
                </Button>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
