// How much JavaScript a first load takes, in bytes: a figure of the build, the same on every machine.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { keptLogin, launch, openPage } from './support/browser.mjs';
import { admin, converse, prepareDesk, startServer } from './support/server.mjs';

let server;
let browser;
let client;
let session;

before(async () => {
  server = await startServer();
  const api = await prepareDesk(server.base);
  await converse(server.base, 'Grace Whitfield');
  client = (await api('GET', '/clients/')).results[0].id;
  browser = await launch();
  session = await keptLogin(browser, server.base, admin);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** The scripts that a page asks for until it stands there, compressed. */
async function scriptsOf(path, sign, options) {
  const { page, close } = await openPage(browser, server.base, options);
  const sizes = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) sizes.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
  });
  await page.goto(path);
  await sign(page).waitFor();
  // What is fetched ahead of need is a part of it.
  await page.waitForTimeout(3500);
  const all = await Promise.all(sizes);
  await close();
  return { bytes: all.reduce((sum, size) => sum + size, 0), files: all.length };
}

const first = [
  ['/dashboard/login/', 200_000, (page) => page.getByLabel('Email'), () => ({})],
  ['/dashboard/login/ in Spanish', 200_000, (page) => page.getByLabel('Correo electrónico'), () => ({ locale: 'es-US' })],
  ['/dashboard/admin/', 350_000, (page) => page.getByRole('row', { name: 'Grace Whitfield' }), () => ({ storageState: session })],
  ['/dashboard/pipeline/', 350_000, (page) => page.getByText('Grace Whitfield'), () => ({ storageState: session })],
  ['/dashboard/today/?of=all', 350_000, (page) => page.getByText('Grace Whitfield').first(), () => ({ storageState: session })],
  ['/dashboard/clients/', 350_000, (page) => page.getByRole('heading', { level: 1 }), () => ({ storageState: session })],
  ['/dashboard/client/:client/', 350_000, (page) => page.getByRole('heading', { name: 'Grace Whitfield' }), () => ({ storageState: session })],
  ['/admin/', 350_000, (page) => page.getByRole('heading', { level: 1 }), () => ({ storageState: session })],
  ['/admin/reports/', 350_000, (page) => page.getByRole('region', { name: 'Funnel' }), () => ({ storageState: session })],
  ['/admin/assignment/', 350_000, (page) => page.getByRole('heading', { level: 1 }), () => ({ storageState: session })],
  ['/admin/users/', 350_000, (page) => page.getByRole('row', { name: 'Marisol Vega' }), () => ({ storageState: session })],
];

for (const [path, limit, sign, options] of first) {
  test(`the first load of ${path} is under ${kB(limit)} of compressed JavaScript`, async (t) => {
    const { bytes, files } = await scriptsOf(path.replace(':client', client).split(' ')[0], sign, options());
    t.diagnostic(`${kB(bytes)} in ${files} files`);
    assert.ok(files > 0, 'the page has scripts');
    assert.ok(bytes < limit, `${path}: ${kB(bytes)}`);
  });
}
