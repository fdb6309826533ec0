import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { addTask, deleteTask, updateTask } from '@/api/clients';
import { keys } from '@/api/keys';
import type { Today } from '@/api/types';
import { todayQuery } from '@/api/today';
import { t } from '@/lib/i18n';
import { done, failed } from '@/ui/toast';

import { withLater, withNextStep, withoutTask } from './preview';
import type { TaskReason } from './reason';

/** Reasons come with time alone, without any change that the feed would tell of. */
const everyMinute = 60_000;

export const useToday = (of: string) => useQuery({ ...todayQuery(of), refetchInterval: everyMinute });

export interface NextStep {
  clientId: string;
  name: string;
  title: string;
  due: Date | null;
}

interface Change<Input> {
  preview: (today: Today, input: Input) => Today;
  /** What the server is asked; the answer takes it back. */
  send: (input: Input) => Promise<() => Promise<unknown>>;
  clientOf: (input: Input) => string;
  said: (input: Input) => string;
  failedTo: string;
}

/** A change of the day: shown at once, taken back when the server refuses, and by its toast. */
function useTodayChange<Input>({ preview, send, clientOf, said, failedTo }: Change<Input>) {
  const cache = useQueryClient();
  const refresh = (input: Input) => {
    void cache.invalidateQueries({ queryKey: keys.today });
    void cache.invalidateQueries({ queryKey: keys.myTasks });
    void cache.invalidateQueries({ queryKey: keys.clientPart(clientOf(input), 'tasks') });
  };
  return useMutation({
    mutationFn: send,
    onMutate: async (input) => {
      await cache.cancelQueries({ queryKey: keys.today });
      const before = cache.getQueriesData<Today>({ queryKey: keys.today });
      cache.setQueriesData<Today>({ queryKey: keys.today }, (day) => day && preview(day, input));
      return before;
    },
    onSuccess: (takeBack, input) => done(said(input), () => takeBack().finally(() => refresh(input))),
    onError: (error, _input, before) => {
      for (const [key, day] of before ?? []) cache.setQueryData(key, day);
      failed(failedTo, error);
    },
    onSettled: (_done, _error, input) => refresh(input),
  });
}

export interface TaskOf {
  clientId: string;
  task: TaskReason;
}

const byTask = (day: Today, { task }: TaskOf) => withoutTask(day, task.task_id);
const titleOf = ({ task }: TaskOf) => task.title ?? t('Task');

export const useComplete = () =>
  useTodayChange<TaskOf>({
    preview: byTask,
    send: async ({ task }) => {
      await updateTask(task.task_id, { done: true });
      return () => updateTask(task.task_id, { done: false });
    },
    clientOf: ({ clientId }) => clientId,
    said: (input) => t('Done: {title}', { title: titleOf(input) }),
    failedTo: t('The task was not changed'),
  });

export const useSnooze = () =>
  useTodayChange<TaskOf & { until: Date; label: string }>({
    preview: (day, { task, until }) => withLater(day, task.task_id, until, Date.now()),
    send: async ({ task, until }) => {
      await updateTask(task.task_id, { due_at: until.toISOString() });
      return () => updateTask(task.task_id, { due_at: task.at ?? null });
    },
    clientOf: ({ clientId }) => clientId,
    said: (input) => t('{title}: put off to {when}', { title: titleOf(input), when: input.label }),
    failedTo: t('The task was not changed'),
  });

export const useNextStep = () =>
  useTodayChange<NextStep>({
    preview: (day, { clientId }) => withNextStep(day, clientId),
    send: async ({ clientId, title, due }) => {
      const made = await addTask(clientId, due ? { title, due_at: due.toISOString() } : { title });
      return () => deleteTask(made.id, { title: made.title, done: false });
    },
    clientOf: ({ clientId }) => clientId,
    said: ({ name, title }) => t('Next for {name}: {title}', { name, title }),
    failedTo: t('The task was not saved'),
  });
