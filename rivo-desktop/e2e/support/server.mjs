// A real rivo-server, and a line to it that can be cut.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { Transform } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from './wait.mjs';

const { RIVO_SERVER_BIN } = process.env;
export const admin = { email: 'admin@rivo.example', password: 'a long enough password' };
export const csm = { email: 'ana@rivo.example', password: 'another long password', first_name: 'Ana', last_name: 'Lima' };

/** A server that can be stopped and started again at the same address. */
export async function makeServer() {
  const folder = mkdtempSync(join(tmpdir(), 'rivo-e2e-server-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: `sqlite:${join(folder, 'server.db')}`,
    SECRET_KEY: 'only-for-a-throw-away-database-0123456789',
    DEBUG: 'True',
    PORT: String(port),
    BIND: '127.0.0.1',
    RUST_LOG: 'warn',
  };
  const options = { env, cwd: folder };
  const made = spawnSync(RIVO_SERVER_BIN, ['createsuperuser', '--email', admin.email], { ...options, input: admin.password });
  assert.equal(made.status, 0, String(made.stderr));
  let process_ = null;
  let token = null;

  const server = {
    port,
    base,
    database: join(folder, 'server.db'),
    async start() {
      process_ = spawn(RIVO_SERVER_BIN, ['serve'], { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
      await until(async () => (await fetch(`${base}/readyz`)).ok, 'the server to be ready');
      token ??= (await this.call('POST', '/api/v1/auth/token/', { ...admin, device_name: 'e2e' })).token;
    },
    async stop() {
      if (!process_) return;
      const ended = new Promise((resolve) => process_.once('exit', resolve));
      process_.kill('SIGTERM');
      await ended;
      process_ = null;
    },
    /** A request of the admin. */
    async call(method, path, body) {
      const answer = await fetch(base + path, {
        method,
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: body && JSON.stringify(body),
      });
      const text = await answer.text();
      assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
      return text ? JSON.parse(text) : null;
    },
    async end() {
      await this.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return server;
}

/** A CSM and their clients, made by the server's own doors. Returns the clients' ids by name. */
export async function fillDesk(server, names) {
  const roles = (await server.call('GET', '/api/v1/roles/')).results;
  const user = await server.call('POST', '/api/v1/users/', {
    ...csm,
    role: roles.find(({ name }) => name === 'CSM').id,
  });
  const ids = {};
  for (const [index, name] of names.entries()) {
    const session_id = `7b0e8a52-6f0f-4c55-9a6f-3a1c64c1d00${index}`;
    for (const [data_type, message] of [
      ['message', 'I owe 412k at 6.875% and want to refinance'],
      ['name', name],
      ['email', `${name.split(' ')[0].toLowerCase()}@example.com`],
      ['phone', `(415) 555-013${index}`],
    ]) {
      const posted = await server.call('POST', '/api/v1/chat/stream/', { session_id, sender_type: 'client', data_type, message });
      ids[name] = posted.client;
    }
    await server.call('POST', `/api/v1/clients/${ids[name]}/assign/`, { assigned_to: user.id });
  }
  return ids;
}

/**
 * A line to a server. Cut, it refuses and drops every connection, as a train in a tunnel does. Told a protocol, it puts
 * that in the app's mouth: to the server it is then an app of another age.
 */
export async function makeLine(to) {
  let isCut = false;
  let protocol = null;
  const retold = () =>
    new Transform({
      transform(chunk, _, done) {
        const said = chunk.toString('latin1');
        done(null, protocol === null ? chunk : Buffer.from(said.replace(/(rivo-sync-protocol: )\d/i, `$1${protocol}`), 'latin1'));
      },
    });
  let bytes = 0;
  const open = new Set();
  const line = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(to, '127.0.0.1');
    for (const [one, other] of [[near, far], [far, near]]) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.on('data', (chunk) => (bytes += chunk.length));
      (one === near ? one.pipe(retold()) : one).pipe(other);
    }
  });
  const port = await new Promise((resolve) => line.listen(0, '127.0.0.1', () => resolve(line.address().port)));
  return {
    base: `http://127.0.0.1:${port}`,
    /** What has passed it, both ways. */
    bytes: () => bytes,
    cut() {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    /** One digit, or null for what the app itself says. */
    speak(version) {
      protocol = version;
    },
    end() {
      this.cut();
      line.close();
    },
  };
}

export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
