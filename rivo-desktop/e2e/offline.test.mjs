// A CSM's day in the real window: set up, work without a server, lose power, come back, and decide
// where an admin did something else meanwhile.
//
// APP, RIVO_SERVER_BIN and XDG_DATA_HOME come from `cargo xtask test`.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startApp, startKeychain } from './support/app.mjs';
import { csm, fillDesk, makeLine, makeServer } from './support/server.mjs';
import { until } from './support/wait.mjs';

const desk = join(process.env.XDG_DATA_HOME, 'app.rivo.desktop', 'desk');
const task = 'Call about the appraisal';
const note = 'Wrote this between two stations.';
let server, line, app, ids, endKeychain;

before(async () => {
  endKeychain = await startKeychain();
  server = await makeServer();
  await server.start();
  ids = await fillDesk(server, ['Rosa Delgado', 'Marcus Chen']);
  await server.call('POST', `/api/v1/clients/${ids['Rosa Delgado']}/tasks/`, { title: task });
  line = await makeLine(server.port);
  app = await startApp();
});

after(async () => {
  await app?.close();
  line?.end();
  await server?.end();
  endKeychain?.();
});

test('the first start asks for a server and a login, and says what is wrong with them', async () => {
  await app.text('Set up Rivo');
  await app.screenshot('start');
  await app.fill('input[name="server"]', line.base);
  await app.fill('input[name="email"]', csm.email);
  await app.fill('input[name="password"]', 'not the password');
  await app.fill('input[name="device_name"]', 'Ana’s laptop');
  assert.equal(await app.script('return document.querySelector(\'input[name="passphrase"]\')'), null);
  await app.press('Connect');
  await app.text('Invalid email or password');
});

test('after the login the assigned clients are there', async () => {
  await app.fill('input[name="password"]', csm.password);
  await app.press('Connect');
  await app.text('Rosa Delgado');
  await app.text('Marcus Chen');
  await app.text('Live');
  await app.screenshot('online');
});

test('what the server learns shows without a reload', async () => {
  await server.call('POST', `/api/v1/clients/${ids['Rosa Delgado']}/notes/`, { body: 'The admin says hello.' });
  await openClient('Rosa Delgado');
  await app.press('Notes');
  await app.text('The admin says hello.');
});

test('without a server the work goes on, and every screen says how old its data is', async () => {
  await server.stop();
  await app.text('Offline.');
  await app.text('You see what the server said');
  await openClient('Rosa Delgado');
  await app.text('6.875%');

  await app.press('Tasks');
  await app.click('input[id^="task-"]');
  await app.press('Notes');
  await app.fill('textarea[aria-label="New note"]', note);
  await app.press('Save note');
  await app.text(note);
  await app.press('Move to Contacted');
  await app.text('Rosa Delgado is now in Contacted.');
  await app.text('3 changes wait to be sent.');
  await app.screenshot('offline');
});

test('what only the server can do says so and is quick about it', async () => {
  const answer = await app.request('GET', '/api/v1/reports/pipeline/');
  assert.ok(answer.status === 200 || (answer.status === 503 && answer.body.includes('offline')), JSON.stringify(answer));
  const users = await app.request('GET', '/api/v1/users/');
  assert.ok([403, 503].includes(users.status), JSON.stringify(users));
});

test('the power goes, and everything is there again, still without a server', async () => {
  await app.kill();
  app = await startApp();
  await app.text('3 changes wait to be sent.');
  await openClient('Rosa Delgado');
  await app.press('Notes');
  await app.text(note);
  await app.press('Tasks');
  await until(() => app.script('return document.querySelector(\'input[id^="task-"]\')?.checked'), 'the task to be done');
  await app.press('History');
  await app.text('Contacted');

  await go('/sync/');
  await app.text('Move to Contacted');
  await app.text('Complete a task');
  await app.text(`Add the note “${note}”`);
});

test('the server is back, and an admin sees what was done without it', async () => {
  await server.start();
  await app.press('Sync now');
  await app.text('Nothing: the server has everything you did.');
  const id = ids['Rosa Delgado'];
  const client = await server.call('GET', `/api/v1/clients/${id}/`);
  assert.equal(client.current_stage, 'contacted');
  const notes = (await server.call('GET', `/api/v1/clients/${id}/notes/`)).results;
  assert.deepEqual(notes.filter(({ body }) => body === note).map(({ author }) => author.email), [csm.email]);
  const tasks = (await server.call('GET', `/api/v1/clients/${id}/tasks/`)).results;
  assert.ok(tasks.find(({ title }) => title === task).done_at);
  const history = (await server.call('GET', `/api/v1/clients/${id}/history/`)).results;
  assert.equal(history.filter(({ to_stage }) => to_stage === 'contacted').length, 1);
});

