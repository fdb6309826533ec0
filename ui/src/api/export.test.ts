import { beforeEach, expect, it, vi } from 'vitest';

import { transport } from '@/transport';

import { exportClients, exportFile, saveClientFile, saveReport } from './export';

const saved: { name: string; file: Blob }[] = [];
vi.mock('./device', () => ({
  saveFile: (name: string, file: Blob) => Promise.resolve(saved.push({ name, file }) > 0),
}));

const answers = (answer: (url: URL) => Response) =>
  vi.spyOn(transport, 'fetch').mockImplementation((request) => Promise.resolve(answer(new URL(request.url))));

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'http://desk.example' });
  saved.length = 0;
});

it('clients saved in several parts are one file with one head, which Excel reads as UTF-8', async () => {
  const fetch = answers((url) => {
    const ids = url.searchParams.get('ids')?.split(',') ?? [];
    return new Response(`\uFEFFid,name\r\n${ids.map((id) => `${id},José\r\n`).join('')}`);
  });
  const ids = Array.from({ length: 151 }, (_, index) => `c${index}`);
  expect(await exportClients(ids)).toBe(true);
  expect(fetch).toHaveBeenCalledTimes(2);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await saved[0]?.file.arrayBuffer());
  expect(text).toBe(`\uFEFFid,name\r\n${ids.map((id) => `${id},José\r\n`).join('')}`);
});

it('a file says by its name what it is: a list, whose file, a report of which days', async () => {
  answers(() => new Response('', { headers: { 'Content-Disposition': 'attachment; filename="client-c1.html"' } }));
  await exportFile('users', {});
  await saveClientFile('c1', 'Grace Whitfield');
  await saveReport('funnel', { from: '2026-10-01', until: '2026-10-31' });
  expect(saved.map(({ name }) => name)).toEqual(['users.csv', 'Grace Whitfield.html', 'funnel-2026-10-01-2026-10-31.csv']);
});
