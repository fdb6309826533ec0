import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { everyPage } from '@/api/call';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import { listJobs, retryJob } from '@/api/staff';
import type { FailureReason } from '@/api/types';
import { t } from '@/lib/i18n';
import { Empty } from '@/ui/states';
import { done, failed } from '@/ui/toast';

import classes from './ExtractionScreen.module.css';

/** Why conversations could not be read, and the way to try them again. */
export function FailuresCard({ failures, onRetried }: { failures: FailureReason[]; onRetried: () => void }) {
  const may = useCan()('job.manage');
  const cache = useQueryClient();
  const retry = useMutation({
    mutationFn: async ({ reason, state }: FailureReason) => {
      const signal = new AbortController().signal;
      const jobs = await everyPage((page) => listJobs({ ...page, state }, signal));
      const meant = jobs.filter(({ last_error }) => (last_error ?? '') === reason);
      for (const { id } of meant) await retryJob(id);
      return meant.length;
    },
    onSuccess: (jobs) => done(t('{count} jobs are queued again.', { count: jobs })),
    onError: (error) => failed(t('Not every job could be queued again'), error),
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: keys.admin('jobs') });
      onRetried();
    },
  });
  return (
    <section className={classes['card']} aria-labelledby="extraction-failures">
      <h2 id="extraction-failures">{t('Failures')}</h2>
      {failures.length === 0 ? (
        <Empty compact title={t('Every conversation could be read.')} />
      ) : (
        <ul className={classes['failures']}>
          {failures.map((failure) => (
            <li key={`${failure.state} ${failure.reason}`}>
              <p>
                <strong>{t('{count} conversations', { count: failure.jobs })}</strong>
                <span>{failure.reason || t('The extractor failed without saying why.')}</span>
                <small>{failure.state === 'dead' ? t('Not tried again by itself') : t('Tried again by itself')}</small>
              </p>
              {may && (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={retry.isPending && retry.variables === failure}
                  disabled={retry.isPending}
                  aria-label={t('Try again: {what}, {reason}', { what: t('{count} conversations', { count: failure.jobs }), reason: failure.reason })}
                  onClick={() => retry.mutate(failure)}
                >
                  {t('Try again')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {may && failures.length > 0 && (
        <p className={classes['small']}>
          <Link to="/admin/jobs/">{t('See each job')}</Link>
        </p>
      )}
    </section>
  );
}
