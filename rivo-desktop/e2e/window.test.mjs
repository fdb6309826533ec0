// The real window, driven through WebKitWebDriver: log in, see the dashboard, open a client.
//
// APP, RIVO_SERVER_BIN, WEBDRIVER_PORT and XDG_DATA_HOME come from `cargo xtask test`.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const { APP, RIVO_SERVER_BIN, WEBDRIVER_PORT, XDG_DATA_HOME } = process.env;
const admin = { email: 'admin@rivo.example', password: 'a long enough password' };
const driver = `http://127.0.0.1:${WEBDRIVER_PORT}`;
let session;

before(async () => {
  const folder = join(XDG_DATA_HOME, 'app.rivo.desktop', 'desk');
  mkdirSync(folder, { recursive: true });
  await fillDesk(`sqlite:${join(folder, 'rivo.db')}`, folder);
  await until(async () => (await fetch(`${driver}/status`)).ok, 'WebKitWebDriver to answer');
  const { sessionId } = await call('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: APP, args: [] } } },
  });
  session = `/session/${sessionId}`;
});

after(async () => {
  if (session) await call('DELETE', session);
});

test('a login in the window leads to the dashboard and to a client', async () => {
  const email = await element('input[type="email"]');
  await type(email, admin.email);
  await type(await element('input[type="password"]'), admin.password);
  await click(await element('button[type="submit"]'));
  await text('Rosa Delgado');
  const screenshot = await call('GET', `${session}/screenshot`);
  if (process.env.SCREENSHOT) writeFileSync(process.env.SCREENSHOT, Buffer.from(screenshot, 'base64'));
  await script(`[...document.querySelectorAll('a')].find((a) => a.textContent.includes('Rosa Delgado')).click()`);
  await text('6.875%');
  await text('I owe 412k at 6.875% and want to refinance');
});

test('a change made elsewhere in the process shows without a reload', async () => {
  const title = 'Call Rosa about the appraisal';
  const id = await script(`return location.pathname.split('/').filter(Boolean).pop()`);
  const status = await asyncScript(`
    const done = arguments[arguments.length - 1];
    window.__TAURI_INTERNALS__.invoke('request', {
      method: 'POST', path: '/api/v1/clients/${id}/tasks/',
      headers: [['content-type', 'application/json']], body: JSON.stringify({ title: '${title}' }),
    }).then((answer) => done(answer.status), (error) => done(String(error)));`);
  assert.equal(status, 201);
  await text(title);
});

/** A desk with an admin and one lead, made by the server's own doors. */
async function fillDesk(database, folder) {
  const port = await freePort();
  const env = { PATH: process.env.PATH, DATABASE_URL: database, DEBUG: 'True', PORT: String(port), BIND: '127.0.0.1' };
  const made = spawnSync(RIVO_SERVER_BIN, ['createsuperuser', '--email', admin.email], {
    env, cwd: folder, input: admin.password,
  });
  assert.equal(made.status, 0, String(made.stderr));
  const server = spawn(RIVO_SERVER_BIN, ['serve'], { env, cwd: folder, stdio: 'ignore' });
  const base = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${base}/readyz`)).ok, 'the server to be ready');
  for (const [data_type, message] of [
    ['message', 'I owe 412k at 6.875% and want to refinance'],
    ['name', 'Rosa Delgado'],
    ['email', 'rosa@example.com'],
    ['phone', '(415) 555-0134'],
  ]) {
    const answer = await fetch(`${base}/api/v1/chat/stream/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        session_id: '7b0e8a52-6f0f-4c55-9a6f-3a1c64c1d001', sender_type: 'client', data_type, message,
      }),
    });
    assert.equal(answer.status, 201);
  }
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  assert.equal(await ended, 0, 'the server ends in peace');
}

async function call(method, path, body) {
  const answer = await fetch(driver + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
  return value;
}

async function element(selector) {
  let found;
  await until(async () => {
    found = await call('POST', `${session}/element`, { using: 'css selector', value: selector });
    return true;
  }, selector);
  return Object.values(found)[0];
}

const type = (id, keys) => call('POST', `${session}/element/${id}/value`, { text: keys });
const click = (id) => call('POST', `${session}/element/${id}/click`, {});
const script = (source) => call('POST', `${session}/execute/sync`, { script: source, args: [] });
const asyncScript = (source) => call('POST', `${session}/execute/async`, { script: source, args: [] });

/** Waits until the page shows a text. */
const text = (wanted) =>
  until(
    () => script(`return document.body.textContent.includes(${JSON.stringify(wanted)})`),
    `the page to show ${JSON.stringify(wanted)}`,
  );

async function until(check, what, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      if (await check()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const page = session ? await script('return document.body.innerText').catch(() => '') : '';
  throw new Error(`waited ${seconds} s for ${what}\n${last ?? ''}\n${page}`);
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