test('an admin moved the same client meanwhile: its CSM sees both and decides', async () => {
  const id = ids['Marcus Chen'];
  await openClient('Marcus Chen');
  line.cut();
  await app.text('Offline.');
  await app.press('Move to Qualified');
  await app.fill('[role="dialog"] textarea', 'Told me everything on the train.');
  await app.click('[role="dialog"] button[type="submit"]');
  await app.text('Marcus Chen is now in Qualified.');
  await server.call('POST', `/api/v1/clients/${id}/stage/`, { to_stage: 'contacted', expected_stage: 'lead' });

  line.mend();
  await go('/sync/');
  await app.press('Sync now');
  await app.text('Your decision is needed');
  await app.text('1 change of yours was not accepted by the server.');
  const [seen, now] = await app.script(
    `const row = [...document.querySelectorAll('tbody tr')].find((it) => it.textContent.startsWith('Stage'));
     return [...row.querySelectorAll('td')].map((cell) => cell.textContent);`,
  );
  assert.deepEqual([seen, now], ['Lead', 'Contacted']);
  await app.screenshot('conflict');
  assert.equal((await server.call('GET', `/api/v1/clients/${id}/`)).current_stage, 'contacted');

  await app.press('Do it again');
  await until(async () => (await server.call('GET', `/api/v1/clients/${id}/`)).current_stage === 'qualified', 'the second try to arrive');
  await app.noText('Your decision is needed');
});

test('an app older or newer than its server says so, and keeps what waits', async () => {
  for (const [protocol, words] of [
    ['0', 'This app is older than the server'],
    ['9', 'The server is older than this app'],
  ]) {
    line.speak(protocol);
    await openClient('Rosa Delgado');
    await app.press('Notes');
    await app.fill('textarea[aria-label="New note"]', `Kept at protocol ${protocol}.`);
    await app.press('Save note');
    await app.text(words);
  }
  await go('/sync/');
  await app.text('Add the note “Kept at protocol 0.”');
  await app.text('Add the note “Kept at protocol 9.”');

  line.speak(null);
  await app.press('Sync now');
  await app.text('Nothing: the server has everything you did.');
  const notes = (await server.call('GET', `/api/v1/clients/${ids['Rosa Delgado']}/notes/`)).results;
  assert.equal(notes.filter(({ body }) => body.startsWith('Kept at protocol')).length, 2);
});

test('the page reaches requests and events, and nothing else of the system', async () => {
  const refused = await app.asyncScript(`
    const done = arguments[arguments.length - 1];
    const commands = ['plugin:dialog|open', 'plugin:notification|notify', 'plugin:opener|open_url', 'plugin:deep-link|get_current',
      'plugin:window-state|save_window_state', 'plugin:event|emit', 'plugin:window|close', 'plugin:app|version', 'plugin:path|resolve_directory'];
    Promise.all(commands.map((name) => window.__TAURI_INTERNALS__.invoke(name, {}).then(() => name, () => null)))
      .then((let_in) => done(let_in.filter(Boolean)));`);
  assert.deepEqual(refused, []);
  const fetched = await app.asyncScript(`
    const done = arguments[arguments.length - 1];
    fetch('${server.base}/healthz', { mode: 'no-cors' }).then(() => done('reached'), () => done('refused'));`);
  assert.equal(fetched, 'refused');
});

test('nothing of a client can be read from the files on the disk', () => {
  for (const name of readdirSync(desk)) {
    const bytes = readFileSync(join(desk, name)).toString('latin1');
    for (const secret of ['Rosa', 'Delgado', 'Marcus', 'marcus@example.com', '6.875', 'refinance', 'rvt_']) {
      assert.ok(!bytes.includes(secret), `${name} holds ${secret}`);
    }
  }
});

test('a device that an admin revokes is wiped and says so', async () => {
  const users = (await server.call('GET', `/api/v1/users/?q=${csm.email}`)).results;
  const devices = await server.call('GET', `/api/v1/users/${users[0].id}/devices/`);
  const device = devices.results.find(({ device_name }) => device_name === 'Ana’s laptop');
  assert.ok(device.last_sync_at, 'the admin sees when it last synced');
  await server.call('DELETE', `/api/v1/users/${users[0].id}/devices/${device.id}/`);
  await app.text('An admin revoked this device.');
  await app.screenshot('revoked');
  await until(() => !existsSync(join(desk, 'rivo.db')), 'the copy to be removed');
  const answer = await app.request('GET', '/api/v1/clients/');
  assert.equal(answer.status, 401);
});

async function openClient(name) {
  await go('/dashboard/clients/');
  await app.press(name);
  await until(async () => (await app.path()).startsWith('/dashboard/client/'), 'the client’s page');
  await app.text(name);
}

/** Goes to a page by its link in the rail, as a person does. */
async function go(path) {
  await app.element(`nav a[href="${path}"]`);
  await app.script('document.querySelector(arguments[0]).click()', `nav a[href="${path}"]`);
  await until(async () => (await app.path()) === path, path);
}
