/** Commands as sentences: what somebody wanted, in the words of the desk. */
import type { Stage, StageGraph, UserRef } from '@/api/types';

import { dateTime, fromCode } from './format';
import { stageLabel } from './stage';

/** A command as it is kept, tagged by its type; what it carries depends on that. */
export type KeptCommand = { type: string } & Record<string, unknown>;

interface Words {
  stages: StageGraph | undefined;
  people: readonly UserRef[] | undefined;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const quoted = (value: unknown) => (text(value) ? `“${text(value)}”` : '');

/** `Move to Contacted`, `Add the note “…”`. */
export function describe(command: KeptCommand, { stages, people }: Words): string {
  const person = (id: unknown) => {
    const found = people?.find((one) => one.id === id);
    return found ? (found.name || found.email) : 'somebody';
  };
  switch (command.type) {
    case 'change_stage':
      return `Move to ${stageLabel(stages, text(command['to_stage']) as Stage)}`;
    case 'assign':
      return command['assigned_to'] ? `Assign to ${person(command['assigned_to'])}` : 'Take the assignment back';
    case 'update_client':
      return `Change ${listed(given(command, ['name', 'email', 'phone']))}`;
    case 'create_client':
      return `Add the client ${text(command['name']) || text(command['email']) || text(command['phone'])}`;
    case 'delete_client':
      return 'Erase the client';
    case 'merge_clients':
      return 'Merge two clients';
    case 'correct_fact':
      return `Correct ${factName(command['path'])}${command['value'] === null ? '' : ` to ${quoted(command['value'])}`}`;
    case 'correct_facts':
      return 'Correct several facts';
    case 'resolve_proposal':
      return `${command['accept'] === true ? 'Accept' : 'Reject'} the proposed ${factName(command['path'])}`;
    case 'request_extraction':
      return 'Read the conversation anew';
    case 'add_note':
      return `Add the note ${quoted(command['body'])}`;
    case 'update_note':
      return `Change a note to ${quoted(command['body'])}`;
    case 'delete_note':
      return 'Delete a note';
    case 'add_task':
      return `Add the task ${quoted(command['title'])}${command['due_at'] ? `, due ${dateTime(text(command['due_at']))}` : ''}`;
    case 'complete_task':
      return 'Complete a task';
    case 'update_task':
      return taskUpdate(command);
    case 'delete_task':
      return 'Delete a task';
    default:
      return fromCode(command.type);
  }
}

function taskUpdate(command: KeptCommand): string {
  if (command['done'] === true) return 'Complete a task';
  if (command['done'] === false) return 'Reopen a task';
  return text(command['title']) ? `Change a task to ${quoted(command['title'])}` : 'Change a task';
}

const factName = (path: unknown) => fromCode(text(path).split('.').at(-1) ?? '').toLowerCase();

const given = (command: KeptCommand, names: readonly string[]) =>
  names.flatMap((name) => (text(command[name]) ? [`the ${name} to ${quoted(command[name])}`] : []));

const listed = (parts: readonly string[]) => (parts.length > 0 ? parts.join(' and ') : 'contact details');

/** One of two versions of a thing, line by line, with the fields in which they differ first. */
export interface ComparedField {
  name: string;
  seen: string;
  now: string;
  differs: boolean;
}

/** Two versions side by side, in what both of them tell: the server sends only what the conflict is about. */
export function compare(seen: unknown, now: unknown, words: Words): ComparedField[] {
  const [before, after] = [flat(seen), flat(now)];
  const names = Object.keys(after).filter((name) => name in before && !hidden.has(name));
  return names
    .map((name) => {
      const [old, fresh] = [word(name, before[name], words), word(name, after[name], words)];
      return { name: labels[name] ?? fromCode(name), seen: old, now: fresh, differs: old !== fresh };
    })
    .filter(({ differs, seen: old, now: fresh }) => differs || old !== '—' || fresh !== '—')
    .sort((a, b) => Number(b.differs) - Number(a.differs));
}

/** What says nothing to people, or is told elsewhere on the page. */
const hidden = new Set(['id', 'version', 'context', 'context_meta', 'extraction', 'created_at', 'updated_at', 'captured_at', 'source', 'proposals', 'client_id', 'last_message_at', 'stage_changed_at']);
const labels: Record<string, string> = {
  current_stage: 'Stage',
  assigned_to: 'Assigned to',
  due_at: 'Due',
  done_at: 'Done',
};

const flat = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

function word(name: string, value: unknown, { stages, people }: Words): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'string') {
    const person = people?.find(({ id }) => id === value);
    if (person) return person.name || person.email;
    if (name === 'current_stage' || name === 'stage') return stageLabel(stages, value as Stage);
    return name.endsWith('_at') ? dateTime(value) : value;
  }
  if (typeof value === 'object') {
    const { name: called, email } = value as { name?: string; email?: string };
    return called ?? email ?? JSON.stringify(value);
  }
  return JSON.stringify(value);
}
