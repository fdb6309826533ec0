import { IconRotate2 } from '@tabler/icons-react';

import { bulkJobs, getJob, jobsPage } from '@/api/office';
import { retryJob } from '@/api/staff';
import type { Job, JobState } from '@/api/types';
import { dateTime } from '@/lib/format';
import { heard, t } from '@/lib/i18n';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { ClientLink } from './refs';
import { outcomesOf } from './resource/bulk';
import { Facts } from './resource/Facts';
import { ResourceScreen } from './resource/ResourceScreen';
import type { Resource } from './resource/types';

const states: Record<JobState, string> = {
  queued: t('Waiting'),
  running: t('Running'),
  done: t('Done'),
  failed: t('Failed, will retry'),
  dead: t('Failed for good'),
};

/** The readings of conversations: what waits, what went wrong. */
export function JobsScreen() {
  return <ResourceScreen resource={jobs} />;
}

const broken = ({ state }: Job) => state === 'failed' || state === 'dead';

const jobs: Resource<Job> = {
  key: 'jobs',
  path: '/admin/jobs/',
  title: t('Extraction jobs'),
  explain: t('Each job reads one client’s conversation. A failed one keeps its error and can be started again.'),
  rowId: ({ id }) => id,
  rowName: ({ client_name }) => client_name ?? t('Unnamed visitor'),
  list: jobsPage,
  get: getJob,
  order: '-created_at',
  exports: 'jobs',
  search: t('Search name, email or phone'),
  filters: [
    {
      kind: 'choice',
      name: 'state',
      label: t('State'),
      options: Object.entries(states).map(([value, label]) => ({ value, label })),
    },
    { kind: 'days', name: 'created', label: t('Created'), after: 'after', before: 'before' },
  ],
  columns: [
    {
      id: 'client',
      label: t('Client'),
      width: 'minmax(150px, 1fr)',
      render: ({ client_id, client_name }) => <ClientLink id={client_id} name={client_name} />,
    },
    {
      id: 'state',
      label: t('State'),
      width: '150px',
      render: (job) => <span className={broken(job) ? classes['badStrong'] : undefined}>{states[job.state]}</span>,
    },
    { id: 'tries', label: t('Tries'), width: '70px', from: 720, render: ({ attempts }) => attempts },
    {
      id: 'error',
      label: t('Last error'),
      width: 'minmax(160px, 2fr)',
      from: 860,
      render: ({ last_error }) => <span className={classes['cut']}>{heard(last_error ?? '')}</span>,
    },
    {
      id: 'due',
      label: t('Due'),
      width: '90px',
      from: 860,
      extra: true,
      render: ({ run_at }) => <TimeAgo at={run_at} />,
    },
    {
      id: 'created',
      label: t('Created'),
      width: '100px',
      from: 640,
      align: 'end',
      sort: 'created_at',
      sortFirst: 'down',
      render: ({ created_at }) => <TimeAgo at={created_at} />,
    },
    { id: 'at', label: t('Changed'), width: '90px', from: 760, align: 'end', render: ({ updated_at }) => <TimeAgo at={updated_at} /> },
  ],
  compact: (job) => (
    <span className={classes['compact']}>
      <ClientLink id={job.client_id} name={job.client_name} />
      <small className={broken(job) ? classes['bad'] : undefined}>
        {states[job.state]}
        {job.last_error && `: ${heard(job.last_error)}`}
      </small>
    </span>
  ),
  detail: (job) => (
    <Facts
      facts={[
        [t('Client'), <ClientLink key="client" id={job.client_id} name={job.client_name} />],
        [t('State'), states[job.state]],
        [t('Tries'), job.attempts],
        [t('Last error'), job.last_error && heard(job.last_error)],
        [t('Due'), dateTime(job.run_at)],
        [t('Finished'), job.finished_at && dateTime(job.finished_at)],
        [t('Created'), dateTime(job.created_at)],
      ]}
    />
  ),
  actions: [
    {
      label: t('Try again now'),
      icon: <IconRotate2 size={16} />,
      shown: broken,
      run: ({ id }) => retryJob(id),
      done: () => t('The job is queued again.'),
      many: {
        title: (count) => t('Try {count} jobs again?', { count }),
        text: t('Each of them reads its conversation anew.'),
        send: async (rows) => {
          const ids = rows.map(({ id }) => id);
          return outcomesOf(ids, await bulkJobs(ids));
        },
      },
    },
  ],
};
