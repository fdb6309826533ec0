// A real server on a fresh SQLite file and a free port, with one superuser.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ui = fileURLToPath(new URL('../..', import.meta.url));
const binary = resolve(ui, process.env.RIVO_SERVER_BIN ?? '../target/debug/rivo-server');

export const admin = { email: 'a@b.co', password: 'a-long-password-17' };
export const csm = { email: 'marisol@b.co', first_name: 'Marisol', last_name: 'Vega', password: 'another-long-one-18' };

/** Makes the first login, and nothing else. */
async function superuserOnly(run) {
  await run(['createsuperuser', '--email', admin.email], admin.password);
  return { admin, csm };
}

/** Fills the desk with the demo's clients; its logins stand in the answer of [`startServer`]. */
export async function seedDemo(run) {
  const password = 'a-demo-password-19';
  await run(['seed-demo', '--password', password]);
  return { admin: { email: 'admin@rivo.example', password }, csm: { email: 'marisol@rivo.example', password } };
}

/** Starts a server with further settings; `stop` ends it and removes its files. */
export async function startServer(settings = {}, prepare = superuserOnly) {
  const folder = await mkdtemp(join(tmpdir(), 'rivo-e2e-'));
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    DATABASE_URL: `sqlite:${join(folder, 'rivo.db')}`,
    SECRET_KEY: randomUUID() + randomUUID(),
    DEBUG: 'True',
    PORT: String(port),
    RUST_LOG: 'warn',
    NO_COLOR: '1',
    ...settings,
  };
  const logins = await prepare((args, input = '') => run(args, env, folder, input), { database: join(folder, 'rivo.db') });
  const server = spawn(binary, ['serve'], { env, cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = new Promise((done) => server.once('exit', done));
  const base = `http://localhost:${port}`;
  await waitFor(async () => (await fetch(`${base}/readyz`)).ok, 'the server to be ready');
  return {
    base,
    logins,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The API as one user has it, by a cookie of its own. */
export async function asUser(base, { email, password }) {
  let cookie = '';
  const call = async (method, path, body) => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: base, ...(cookie ? { cookie } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    cookie ||= response.headers.get('set-cookie')?.split(';')[0] ?? '';
    return text ? JSON.parse(text) : null;
  };
  await call('POST', '/auth/login/', { email, password });
  return call;
}

/** Posts one message as the chatbot would. */
export async function say(base, session_id, sender_type, message) {
  const response = await fetch(`${base}/api/v1/chat/stream/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ session_id, sender_type, message }),
  });
  if (response.status !== 201) throw new Error(`chat/stream: ${response.status} ${await response.text()}`);
  return response.json();
}

/** A whole conversation, until the visitor has given name, email and phone. */
export async function converse(base, name, session = randomUUID()) {
  const lines = [
    ['bot', 'Hi! What brings you here today?'],
    ['client', 'I want to refinance, my current rate is 7.25% and I need to close within two weeks.'],
    ['bot', 'About how much do you still owe?'],
    ['client', 'Roughly $412,000, and the house is worth about $610,000.'],
    ['bot', 'What is your full name?'],
    ['client', name],
    ['bot', 'And the best email to reach you?'],
    ['client', `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.com`],
    ['bot', 'And your phone number?'],
    ['client', `(415) 555-0${100 + (hash(name) % 99)}`],
  ];
  for (const [sender, message] of lines) await say(base, session, sender, message);
  return session;
}

/** A desk with one CSM and extraction that does not wait. */
export async function prepareDesk(base) {
  const call = await asUser(base, admin);
  const { results: roles } = await call('GET', '/roles/');
  const role = roles.find(({ name }) => name === 'CSM').id;
  await call('POST', '/users/', { ...csm, role });
  await call('PATCH', '/settings/', { extraction_quiet_seconds: 1 });
  return call;
}

export async function waitFor(condition, what, timeoutMs = 15_000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const result = await Promise.resolve(condition()).catch(() => false);
    if (result) return result;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

const hash = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7);

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

function run(args, env, cwd, input) {
  return new Promise((done, failed) => {
    const child = spawn(binary, args, { env, cwd, stdio: ['pipe', 'ignore', 'inherit'] });
    child.once('error', failed);
    child.once('exit', (code) => (code === 0 ? done() : failed(new Error(`${args[0]} ended with ${code}`))));
    child.stdin.end(input);
  });
}
