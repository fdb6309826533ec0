import { Button, Group } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';

import { useDirectory } from '@/api/session';
import type { Task } from '@/api/types';
import { dateTime } from '@/lib/format';
import { t } from '@/lib/i18n';
import { Contest } from '@/ui/desk/Contest';
import { drafts, useDraft, type Fields } from '@/ui/drafts';
import { failed, undoable } from '@/ui/toast';

import { usePlace } from '../place';
import { Overtaken, useTaskChanges } from './api';
import { carriedOver, changeOf, contentOf, contested, newTask, taskFields, withTheirs, type TaskContent, type TaskKey } from './task';
import { TaskFields } from './TaskFields';
import classes from './Tasks.module.css';

interface TaskEditorProps {
  task: Task;
  /** Whether it was opened just now, and so takes the focus. */
  asked: boolean;
  onClose: () => void;
}

const labels: Record<TaskKey, string> = { title: t('Title'), due_at: t('Due'), assignee: t('Who does it') };

/** What both wrote into one field, and whose word is to stand. */
interface Dispute {
  key: TaskKey;
  theirs: TaskContent;
  mine: TaskContent;
  chosen: 'theirs' | 'mine' | null;
}

/** Whether Escape closes a list that is open in a field, and nothing else: so Mantine's own dialogs ask. */
const closesItself = (target: EventTarget) => target instanceof Element && target.getAttribute('data-mantine-stop-propagation') === 'true';

/** A task being edited in its place; what was saved elsewhere meanwhile is shown, never overwritten unseen. */
export function TaskEditor({ task, asked, onClose }: TaskEditorProps) {
  const people = useDirectory();
  const { edit } = useTaskChanges(task.client_id);
  const place = usePlace(task.client_id, `task/${task.id}`);
  const [draft, keep] = useDraft(place);
  const [atFirst] = useState(() => contentOf(task));
  const [disputes, setDisputes] = useState<readonly Dispute[]>([]);
  const seen = draft?.['seen'] ? (JSON.parse(draft['seen']) as TaskContent) : atFirst;
  const fields: Fields = draft ?? taskFields(atFirst);
  const undecided = disputes.some(({ chosen }) => chosen === null);
  const write = (next: Fields, from = seen) => drafts.write(place, { ...next, seen: JSON.stringify(from) });
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
    if (undecided) return;
    const change = changeOf(seen, fields);
    if (Object.keys(change).length === 0) {
      stop();
      return;
    }
    const command = drafts.sendEdit(place, { ...fields, seen: JSON.stringify(seen) });
    try {
      await edit.mutateAsync({ task, seen, change, command });
      const saved = { ...seen, ...change };
      const now = drafts.read(place);
      // What was written while it was saved is still being edited.
      if (now && Object.keys(changeOf(saved, now)).length > 0) write(now, saved);
      else stop();
    } catch (error) {
      if (!(error instanceof Overtaken)) {
        drafts.editNotSaved(place, error);
        failed(t('The task was not changed, your text is kept'), error);
        return;
      }
      const theirs = error.stands as TaskContent;
      const now = drafts.read(place) ?? fields;
      const mine = newTask(now);
      setDisputes(contested(seen, theirs, now).map((key) => ({ key, theirs, mine, chosen: null })));
      write(carriedOver(seen, theirs, now), theirs);
    }
  };
  const choose = (dispute: Dispute, chosen: 'theirs' | 'mine') => {
    setDisputes(disputes.map((held) => (held === dispute ? { ...dispute, chosen } : held)));
    write(withTheirs(fields, chosen === 'theirs' ? dispute.theirs : dispute.mine, dispute.key));
  };
  const said = (key: TaskKey, { [key]: value }: TaskContent) => {
    if (value === null || key === 'title') return value;
    return key === 'due_at' ? dateTime(value) : (people.data?.find(({ id }) => id === value)?.name ?? t('Somebody'));
  };
  return (
    <li className={classes['editor']}>
      <form
        className={classes['fields']}
        aria-label={t('Edit the task: {title}', { title: task.title })}
        onSubmit={(event) => void save(event)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.defaultPrevented || closesItself(event.target)) return;
          event.stopPropagation();
          cancel();
        }}
      >
        <TaskFields label={t('Title')} fields={fields} asked={asked ? 1 : 0} onChange={(change) => write({ ...fields, ...change })} />
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" onClick={cancel}>
            {t('Cancel')}
          </Button>
          <Button type="submit" loading={edit.isPending} disabled={undecided || !fields['title']?.trim()}>
            {t('Save')}
          </Button>
        </Group>
      </form>
      {disputes.map((dispute) => (
        <Contest
          key={dispute.key}
          label={labels[dispute.key]}
          theirs={said(dispute.key, dispute.theirs)}
          mine={said(dispute.key, dispute.mine)}
          chosen={dispute.chosen}
          onChoose={(chosen) => choose(dispute, chosen)}
        />
      ))}
    </li>
  );
}
