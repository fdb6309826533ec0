import { ActionIcon, Checkbox } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import type { Task } from '@/api/types';
import { t, words } from '@/lib/i18n';
import { useDraft, useIsSending } from '@/ui/drafts';
import { useNow } from '@/ui/now';
import { TimeAgo } from '@/ui/TimeAgo';

import { usePlace } from '../place';
import { useTaskChanges } from './api';
import { TaskEditor } from './TaskEditor';
import classes from './Tasks.module.css';

export function TaskItem({ task, mayWrite }: { task: Task; mayWrite: boolean }) {
  const now = useNow();
  const { tick, remove } = useTaskChanges(task.client_id);
  const [draft] = useDraft(usePlace(task.client_id, `task/${task.id}`));
  const [opened, setOpened] = useState(false);
  const sending = useIsSending(task.id);
  const overdue = task.done_at === null && task.due_at !== null && Date.parse(task.due_at) <= now;
  // One that was left half edited is open again.
  if (opened || draft !== null) return <TaskEditor task={task} asked={opened} onClose={() => setOpened(false)} />;
  return (
    <li className={classes['task']} data-done={task.done_at !== null || undefined}>
      <Checkbox
        id={`task-${task.id}`}
        checked={task.done_at !== null}
        disabled={!mayWrite || sending}
        onChange={() => tick.mutate({ task, change: { done: task.done_at === null } })}
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
      {mayWrite && !sending && (
        <span className={classes['tools']}>
          <ActionIcon size={26} aria-label={t('Edit the task: {title}', { title: task.title })} onClick={() => setOpened(true)}>
            <IconPencil size={15} aria-hidden="true" />
          </ActionIcon>
          <ActionIcon size={26} aria-label={t('Delete the task: {title}', { title: task.title })} onClick={() => remove.mutate(task)}>
            <IconTrash size={15} aria-hidden="true" />
          </ActionIcon>
        </span>
      )}
    </li>
  );
}
