import { expect, it } from 'vitest';

import type { BatchResult, BulkClients, ClientSummary, Stage, UserRef } from '@/api/types';

import { batchesOf, changeAsShown } from './batches';

const [ben, cara]: UserRef[] = ['ben', 'cara'].map((id) => ({ id, name: id, email: `${id}@example.com` })) as [UserRef, UserRef];
const client = (id: string, assigned_to: UserRef | null, current_stage: Stage = 'lead') => ({ id, assigned_to, current_stage }) as ClientSummary;
const rows = [client('a', null), client('b', ben, 'contacted'), client('c', null, 'contacted')];

it('clients are given away only while they are with whom they are shown', () => {
  const batches = batchesOf(rows, { type: 'assign', assigned_to: 'cara' });
  expect(batches.map(({ clients, action }) => [clients.map(({ id }) => id), action])).toEqual([
    [['a', 'c'], { type: 'assign', assigned_to: 'cara', expected_assigned_to: null }],
    [['b'], { type: 'assign', assigned_to: 'cara', expected_assigned_to: 'ben' }],
  ]);
});

it('clients are moved only from the stage they are shown in, and no batch is larger than it may be', () => {
  const batches = batchesOf(rows, { type: 'change_stage', to_stage: 'lost' }, 1);
  expect(batches.map(({ clients, action }) => [clients.map(({ id }) => id), action])).toEqual([
    [['a'], { type: 'change_stage', to_stage: 'lost', expected_stage: 'lead' }],
    [['b'], { type: 'change_stage', to_stage: 'lost', expected_stage: 'contacted' }],
    [['c'], { type: 'change_stage', to_stage: 'lost', expected_stage: 'contacted' }],
  ]);
});

it('who was refused is told with the reason, and as they stand now', async () => {
  const send = ({ ids }: BulkClients): Promise<BatchResult> =>
    Promise.resolve({
      results: ids.map((id, index) => ({
        index, id, status: id === 'a' ? 409 : 200,
        errors: id === 'a' ? { detail: 'Somebody else works the client by now.', code: 'stale', current: { assigned_to: 'ben' } } : null,
      })),
    });
  const [batch] = batchesOf(rows, { type: 'assign', assigned_to: 'cara' });
  const refused = await changeAsShown(batch ?? { clients: [], action: { type: 'extract' } }, [ben, cara], send);
  expect(refused.map(({ client: { id }, now }) => [id, now?.assigned_to?.name])).toEqual([['a', 'ben']]);
});
