import { ActionIcon, Button, Checkbox, Select, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState, type SyntheticEvent } from 'react';

import { useCan, useDirectory, useMe } from '@/api/session';
import type { Client, CreateTask, Task } from '@/api/types';
import { t, words } from '@/lib/i18n';
import { useNow } from '@/ui/now';
import { Empty, Failure, Lines, Loading } from '@/ui/states';
import { TimeAgo } from '@/ui/TimeAgo';
import { done, failed } from '@/ui/toast';

import { useTaskChanges, useTasks } from '../api';
import { quickDates } from './due';
import classes from './Tasks.module.css';

/** What is to be done for a client, what is due first on top. */
export function Tasks({ client, writing }: { client: Client; writing: boolean }) {
  const may = useCan();
  const tasks = useTasks(client.id);
  const sorted = [...(tasks.data ?? [])].sort(byDue);
  return (
    <div className={classes['tasks']}>
      {may('task.write') && <NewTask client={client} writing={writing} />}
      {tasks.isPending && (
        <Loading what={t('tasks')}>
          <Lines count={4} height={22} />
        </Loading>
      )}
      {tasks.isError && !tasks.data && <Failure compact error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.data?.length === 0 && <Empty compact title={t('No tasks. What happens next with this client?')} />}
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

function TaskItem({ task, mayWrite }: { task: Task; mayWrite: boolean }) {
  const now = useNow();
  const { add, tick, remove } = useTaskChanges(task.client_id);
  const draft = task.id.startsWith('draft-');
  const overdue = task.done_at === null && task.due_at !== null && Date.parse(task.due_at) <= now;
  return (
    <li className={classes['task']} data-done={task.done_at !== null || undefined}>
      <Checkbox
        id={`task-${task.id}`}
        checked={task.done_at !== null}
        disabled={!mayWrite || draft}
        onChange={() =>
          tick.mutate(task, {
            onSuccess: () => {
              if (task.done_at === null) done(t('Done: {title}', { title: task.title }), () => tick.mutateAsync({ ...task, done_at: task.updated_at }));
            },
            onError: (error) => failed(t('The task was not changed'), error),
          })
        }
      />
      <div className={classes['text']}>
        <label htmlFor={`task-${task.id}`} className={classes['title']}>
          {task.title}
        </label>
        <p className={classes['foot']}>
          {task.due_at && task.done_at === null && (
            <span data-overdue={overdue || undefined}>
              {overdue
                ? words('Was due {when}', { when: <TimeAgo at={task.due_at} suffix /> })
                : words('Due {when}', { when: <TimeAgo at={task.due_at} /> })}
            </span>
          )}
          {task.done_at && (
            <span>
              {words('Done {when}', { when: <TimeAgo at={task.done_at} suffix /> })}
            </span>
          )}
          {task.assignee && <span>{task.assignee.name}</span>}
        </p>
      </div>
      {mayWrite && !draft && (
        <ActionIcon
          size={26}
          aria-label={t('Delete the task: {title}', { title: task.title })}
          onClick={() =>
            remove.mutate(task.id, {
              onSuccess: () => done(t('The task was deleted.'), () => add.mutateAsync(copyOf(task))),
              onError: (error) => failed(t('The task was not deleted'), error),
            })
          }
        >
          <IconTrash size={15} aria-hidden="true" />
        </ActionIcon>
      )}
    </li>
  );
}

/** The task once more, as it was before it was deleted. */
const copyOf = ({ title, due_at, assignee }: Task): CreateTask => ({ title, due_at, assignee: assignee?.id ?? null });

function NewTask({ client, writing }: { client: Client; writing: boolean }) {
  const { add } = useTaskChanges(client.id);
  const [title, setTitle] = useState('');
  const [due, setDue] = useState('');
  const me = useMe();
  const people = useDirectory();
  const [assignee, setAssignee] = useState<string | null>(me.id);
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    const text = title.trim();
    if (!text) return;
    setTitle('');
    setDue('');
    add.mutate(
      { title: text, assignee, due_at: due ? new Date(due).toISOString() : null },
      {
        onError: (error) => {
          setTitle(text);
          failed(t('The task was not saved'), error);
        },
      },
    );
  };
  return (
    <form className={classes['new']} onSubmit={save}>
      <TextInput
        aria-label={t('New task')}
        placeholder={t('Add a task')}
        maxLength={500}
        value={title}
        autoFocus={writing}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        aria-label={t('Due')}
        type="datetime-local"
        value={due}
        onChange={(event) => setDue(event.currentTarget.value)}
      />
      <div className={classes['quick']} role="group" aria-label={t('Due soon')}>
        {quickDates(new Date()).map(({ label, at }) => (
          <button key={label} type="button" aria-pressed={due === at} onClick={() => setDue(due === at ? '' : at)}>
            {label}
          </button>
        ))}
      </div>
      <Select
        aria-label={t('Who does it')}
        data={(people.data ?? []).map(({ id, name }) => ({ value: id, label: id === me.id ? t('{name} (me)', { name }) : name }))}
        value={assignee}
        onChange={setAssignee}
        searchable
        allowDeselect={false}
        comboboxProps={{ withinPortal: true }}
      />
      <Button type="submit" disabled={!title.trim()}>
        {t('Add')}
      </Button>
    </form>
  );
}
