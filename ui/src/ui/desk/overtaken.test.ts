import { beforeEach, expect, it, vi } from 'vitest';

import { RequestProblem } from '@/transport';

import clients from '../../locales/es/clients.json';
import spanish from '../../locales/es/ui.json';
import { assignmentRefused } from './overtaken';

const toasts = vi.hoisted(() => ({ ask: vi.fn(), done: vi.fn(), failed: vi.fn() }));
vi.mock('../toast', () => toasts);
// The sentences themselves, before anything is put into them.
vi.mock('@/lib/i18n', async (original) => ({ ...(await original<object>()), t: (key: string) => key }));

const [ana, ben] = ['Ana', 'Ben'].map((name) => ({ id: name, name, email: `${name}@example.com` }));
const stale = (owner: string | null) => new RequestProblem(409, 'Somebody else works the client by now.', 'stale', { assigned_to: owner }, null);
const refuse = (owner: string | null, to = ana ?? null) =>
  assignmentRefused(stale(owner), { what: 'Grace', to, people: [ana, ben].flatMap((one) => one ?? []), again: () => undefined });
const said = () => (toasts.ask.mock.calls[0] as string[] | undefined)?.filter((word) => typeof word === 'string');

beforeEach(() => toasts.ask.mockClear());

it('who has the client by now is named, nobody in words of its own', () => {
  refuse('Ben');
  expect(said()).toEqual(['{what}: with {name} by now', 'Somebody changed it meanwhile. It was left so.', 'Give to {name} all the same']);
  toasts.ask.mockClear();
  refuse(null);
  expect(said()?.[0]).toBe('{what}: with nobody by now');
});

it('a refusal and a success are not said alike in Spanish', () => {
  expect(spanish['{what}: with {name} by now']).not.toBe(clients['{what}: now with {name}']);
});
