import { expect, test } from 'vitest';

import { runForMany } from './bulk';
import type { RowAction, RowOutcome } from './types';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `row ${index}`);
const itself = (row: string) => row;
const action = (change: Partial<RowAction<string>>): RowAction<string> => ({
  label: 'Delete',
  icon: null,
  run: () => Promise.resolve(),
  done: () => 'Done.',
  ...change,
});

test('a row that fails stops nothing and says why', async () => {
  const run = (row: string) => (row === 'row 1' ? Promise.reject(new Error('Somebody uses it.')) : Promise.resolve());
  const { outcomes } = await runForMany(action({ run }), ids(3), itself, () => undefined, () => false);
  expect(outcomes.map(({ problem }) => problem)).toEqual([null, 'Somebody uses it.', null]);
});

test('many rows go out in few requests, and each is told', async () => {
  const sent: number[] = [];
  const send = (rows: readonly string[]): Promise<RowOutcome[]> => {
    sent.push(rows.length);
    return Promise.resolve(rows.map((id) => ({ id, problem: null })));
  };
  const steps: number[] = [];
  const bulk = action({ many: { title: String, text: '', send } });
  await runForMany(bulk, ids(60), itself, ({ outcomes }) => steps.push(outcomes.length), () => false);
  expect(sent).toEqual([25, 25, 10]);
  expect(steps).toEqual([25, 50, 60]);
});

test('what was not begun when it is stopped is not done', async () => {
  let done = 0;
  const run = () => Promise.resolve(void (done += 1));
  const { outcomes } = await runForMany(action({ run }), ids(5), itself, () => undefined, () => done >= 2);
  expect(outcomes).toHaveLength(2);
});
