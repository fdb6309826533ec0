import type { Task } from '@/api/types';
import { fieldValue } from '@/lib/quick-dates';
import type { Fields } from '@/ui/drafts';

/** What somebody says of a task. */
export interface TaskContent {
  title: string;
  due_at: string | null;
  assignee: string | null;
}

export const contentOf = ({ title, due_at, assignee }: Task): TaskContent => ({ title, due_at, assignee: assignee?.id ?? null });

/** A task in its fields, as a draft is kept. */
export const taskFields = ({ title, due_at, assignee }: TaskContent): Fields => ({
  title,
  due: due_at === null ? '' : fieldValue(new Date(due_at)),
  assignee: assignee ?? '',
});

/** What is sent of a new task. */
export const newTask = ({ title = '', due = '', assignee = '' }: Fields): TaskContent => ({
  title: title.trim(),
  due_at: due === '' ? null : new Date(due).toISOString(),
  assignee: assignee || null,
});

/** What of a task is to be another than was seen; a date to the minute is the same date. */
export function changeOf(seen: TaskContent, fields: Fields): Partial<TaskContent> {
  const [before, wanted] = [taskFields(seen), newTask(fields)];
  return {
    ...(wanted.title !== '' && wanted.title !== seen.title ? { title: wanted.title } : {}),
    ...((fields['due'] ?? '') !== before['due'] ? { due_at: wanted.due_at } : {}),
    ...(wanted.assignee !== seen.assignee ? { assignee: wanted.assignee } : {}),
  };
}
