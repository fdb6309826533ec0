import { ActionIcon, Button, Checkbox, Group } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState, type SyntheticEvent } from 'react';

import type { Task } from '@/api/types';
import { t, words } from '@/lib/i18n';
import { drafts, useDraft, useIsSending, type Fields } from '@/ui/drafts';
import { useNow } from '@/ui/now';
import { TimeAgo } from '@/ui/TimeAgo';
import { failed, undoable } from '@/ui/toast';

import { usePlace, useTaskChanges } from './api';
import { changeOf, contentOf, taskFields, type TaskContent } from './task';
import { TaskFields } from './TaskFields';
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

interface TaskEditorProps {
  task: Task;
  /** Whether it was opened just now, and so takes the focus. */
  asked: boolean;
  onClose: () => void;
}

/** A task being edited in its place: its words, its date, its person. */
function TaskEditor({ task, asked, onClose }: TaskEditorProps) {
  const { edit } = useTaskChanges(task.client_id);
  const place = usePlace(task.client_id, `task/${task.id}`);
  const [draft, keep] = useDraft(place);
  const [atFirst] = useState(() => contentOf(task));
  const seen = draft?.['seen'] ? (JSON.parse(draft['seen']) as TaskContent) : atFirst;
  const fields: Fields = draft ?? taskFields(atFirst);
  const stop = () => {
    keep(null);
    onClose();
  };
  const cancel = () => {
    stop();
    if (draft) undoable(t('The draft was discarded.'), () => drafts.write(place, draft));
  };
  const save = async (event: SyntheticEvent) => {
    event.preventDefault();
    const change = changeOf(seen, fields);
    if (Object.keys(change).length === 0) {
      stop();
      return;
    }
    try {
      await edit.mutateAsync({ task, change });
      stop();
    } catch (error) {
      failed(t('The task was not changed, your text is kept'), error);
    }
  };
  return (
    <li className={classes['editor']}>
      <form
        className={classes['fields']}
        aria-label={t('Edit the task: {title}', { title: task.title })}
        onSubmit={(event) => void save(event)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.defaultPrevented) return;
          event.stopPropagation();
          cancel();
        }}
      >
        <TaskFields
          label={t('Title')}
          fields={fields}
          asked={asked ? 1 : 0}
          onChange={(change) => keep({ ...fields, ...change, seen: JSON.stringify(seen) })}
        />
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" onClick={cancel}>
            {t('Cancel')}
          </Button>
          <Button type="submit" loading={edit.isPending} disabled={!fields['title']?.trim()}>
            {t('Save')}
          </Button>
        </Group>
      </form>
    </li>
  );
}
