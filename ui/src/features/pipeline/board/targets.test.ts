import { expect, it } from 'vitest';

import type { MoveInfo, Phase, Stage, StageGraph } from '@/api/types';

import { stopsOf, targetsFrom } from './targets';

const move = (to: MoveInfo['to'], rest: Partial<MoveInfo> = {}): MoveInfo => ({
  to, direction: 'forward', remark_required: false, reason_required: false, admin_only: false, reason_codes: [], ...rest,
});
const stage = (name: Stage, moves: MoveInfo[], phase: Phase = 'intake') => ({ stage: name, label: name, phase, terminal: phase === 'over', moves });
const graph: StageGraph = {
  stages: [
    stage('lead', [move('contacted'), move('qualified', { remark_required: true }), move('lost', { direction: 'out', reason_required: true, remark_required: true })]),
    stage('contacted', [move('lead', { direction: 'back', remark_required: true })]),
    stage('qualified', []),
    stage('lost', [move('lead', { direction: 'back', admin_only: true })], 'over'),
    stage('closed', [move(null, { direction: 'back', admin_only: true, remark_required: true })], 'over'),
  ],
};

it('each stage says what it makes of the card', () => {
  const targets = targetsFrom(graph, 'lead', false, null);
  expect(targets.get('lead')).toEqual({ kind: 'home' });
  expect(targets.get('contacted')).toMatchObject({ kind: 'legal', asks: null });
  expect(targets.get('qualified')).toMatchObject({ kind: 'legal', asks: 'Asks for a remark' });
  expect(targets.get('lost')).toMatchObject({ kind: 'legal', asks: 'Asks for a reason and a remark' });
  expect(targets.get('closed')).toEqual({ kind: 'illegal', reason: 'No way from lead' });
  expect(stopsOf(graph, targets)).toEqual(['lead', 'contacted', 'qualified', 'lost']);
});

it('what only an admin may is told to others', () => {
  expect(targetsFrom(graph, 'lost', false, null).get('lead')).toEqual({ kind: 'illegal', reason: 'Only an admin may' });
  expect(targetsFrom(graph, 'lost', true, null).get('lead')).toMatchObject({ kind: 'legal' });
});

it('a closed client goes back to where it was closed, once that is known', () => {
  expect(targetsFrom(graph, 'closed', true, null).get('qualified')).toMatchObject({ kind: 'illegal' });
  expect(targetsFrom(graph, 'closed', true, 'qualified').get('qualified')).toMatchObject({ kind: 'legal' });
});
