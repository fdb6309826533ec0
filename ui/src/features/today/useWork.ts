import { useState } from 'react';

import { useCan } from '@/api/session';
import type { ClientSummary } from '@/api/types';

import { useComplete, useNextStep, useSnooze } from './api';
import type { TaskReason } from './reason';

/** What is open below a row: the form of a next step, or the times to put a task off to. */
export type Doing = { kind: 'next'; row: string } | { kind: 'snooze'; row: string; task: TaskReason };

/** What can be done from the list. */
export interface Work {
  mayWrite: boolean;
  opened: Doing | null;
  openNextStep: (row: string) => void;
  openSnooze: (row: string, task: TaskReason) => void;
  close: () => void;
  complete: (clientId: string, task: TaskReason) => void;
  snooze: (clientId: string, task: TaskReason, until: Date, label: string) => void;
  addStep: (client: ClientSummary, title: string, due: Date | null) => void;
}

export function useWork(nameOf: (client: ClientSummary) => string): Work {
  const mayWrite = useCan()('task.write');
  const [opened, setOpened] = useState<Doing | null>(null);
  const done = useComplete();
  const later = useSnooze();
  const next = useNextStep();
  /** Closes what is open; the row it hung on has the focus again. */
  const close = () => {
    if (opened) focusRow(opened.row);
    setOpened(null);
  };
  const toggle = (wanted: Doing) => setOpened(JSON.stringify(opened) === JSON.stringify(wanted) ? null : wanted);
  return {
    mayWrite,
    opened,
    openNextStep: (row) => toggle({ kind: 'next', row }),
    openSnooze: (row, task) => toggle({ kind: 'snooze', row, task }),
    close,
    complete: (clientId, task) => done.mutate({ clientId, task }),
    snooze: (clientId, task, until, label) => {
      close();
      later.mutate({ clientId, task, until, label });
    },
    addStep: (client, title, due) => {
      close();
      next.mutate({ clientId: client.id, name: nameOf(client), title, due });
    },
  };
}

const focusRow = (row: string) => document.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"] [data-open]`)?.focus();

/** A client may stand in both lists: the row of the one without a next step. */
export const unplannedRow = (clientId: string) => `unplanned-${clientId}`;
