/** Commands as sentences: what somebody wanted, in the words of the desk. */
import type { Stage, StageGraph, UserRef } from '@/api/types';

import { factLabel } from './facts';
import { dateTime, fromCode } from './format';
import { t } from './i18n';
import { stageLabel } from './stage';

/** A command as it is kept, tagged by its type; what it carries depends on that. */
export type KeptCommand = { type: string } & Record<string, unknown>;

interface Words {
  stages: StageGraph | undefined;
  people: readonly UserRef[] | undefined;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** `Move to Contacted`, `Add the note “…”`. */
export function describe(command: KeptCommand, { stages, people }: Words): string {
  const person = (id: unknown) => {
    const found = people?.find((one) => one.id === id);
    return found ? (found.name || found.email) : t('somebody');
  };
  switch (command.type) {
    case 'change_stage':
      return t('Move to {stage}', { stage: stageLabel(stages, text(command['to_stage']) as Stage) });
    case 'assign':
      return command['assigned_to'] ? t('Assign to {name}', { name: person(command['assigned_to']) }) : t('Take the assignment back');
    case 'update_client':
      return contactUpdate(command);
    case 'create_client':
      return t('Add the client {name}', { name: text(command['name']) || text(command['email']) || text(command['phone']) });
    case 'delete_client':
      return t('Erase the client');
    case 'merge_clients':
      return t('Merge two clients');
    case 'undo_merge':
      return t('Undo a merge');
    case 'correct_fact':
      return command['value'] === null
        ? t('Correct a fact: {fact}', { fact: factName(command['path']) })
        : t('Correct a fact: {fact} is “{value}”', { fact: factName(command['path']), value: text(command['value']) });
    case 'correct_facts':
      return t('Correct several facts');
    case 'resolve_proposal': {
      const fact = factName(command['path']);
      return command['accept'] === true ? t('Accept what was proposed: {fact}', { fact }) : t('Reject what was proposed: {fact}', { fact });
    }
    case 'reopen_proposal':
      return t('Take back the word on what was proposed: {fact}', { fact: factName(command['path']) });
    case 'request_extraction':
      return t('Read the conversation anew');
    case 'add_note':
      return t('Add the note “{text}”', { text: text(command['body']) });
    case 'update_note':
      return t('Change a note to “{text}”', { text: text(command['body']) });
    case 'delete_note':
      return t('Delete a note');
    case 'add_task': {
      const title = text(command['title']);
      return command['due_at']
        ? t('Add the task “{title}”, due {time}', { title, time: dateTime(text(command['due_at'])) })
        : t('Add the task “{title}”', { title });
    }
    case 'complete_task':
      return t('Complete a task');
    case 'update_task':
      return taskUpdate(command);
    case 'delete_task':
      return t('Delete a task');
    default:
      return fromCode(command.type);
  }
}

function taskUpdate(command: KeptCommand): string {
  if (command['done'] === true) return t('Complete a task');
  if (command['done'] === false) return t('Reopen a task');
  return text(command['title']) ? t('Change a task to “{title}”', { title: text(command['title']) }) : t('Change a task');
}

const factName = (path: unknown) => factLabel(text(path));

function contactUpdate(command: KeptCommand): string {
  const given = ['name', 'email', 'phone'].filter((name) => text(command[name]));
  if (given.length === 0) return t('Change contact details');
  return t('Change contact details: {list}', { list: given.map((name) => `${labelOf(name)} “${text(command[name])}”`).join(', ') });
}

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
      return { name: labelOf(name), seen: old, now: fresh, differs: old !== fresh };
    })
    .filter(({ differs, seen: old, now: fresh }) => differs || old !== '—' || fresh !== '—')
    .sort((a, b) => Number(b.differs) - Number(a.differs));
}

/** What says nothing to people, or is told elsewhere on the page. */
const hidden = new Set(['id', 'version', 'context', 'context_meta', 'extraction', 'created_at', 'updated_at', 'captured_at', 'source', 'proposals', 'client_id', 'last_message_at', 'stage_changed_at']);
const labels: Record<string, string> = {
  name: t('Name'),
  email: t('Email'),
  phone: t('Phone'),
  current_stage: t('Stage'),
  assigned_to: t('Assigned to'),
  due_at: t('Due'),
  done_at: t('Done'),
  title: t('Title'),
  body: t('Text'),
};
const labelOf = (name: string) => labels[name] ?? fromCode(name);

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
