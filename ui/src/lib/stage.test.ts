import { expect, it } from 'vitest';

import type { MoveInfo, StageGraph } from '@/api/types';

import { isPlain, missingIn, movingBack, offeredMoves, overrideMoves, shortLabel, type OfferedMove } from './stage';

const move = (to: MoveInfo['to'], rest: Partial<MoveInfo> = {}): MoveInfo => ({
  to,
  direction: 'forward',
  remark_required: false,
  reason_required: false,
  admin_only: false,
  reason_codes: [],
  ...rest,
});

const graph: StageGraph = {
  stages: [
    {
      stage: 'lead',
      label: 'Lead',
      phase: 'intake',
      terminal: false,
      moves: [move('contacted'), move('qualified', { remark_required: true }), move('lost', { direction: 'out' })],
    },
    { stage: 'contacted', label: 'Contacted', phase: 'intake', terminal: false, moves: [move('lead', { direction: 'back', remark_required: true })] },
    { stage: 'qualified', label: 'Qualified', phase: 'intake', terminal: false, moves: [] },
    { stage: 'docs_pending', label: 'Documents pending', phase: 'documents', terminal: false, moves: [] },
    { stage: 'lost', label: 'Lost', phase: 'over', terminal: true, moves: [] },
    {
      stage: 'closed',
      label: 'Closed',
      phase: 'over',
      terminal: true,
      moves: [move(null, { direction: 'reopen', admin_only: true, remark_required: true })],
    },
  ],
};
const targets = (moves: OfferedMove[]) => moves.map(({ to }) => to);

it('only the moves of the graph are offered', () => {
  expect(targets(offeredMoves(graph, 'lead', false))).toEqual(['contacted', 'qualified', 'lost']);
});

it('a closed client goes back to where it was closed from, by an admin', () => {
  expect(targets(offeredMoves(graph, 'closed', true, 'docs_pending'))).toEqual(['docs_pending']);
  expect(offeredMoves(graph, 'closed', true, null)).toEqual([]);
  expect(offeredMoves(graph, 'closed', false, 'docs_pending')).toEqual([]);
});

it('past the rules lie the stages that no move leads to, each with a remark', () => {
  const beyond = overrideMoves(graph, 'lead');
  expect(targets(beyond)).toEqual(['docs_pending', 'closed']);
  expect(beyond.every(({ remark_required, overridden }) => remark_required && overridden)).toBe(true);
});

it.each([
  [{}, true],
  [{ remark_required: true }, false],
  [{ reason_required: true }, false],
  [{ direction: 'out' as const }, false],
  [{ overridden: true }, false],
])('a move with %o can be made at once: %s', (rest, plain) => {
  expect(isPlain({ ...move('contacted'), to: 'contacted', label: 'Contacted', overridden: false, ...rest })).toBe(plain);
});

it('a move says what it still misses', () => {
  const strict: OfferedMove = {
    ...move('lost', { remark_required: true, reason_required: true }),
    to: 'lost',
    label: 'Lost',
    overridden: false,
  };
  expect(Object.keys(missingIn(strict, '  ', null))).toEqual(['remarks', 'reason_code']);
  expect(missingIn(strict, 'Found a better rate', 'rate')).toEqual({});
});

it('a stage’s name is short where its phase stands beside it', () => {
  expect(graph.stages.map(shortLabel)).toEqual(['Lead', 'Contacted', 'Qualified', 'Pending', 'Lost', 'Closed']);
});

it('a move can be taken back where the graph leads back without a reason code', () => {
  expect(movingBack(graph, 'lead', 'contacted', false)).toEqual({ to_stage: 'lead', expected_stage: 'contacted', remarks: 'Taken back: moved by mistake.' });
  expect(movingBack(graph, 'lead', 'qualified', false)).toBeNull();
  expect(movingBack(graph, 'qualified', 'closed', true)).toMatchObject({ to_stage: 'qualified', expected_stage: 'closed' });
});
