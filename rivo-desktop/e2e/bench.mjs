// What the window costs with a large copy: the first sync, the launch, one change. Prints a table.
//
// APP and RIVO_SERVER_BIN are release builds, SEED the SQL that fills the server; `cargo xtask bench desktop` sets them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { startApp, startKeychain } from './support/app.mjs';
import { csm, fillDesk, makeLine, makeServer } from './support/server.mjs';
import { until } from './support/wait.mjs';

const { SEED, XDG_DATA_HOME } = process.env;
const clients = Number(process.env.CLIENTS ?? 10_000);
const launches = Number(process.env.LAUNCHES ?? 5);
const results = [];
const note = (what, figure, aim) => results.push({ what, measured: figure, aim });

const endKeychain = await startKeychain();
const server = await makeServer();
await server.start();
await fillDesk(server, ['Rosa Delgado']);
await server.stop();
fill();
await server.start();
const line = await makeLine(server.port);

let app = await startApp();
// A request of a page that is still being led elsewhere is never answered.
await app.text('Set up Rivo');
const started = performance.now();
const connecting = app.request('POST', '/device/connect/', {
  server: line.base, email: csm.email, password: csm.password, device_name: 'bench',
});
await until(async () => (await report()).sync, 'the login', 120);
let progress = 0;
await until(async () => {
  const { sync } = await report();
  if (sync?.snapshot) progress += 1;
  return sync?.state === 'online' && !sync.snapshot;
}, 'the first copy', 600);
const copied = (performance.now() - started) / 1000;
assert.equal((await connecting).status, 200);
const total = JSON.parse((await app.request('GET', '/api/v1/clients/?captured=any&count=true&limit=1')).body).count;
assert.equal(total, clients + 1, 'every client arrived');
note(`First sync of ${clients} clients with ${clients * 10} messages`, `${copied.toFixed(1)} s, ${mb(line.bytes())} MB, progress seen ${progress} times`, '< 30 s');

const id = JSON.parse((await app.request('GET', '/api/v1/clients/?limit=1')).body).results[0].id;
const trips = [];
for (let round = 0; round < 5; round += 1) {
  await idle();
  const before = line.bytes();
  const name = `Changed Number ${round}`;
  const changed = performance.now();
  await server.call('PATCH', `/api/v1/clients/${id}/`, { name });
  await until(async () => JSON.parse((await app.request('GET', `/api/v1/clients/${id}/`)).body).name === name, 'the change to arrive');
  const ms = performance.now() - changed;
  await idle();
  trips.push({ ms, bytes: line.bytes() - before });
}
note('One changed client reaches an idle copy', `${median(trips.map(({ ms }) => ms)).toFixed(0)} ms (with polling), ${median(trips.map(({ bytes }) => bytes))} bytes`, '< 1 s, < 10 kB');
note('The file on the disk', `${mb(statSync(join(XDG_DATA_HOME, 'app.rivo.desktop/desk/rivo.db')).size)} MB`, '');
await app.close();

const spans = [];
for (let round = 0; round <= launches; round += 1) {
  const begun = Date.now();
  app = await startApp();
  const [origin, shown] = await until(
    () => app.script(`const mark = performance.getEntriesByName('first-data')[0]; return mark && [performance.timeOrigin, mark.startTime]`),
    'the first data',
    60,
  );
  // The first start of a series warms the disk.
  if (round > 0) spans.push({ all: origin + shown - begun - app.driverMs, page: shown });
  await app.close();
}
note('Launch to first data, warm disk', `${median(spans.map(({ all }) => all)).toFixed(0)} ms, of which the page ${median(spans.map(({ page }) => page)).toFixed(0)} ms (median of ${launches})`, '< 1 s');

console.table(results);
line.end();
await server.end();
endKeychain();

async function report() {
  return JSON.parse((await app.request('GET', '/device/')).body);
}

/** Waits until nothing has passed the line for a second. */
async function idle() {
  let last = line.bytes();
  let since = performance.now();
  await until(() => {
    if (line.bytes() !== last) {
      last = line.bytes();
      since = performance.now();
    }
    return performance.now() - since > 1000;
  }, 'the line to be still');
}

function fill() {
  const sql = readFileSync(SEED, 'utf8').replaceAll('{N}', String(clients)).replaceAll('{EMAIL}', csm.email);
  const filled = spawnSync('sqlite3', ['-bail', server.database], { input: sql });
  assert.equal(filled.status, 0, String(filled.stderr));
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function mb(bytes) {
  return (bytes / 1e6).toFixed(1);
}
