import { addNote, addTask, deleteNote, deleteTask, updateNote, updateTask } from '@/api/clients';
import { keys } from '@/api/keys';
import { useListChange } from '@/api/mutations';
import { useDirectory, useMe } from '@/api/session';
import { personOf, standing } from '@/api/standing';
import type { Note, Task, UpdateTask, UserRef } from '@/api/types';
import { t } from '@/lib/i18n';
import { drafts, type Sent } from '@/ui/drafts';
import { ask, failed, undoable } from '@/ui/toast';

import { fromWire, noteBody } from './mention';
import { contentOf, newTask, saidOf, seenOf, type Standing, type TaskContent } from './task';

const justNow = () => new Date().toISOString();

function useMyself(): UserRef {
  const { id, email, first_name, last_name } = useMe();
  return { id, email, name: `${first_name} ${last_name}`.trim() || email };
}

/** What was sent stays among the drafts until it is saved. */
const kept = (what: string) => ({
  onDone: (_answer: unknown, { id }: Sent) => drafts.saved(id),
  onFailed: (error: Error, { id }: Sent) => {
    drafts.notSaved(id, error);
    failed(what, error);
  },
});

/** Something was saved elsewhere since it was seen. */
export class Overtaken<T = unknown> extends Error {
  constructor(
    /** What stands now. */
    readonly stands: T,
  ) {
    super(t('It was changed meanwhile: look at it again.'));
  }
}

/** Edits a note that still says what was seen. */
const updateNoteIfSeen = ({ id, body, seen, command }: NoteEdit) =>
  updateNote(id, { body, expected: seen }, command).catch((error: unknown) => {
    const stands = standing(error);
    if (!stands) throw error;
    throw new Overtaken(stands['body']);
  });

/** Says that something was not deleted, since somebody wrote on it meanwhile, and lets one decide. */
const spared = (what: string, stands: string, again: () => void) =>
  ask(what, t('Somebody changed it meanwhile: “{text}”', { text: stands }), t('Delete it all the same'), again);

interface NoteEdit {
  id: string;
  body: string;
  seen: string;
  /** The id that its draft is sent under. */
  command?: string;
}

export function useNoteChanges(client: string) {
  const author = useMyself();
  const key = keys.clientPart(client, 'notes');
  const add = useListChange<Note, Sent>({
    key,
    preview: (notes, { id, fields }) => [
      { id, author, body: noteBody(fields), created_at: justNow(), updated_at: justNow() },
      ...notes.filter((note) => note.id !== id),
    ],
    send: ({ id, fields }) => addNote(client, noteBody(fields), id),
    ...kept(t('The note was not saved, it is kept')),
  });
  const putBack = useListChange<Note, Note>({
    key,
    preview: (notes, note) => [note, ...notes],
    send: ({ body }) => addNote(client, body),
  });
  const change = {
    key,
    preview: (notes: Note[], { id, body }: NoteEdit) => notes.map((held) => (held.id === id ? { ...held, body } : held)),
    send: (wanted: NoteEdit) => updateNoteIfSeen(wanted),
  };
  const silently = useListChange<Note, NoteEdit>(change);
  const edit = useListChange<Note, NoteEdit>({
    ...change,
    onDone: (_answer, { id, body, seen }) => undoable(t('The note is saved.'), () => silently.mutateAsync({ id, body: seen, seen: body })),
  });
  const remove = useListChange<Note, Note>({
    key,
    preview: (notes, { id }) => notes.filter((held) => held.id !== id),
    send: ({ id, body }) => deleteNote(id, body),
    onDone: (_answer, note) => undoable(t('The note was deleted.'), () => putBack.mutateAsync(note)),
    onFailed: (error, note) => {
      const stands = standing(error);
      if (!stands) {
        failed(t('The note was not deleted'), error);
        return;
      }
      const body = stands['body'] as string;
      spared(t('The note was not deleted'), fromWire(body).text, () => remove.mutate({ ...note, body }));
    },
  });
  return { add, edit, remove };
}

