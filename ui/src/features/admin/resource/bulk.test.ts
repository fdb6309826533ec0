import { expect, test } from 'vitest';

import { manyActions, outcomesOf, runForMany } from './bulk';
import type { ManyAction, RowAction, RowOutcome } from './types';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `row ${index}`);
const itself = (row: string) => row;
/** What can be done with one row, as it is done with many. */
function many(change: Partial<RowAction<string>>): ManyAction<string> {
  const action: RowAction<string> = {
    label: 'Delete',
    icon: null,
    run: () => Promise.resolve(),
    done: () => 'Done.',
    many: { title: String, text: '' },
    ...change,
  };
  const [first] = manyActions({ actions: [action], rowId: itself });
  if (!first) throw new Error('an action for many was expected');
  return first;
}

test('a row that fails stops nothing and says why', async () => {
  const run = (row: string) => (row === 'row 1' ? Promise.reject(new Error('Somebody uses it.')) : Promise.resolve());
  const { outcomes } = await runForMany(many({ run }), ids(3), null, itself, () => undefined, () => false);
  expect(outcomes.map(({ problem }) => problem)).toEqual([null, 'Somebody uses it.', null]);
});

test('many rows go out in few requests, and each is told', async () => {
  const sent: number[] = [];
  const send = (rows: readonly string[]): Promise<RowOutcome[]> => {
    sent.push(rows.length);
    return Promise.resolve(rows.map((id) => ({ id, problem: null })));
  };
  const steps: number[] = [];
  const bulk = many({ many: { title: String, text: '', send } });
  await runForMany(bulk, ids(60), null, itself, ({ outcomes }) => steps.push(outcomes.length), () => false);
  expect(sent).toEqual([25, 25, 10]);
  expect(steps).toEqual([25, 50, 60]);
});

test('what was not begun when it is stopped is not done', async () => {
  let done = 0;
  const run = () => Promise.resolve(void (done += 1));
  const { outcomes } = await runForMany(many({ run }), ids(5), null, itself, () => undefined, () => done >= 2);
  expect(outcomes).toHaveLength(2);
});

test('what was chosen once goes out with every request', async () => {
  const chosen: (string | null)[] = [];
  const send = (rows: readonly string[], choice: string | null) => {
    chosen.push(choice);
    return Promise.resolve(rows.map((id) => ({ id, problem: null })));
  };
  await runForMany({ send, atOnce: 2 }, ids(3), 'theo', itself, () => undefined, () => false);
  expect(chosen).toEqual(['theo', 'theo']);
});

test('a refusal that leaves nothing to do is no failure', () => {
  const results = [200, 409, 409].map((status, index) => ({ index, id: ids(3)[index] ?? '', status, errors: status < 300 ? null : { detail: `Row ${index}`, code: 'stale' } }));
  expect(outcomesOf(ids(3), { results }, (error) => error.message === 'Row 1')).toEqual([
    { id: 'row 0', problem: null },
    { id: 'row 1', problem: null },
    { id: 'row 2', problem: 'Row 2' },
  ]);
});
