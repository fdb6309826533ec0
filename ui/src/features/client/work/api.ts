import { addNote, addTask, deleteNote, deleteTask, updateNote, updateTask } from '@/api/clients';
import { keys } from '@/api/keys';
import { useListChange } from '@/api/mutations';
import { useDirectory, useMe } from '@/api/session';
import type { Note, Task, UpdateTask, UserRef } from '@/api/types';
import { t } from '@/lib/i18n';
import { RequestProblem } from '@/transport/errors';
import { drafts, type Sent } from '@/ui/drafts';
import { failed, undoable } from '@/ui/toast';

import { noteBody } from './mention';
import { contentOf, newTask, seenOf, type TaskContent } from './task';

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

/** What stands now, where the server says that something else was seen; another error goes on. */
function standing(error: unknown): unknown {
  if (error instanceof RequestProblem && error.code === 'stale') return error.current;
  throw error;
}

/** Edits a note that still says what was seen. */
const updateNoteIfSeen = ({ id, body, seen, command }: NoteEdit) =>
  updateNote(id, { body, expected: seen }, command).catch((error: unknown) => {
    throw new Overtaken((standing(error) as Pick<Note, 'body'>).body);
  });

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
    send: ({ id }) => deleteNote(id),
    onDone: (_answer, note) => undoable(t('The note was deleted.'), () => putBack.mutateAsync(note)),
    onFailed: (error) => failed(t('The note was not deleted'), error),
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
    throw new Overtaken(standing(error));
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
    send: ({ id }) => deleteTask(id),
    onDone: (_answer, task) => undoable(t('The task was deleted.'), () => putBack.mutateAsync(task)),
    onFailed: (error) => failed(t('The task was not deleted'), error),
  });
  return { add, tick, edit, remove };
}