interface TaskEdit {
  task: Task;
  /** What was seen, where it matters: something else that stands there now is not overwritten. */
  seen?: TaskContent;
  change: UpdateTask;
  /** The id that its draft is sent under. */
  command?: string;
}

/** Edits a task that still says what was seen of what is changed. */
const updateTaskIfSeen = ({ task: { id }, seen, change, command }: TaskEdit) =>
  updateTask(id, seen ? { ...change, expected: seenOf(seen, change as Partial<TaskContent>) } : change, command).catch((error: unknown) => {
    const stands = standing(error);
    if (!stands) throw error;
    throw new Overtaken(stands);
  });

export function useTaskChanges(client: string) {
  const people = useDirectory();
  const key = keys.clientPart(client, 'tasks');
  const touches = [keys.myTasks];
  const person = (id: string | null | undefined) => people.data?.find((one) => one.id === id) ?? null;
  const withTask = (id: string, change: (task: Task) => Task) => (tasks: Task[]) => tasks.map((held) => (held.id === id ? change(held) : held));

  const add = useListChange<Task, Sent>({
    key,
    touches,
    preview: (tasks, { id, fields }) => {
      const { title, due_at, assignee } = newTask(fields);
      const made = { id, client_id: client, title, due_at, done_at: null, assignee: person(assignee), created_at: justNow(), updated_at: justNow() };
      return [...tasks.filter((task) => task.id !== id), made];
    },
    send: ({ id, fields }) => addTask(client, newTask(fields), id),
    ...kept(t('The task was not saved, it is kept')),
  });
  const putBack = useListChange<Task, Task>({
    key,
    touches,
    preview: (tasks, task) => [...tasks, task],
    send: async ({ title, due_at, assignee, done_at }) => {
      const { id } = await addTask(client, { title, due_at, assignee: assignee?.id ?? null });
      if (done_at) await updateTask(id, { done: true });
    },
  });
  const change = {
    key,
    touches,
    preview: (tasks: Task[], { task, change: { due_at, assignee, done, title } }: TaskEdit) =>
      withTask(task.id, (held) => ({
        ...held,
        ...(title ? { title } : {}),
        ...(due_at === undefined ? {} : { due_at }),
        ...(assignee === undefined ? {} : { assignee: person(assignee) }),
        ...(typeof done === 'boolean' ? { done_at: done ? justNow() : null } : {}),
      }))(tasks),
    send: (wanted: TaskEdit) => updateTaskIfSeen(wanted),
  };
  const silently = useListChange<Task, TaskEdit>(change);
  const tick = useListChange<Task, TaskEdit>({
    ...change,
    onDone: (_answer, { task, change: { done: ticked } }) => {
      if (!ticked) return;
      undoable(t('Done: {title}', { title: task.title }), () => silently.mutateAsync({ task, change: { done: false } }));
    },
    onFailed: (error) => failed(t('The task was not changed'), error),
  });
  const edit = useListChange<Task, TaskEdit>({
    ...change,
    onDone: (_answer, { task, seen = contentOf(task), change: fields }) => {
      const { title, due_at, assignee } = seen;
      const back = {
        ...('title' in fields ? { title } : {}),
        ...('due_at' in fields ? { due_at } : {}),
        ...('assignee' in fields ? { assignee } : {}),
      };
      undoable(t('The task is saved.'), () => silently.mutateAsync({ task, seen: { ...seen, ...fields } as TaskContent, change: back }));
    },
  });
  const remove = useListChange<Task, Task>({
    key,
    touches,
    preview: (tasks, { id }) => tasks.filter((held) => held.id !== id),
    send: (task) => deleteTask(task.id, { ...contentOf(task), done: task.done_at !== null }),
    onDone: (_answer, task) => undoable(t('The task was deleted.'), () => putBack.mutateAsync(task)),
    onFailed: (error, task) => {
      const stands = standing(error) as Standing | null;
      if (!stands) {
        failed(t('The task was not deleted'), error);
        return;
      }
      const now = { ...task, ...stands, assignee: personOf(stands.assignee, people.data ?? []) };
      spared(t('The task was not deleted'), saidOf(now), () => remove.mutate(now));
    },
  });
  return { add, tick, edit, remove };
}
