import { expect, it, vi } from 'vitest';

import { transport } from '@/transport';

import { exportClients } from './export';

const saved: Blob[] = [];
vi.mock('./device', () => ({
  saveFile: (_name: string, file: Blob) => Promise.resolve(saved.push(file) > 0),
}));

it('clients saved in several parts are one file with one head, which Excel reads as UTF-8', async () => {
  vi.stubGlobal('location', { origin: 'http://desk.example' });
  const fetch = vi.spyOn(transport, 'fetch').mockImplementation((request) => {
    const ids = new URL(request.url).searchParams.get('ids')?.split(',') ?? [];
    return Promise.resolve(new Response(`\uFEFFid,name\r\n${ids.map((id) => `${id},José\r\n`).join('')}`));
  });
  const ids = Array.from({ length: 151 }, (_, index) => `c${index}`);
  expect(await exportClients(ids)).toBe(true);
  expect(fetch).toHaveBeenCalledTimes(2);
  const bytes = await saved[0]?.arrayBuffer();
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  expect(text).toBe(`\uFEFFid,name\r\n${ids.map((id) => `${id},José\r\n`).join('')}`);
});
