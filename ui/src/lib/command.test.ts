import { describe as suite, expect, it } from 'vitest';

import type { StageGraph } from '@/api/types';

import { compare, describe, type KeptCommand } from './command';

const stages = {
  stages: [
    { stage: 'lead', label: 'Lead' },
    { stage: 'contacted', label: 'Contacted' },
  ],
} as StageGraph;
const words = { stages, people: [{ id: 'u1', email: 'ana@rivo.example', name: 'Ana Lima' }] };

suite('describe', () => {
  it.each<[KeptCommand, string]>([
    [{ type: 'change_stage', to_stage: 'contacted' }, 'Move to Contacted'],
    [{ type: 'assign', assigned_to: 'u1' }, 'Assign to Ana Lima'],
    [{ type: 'assign', assigned_to: 'gone' }, 'Assign to somebody'],
    [{ type: 'assign', assigned_to: null }, 'Take the assignment back'],
    [{ type: 'add_note', body: 'Call her' }, 'Add the note “Call her”'],
    [{ type: 'update_task', done: true }, 'Complete a task'],
    [{ type: 'update_task', title: 'Call' }, 'Change a task to “Call”'],
    [{ type: 'update_client', email: 'a@b.c', name: 'A' }, 'Change contact details: Name “A”, Email “a@b.c”'],
    [{ type: 'correct_fact', path: 'loan_details.interest_rate', value: '6.5%' }, 'Correct a fact: Interest rate is “6.5%”'],
    [{ type: 'something_new' }, 'Something new'],
  ])('%j', (command, sentence) => {
    expect(describe(command, words)).toBe(sentence);
  });
});

suite('compare', () => {
  it('puts what differs first, in words', () => {
    const seen = { name: 'Rosa', current_stage: 'lead', version: 3, assigned_to: { name: 'Ana Lima' } };
    const now = { name: 'Rosa', current_stage: 'contacted', version: 4, assigned_to: null };
    expect(compare(seen, now, words)).toEqual([
      { name: 'Stage', seen: 'Lead', now: 'Contacted', differs: true },
      { name: 'Assigned to', seen: 'Ana Lima', now: '—', differs: true },
      { name: 'Name', seen: 'Rosa', now: 'Rosa', differs: false },
    ]);
  });

  it('leaves out what the server did not send', () => {
    const seen = { name: 'Rosa', current_stage: 'lead', assigned_to: 'u1' };
    expect(compare(seen, { current_stage: 'contacted', assigned_to: 'u1', version: 4 }, words)).toEqual([
      { name: 'Stage', seen: 'Lead', now: 'Contacted', differs: true },
      { name: 'Assigned to', seen: 'Ana Lima', now: 'Ana Lima', differs: false },
    ]);
  });

  it('has nothing to say on what may not be seen', () => {
    expect(compare(null, null, words)).toEqual([]);
  });
});
