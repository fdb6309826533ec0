import { Button, Group } from '@mantine/core';
import type { SyntheticEvent } from 'react';

import { useCan, useMe } from '@/api/session';
import type { Client, Task } from '@/api/types';
import { t } from '@/lib/i18n';
import { drafts, useDraft, type Fields } from '@/ui/drafts';
import { Empty, Failure, Lines, Loading } from '@/ui/states';

import { useTasks } from '../api';
import { usePlace } from '../place';
import { useTaskChanges } from './api';
import { TaskFields } from './TaskFields';
import { TaskItem } from './TaskItem';
import classes from './Tasks.module.css';
import { Discard, Stranded, Unsaved } from './Unsaved';

/** What is to be done for a client, what is due first on top. `asked` counts how often a new task was asked for. */
export function Tasks({ client, asked }: { client: Client; asked: number }) {
  const may = useCan();
  const tasks = useTasks(client.id);
  const sorted = [...(tasks.data ?? [])].sort(byDue);
  return (
    <div className={classes['tasks']}>
      {may('task.write') && <NewTask client={client} asked={asked} />}
      {tasks.isPending && (
        <Loading what={t('tasks')}>
          <Lines count={4} height={22} />
        </Loading>
      )}
      {tasks.isError && !tasks.data && <Failure compact error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.data?.length === 0 && <Empty compact title={t('No tasks. What happens next with this client?')} />}
      <Stranded place={usePlace(client.id, 'task')} there={tasks.data} why={t('The task was deleted meanwhile.')} />
      <ul>
        {sorted.map((task) => (
          <TaskItem key={task.id} task={task} mayWrite={may('task.write')} />
        ))}
      </ul>
    </div>
  );
}

/** Open before done; what is due first on top, what has no date below. */
function byDue(a: Task, b: Task): number {
  if ((a.done_at === null) !== (b.done_at === null)) return a.done_at === null ? -1 : 1;
  const due = ({ due_at }: Task) => (due_at === null ? Infinity : Date.parse(due_at));
  return due(a) - due(b) || Date.parse(b.created_at) - Date.parse(a.created_at);
}

function NewTask({ client, asked }: { client: Client; asked: number }) {
  const me = useMe().id;
  const { add } = useTaskChanges(client.id);
  const place = usePlace(client.id, 'task');
  const [draft, keep] = useDraft(place);
  const fields: Fields = draft ?? { assignee: me };
  const write = (change: Fields) => {
    const next = { ...fields, ...change };
    // Who does it is no draft by itself.
    keep(next['title'] || next['due'] ? next : null);
  };
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    if (fields['title']?.trim()) add.mutate(drafts.send(place, fields));
  };
  return (
    <>
      <form className={classes['fields']} onSubmit={save}>
        <TaskFields label={t('New task')} placeholder={t('Add a task')} fields={fields} asked={asked} onChange={write} />
        <Group gap="xs" wrap="nowrap">
          <Discard place={place} fields={draft} />
          <Button type="submit" disabled={!fields['title']?.trim()}>
            {t('Add')}
          </Button>
        </Group>
      </form>
      <Unsaved place={place} shown={({ title }) => title} onAgain={add.mutate} />
    </>
  );
}
