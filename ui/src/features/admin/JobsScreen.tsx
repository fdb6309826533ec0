import { Link } from '@tanstack/react-router';
import { IconRotate2 } from '@tabler/icons-react';

import { listJobs, retryJob } from '@/api/staff';
import type { Job, JobState } from '@/api/types';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './cells.module.css';
import { ResourceScreen } from './resource/ResourceScreen';
import type { Resource } from './resource/types';

const states: Record<JobState, string> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed, will retry',
  dead: 'Failed for good',
};

const isState = (name: string | undefined): name is JobState => name !== undefined && name in states;

/** The readings of conversations: what waits, what went wrong. */
export function JobsScreen() {
  return <ResourceScreen resource={jobs} />;
}

const broken = ({ state }: Job) => state === 'failed' || state === 'dead';

const jobs: Resource<Job> = {
  key: 'jobs',
  path: '/admin/jobs/',
  title: 'Extraction jobs',
  one: 'job',
  explain: 'Each job reads one client’s conversation. A failed one keeps its error and can be started again.',
  rowId: ({ id }) => id,
  rowName: ({ client_name }) => client_name ?? 'Unnamed visitor',
  list: ({ state, cursor }, signal) =>
    listJobs({ ...(isState(state) ? { state } : {}), ...(cursor ? { cursor } : {}) }, signal),
  filters: [
    {
      name: 'state',
      label: 'State',
      empty: 'Any state',
      options: Object.entries(states).map(([value, label]) => ({ value, label })),
    },
  ],
  columns: [
    { id: 'client', label: 'Client', width: 'minmax(150px, 1fr)', render: (job) => <Who job={job} /> },
    {
      id: 'state',
      label: 'State',
      width: '150px',
      render: (job) => <span className={broken(job) ? classes['badStrong'] : undefined}>{states[job.state]}</span>,
    },
    { id: 'tries', label: 'Tries', width: '60px', from: 720, render: ({ attempts }) => attempts },
    { id: 'error', label: 'Last error', width: 'minmax(160px, 2fr)', from: 860, render: ({ last_error }) => last_error ?? '' },
    { id: 'at', label: 'Changed', width: '90px', from: 640, align: 'end', render: ({ updated_at }) => <TimeAgo at={updated_at} /> },
  ],
  compact: (job) => (
    <span className={classes['compact']}>
      <Who job={job} />
      <small className={broken(job) ? classes['bad'] : undefined}>
        {states[job.state]}
        {job.last_error && `: ${job.last_error}`}
      </small>
    </span>
  ),
  actions: [
    {
      label: 'Try again now',
      icon: <IconRotate2 size={16} />,
      shown: broken,
      run: ({ id }) => retryJob(id),
      done: () => 'The job is queued again.',
    },
  ],
};

function Who({ job: { client_id, client_name } }: { job: Job }) {
  return (
    <Link to="/dashboard/client/$clientId/" params={{ clientId: client_id }}>
      {client_name ?? 'Unnamed visitor'}
    </Link>
  );
}
