// Without a server and without a keychain: the demo under a passphrase, and a link into it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startApp } from './support/app.mjs';
import { until } from './support/wait.mjs';

const desk = join(process.env.XDG_DATA_HOME, 'app.rivo.desktop', 'desk');
const passphrase = 'harbor maple copper willow';
let app, client, names;

before(async () => {
  app = await startApp();
});
after(() => app?.close());

test('where there is no keychain, a passphrase that guards something is asked for', async () => {
  await app.fill('input[name="passphrase"]', 'short');
  await app.press('Try it with demo data');
  await app.text('Choose at least 10 characters');
});

test('the demo is a whole desk', async () => {
  await app.fill('input[name="passphrase"]', passphrase);
  await app.press('Try it with demo data');
  await app.text('All clients', 180);
  const answer = await app.request('GET', '/api/v1/clients/?limit=200');
  assert.equal(answer.status, 200);
  const clients = JSON.parse(answer.body).results;
  assert.ok(clients.length > 20);
  names = clients.map(({ name }) => name).filter(Boolean);
  client = clients[0];
  await app.text(client.name);
  await app.screenshot('demo');
});

test('no name of the demo can be read from its files', () => {
  for (const file of readdirSync(desk)) {
    const bytes = readFileSync(join(desk, file)).toString('latin1');
    for (const name of [...names, 'rivo.example', 'SQLite format 3']) {
      assert.ok(file === 'desk.json' || !bytes.includes(name), `${file} holds ${name}`);
    }
  }
});

test('the next start asks for the passphrase, and for no other', async () => {
  await app.kill();
  app = await startApp([`rivo://client/${client.id}`]);
  await app.text('Unlock your desk');
  await app.screenshot('unlock');
  await app.fill('input[name="passphrase"]', 'another passphrase');
  await app.press('Unlock');
  await app.text('This passphrase does not open the local copy.');
  await app.fill('input[name="passphrase"]', passphrase);
  await app.press('Unlock');
});

test('the link that it was started by leads to its client', async () => {
  await until(async () => (await app.path()) === `/dashboard/client/${client.id}/`, 'the page of the link');
  await app.text(client.name);
});

test('a second start hands its link over and ends', async () => {
  await app.script('document.querySelector(\'nav a[href="/dashboard/admin/"]\').click()');
  await until(async () => (await app.path()) === '/dashboard/admin/', 'the list');
  const second = spawnSync(process.env.APP, [`rivo://client/${client.id}`], { timeout: 20_000 });
  assert.equal(second.status, 0, String(second.stderr));
  await until(async () => (await app.path()) === `/dashboard/client/${client.id}/`, 'the page of the second link');
});

test('leaving the demo leaves nothing', async () => {
  await app.script('document.querySelector(\'nav a[href="/sync/"]\').click()');
  await app.press('Leave the demo');
  await app.press('Leave it');
  await app.text('Nothing of the desk is left on this computer.');
  assert.deepEqual(readdirSync(desk), []);
});
