import type { Task } from '@/api/types';
import { dateTime } from '@/lib/format';
import { t } from '@/lib/i18n';
import { fieldValue } from '@/lib/quick-dates';
import type { Fields } from '@/ui/drafts';

/** What somebody says of a task. */
export interface TaskContent {
  title: string;
  due_at: string | null;
  assignee: string | null;
}

/** A task as the server says that it stands. */
export interface Standing extends TaskContent {
  done_at: string | null;
}

/** A task in a line. */
export const saidOf = ({ title, due_at, done_at, assignee }: Task): string =>
  [
    title,
    ...(due_at === null ? [] : [t('Due {when}', { when: dateTime(due_at) })]),
    ...(done_at === null ? [] : [t('Done {when}', { when: dateTime(done_at) })]),
    ...(assignee ? [assignee.name] : []),
  ].join(' · ');

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

export type TaskKey = keyof TaskContent;
const fieldOf = (key: TaskKey) => (key === 'due_at' ? 'due' : key);
const keysOf = (change: Partial<TaskContent>) => (['title', 'due_at', 'assignee'] as const).filter((key) => key in change);

/** Of what was seen, what is changed. */
export const seenOf = (seen: TaskContent, change: Partial<TaskContent>): Partial<TaskContent> =>
  Object.fromEntries(keysOf(change).map((key) => [key, seen[key]]));

/** Whether two values of a field are different ones; one time may be written in two ways. */
function differs(key: TaskKey, one: string | null, other: string | null): boolean {
  if (key !== 'due_at' || one === null || other === null) return one !== other;
  return Date.parse(one) !== Date.parse(other);
}

/** What this person and somebody else both changed, each in another way. */
export function contested(seen: TaskContent, stands: TaskContent, fields: Fields): TaskKey[] {
  const change = changeOf(seen, fields);
  return keysOf(change).filter((key) => differs(key, stands[key], seen[key]) && differs(key, stands[key], change[key] ?? null));
}

/** An edit carried over to what stands now: what was not touched follows the others' change. */
export function carriedOver(seen: TaskContent, stands: TaskContent, fields: Fields): Fields {
  const touched = keysOf(changeOf(seen, fields)).map(fieldOf);
  return { ...taskFields(stands), ...Object.fromEntries(touched.map((field) => [field, fields[field] ?? ''])) };
}

/** One field of a task as it stands now. */
export const withTheirs = (fields: Fields, stands: TaskContent, key: TaskKey): Fields => {
  const field = fieldOf(key);
  return { ...fields, [field]: taskFields(stands)[field] ?? '' };
};
