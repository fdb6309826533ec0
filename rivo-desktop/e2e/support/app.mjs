// The real app under WebKitWebDriver: one driver for each start, since a driver serves one session.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freePort } from './server.mjs';
import { until } from './wait.mjs';

const { APP, SCREENSHOTS } = process.env;

/** A keychain in this session's bus, so that the app finds one. */
export async function startKeychain() {
  const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--foreground', '--components=secrets'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ready = new Promise((resolve, reject) => {
    daemon.stdout.once('data', resolve);
    daemon.once('error', reject);
    daemon.once('exit', (code) => reject(new Error(`gnome-keyring-daemon ended with ${code}`)));
  });
  daemon.stdin.end('e2e');
  await ready;
  return () => daemon.kill();
}

/**
 * Starts the app and waits for its page. Now and then a driver that is started right after a kill never finds the app,
 * which runs all the same; the next driver does.
 */
export async function startApp(args = []) {
  try {
    return await start(args, 30_000);
  } catch {
    return start(args, 120_000);
  }
}

async function start(args, patienceMs) {
  const begun = performance.now();
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore' });
  const base = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${base}/status`)).ok, 'WebKitWebDriver to answer');

  const call = async (method, path, body, limitMs = 90_000) => {
    const answer = await fetch(base + path, {
      signal: AbortSignal.timeout(limitMs),
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const driverMs = performance.now() - begun;
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary: APP, args } } };
  const { sessionId } = await call('POST', '/session', { capabilities }, patienceMs).catch((error) => {
    driver.kill('SIGKILL');
    throw error;
  });
  const session = `/session/${sessionId}`;
  await call('POST', `${session}/timeouts`, { script: 60_000 });
  const process_ = childOf(driver.pid);

  const app = {
    pid: process_,
    /** How long the driver took before it started the app. */
    driverMs,
    script: (source, ...args) => call('POST', `${session}/execute/sync`, { script: source, args }),
    asyncScript: (source, ...args) => call('POST', `${session}/execute/async`, { script: source, args }),

    /** Waits for an element by selector, or for one whose text, label or name is this. */
    async element(selector) {
      const found = await waiting(
        app,
        () => call('POST', `${session}/element`, { using: 'css selector', value: selector }),
        selector,
      );
      return Object.values(found)[0];
    },
    async click(selector) {
      await call('POST', `${session}/element/${await app.element(selector)}/click`, {});
    },
    async fill(selector, text) {
      const id = await app.element(selector);
      await call('POST', `${session}/element/${id}/clear`, {});
      await call('POST', `${session}/element/${id}/value`, { text });
    },
    /** Clicks the button, link or tab that is called this. */
    async press(name) {
      await waiting(
        app,
        () =>
          app.script(
            `const name = arguments[0];
             const called = (it) => (it.getAttribute('aria-label') ?? it.textContent).trim();
             const all = [...document.querySelectorAll('button, a, [role="tab"], [role="menuitem"]')];
             const found = all.find((it) => called(it) === name) ?? all.find((it) => called(it).startsWith(name));
             if (!found || found.disabled) return false;
             found.click();
             return true;`,
            name,
          ),
        `something called ${JSON.stringify(name)} to press`,
      );
    },
    /** Waits until the page shows a text. */
    text: (wanted, seconds) =>
      waiting(app, () => app.script('return document.body.textContent.includes(arguments[0])', wanted), `the page to show ${JSON.stringify(wanted)}`, seconds),
    /** Waits until the page shows a text no more. */
    noText: (wanted) =>
      waiting(app, () => app.script('return !document.body.textContent.includes(arguments[0])', wanted), `the page to lose ${JSON.stringify(wanted)}`),
    path: () => app.script('return location.pathname'),
    /** A request of the page to its app, as the transport frames it. */
    request: (method, path, body) =>
      app.asyncScript(
        `const done = arguments[arguments.length - 1];
         const [method, path, body] = arguments;
         const head = new TextEncoder().encode(JSON.stringify({ method, path, headers: [['content-type', 'application/json']] }));
         const sent = new TextEncoder().encode(body ?? '');
         const frame = new Uint8Array(4 + head.length + sent.length);
         new DataView(frame.buffer).setUint32(0, head.length);
         frame.set(head, 4);
         frame.set(sent, 4 + head.length);
         window.__TAURI_INTERNALS__.invoke('request', frame).then((answer) => {
           const length = new DataView(answer).getUint32(0);
           const read = (from, to) => new TextDecoder().decode(answer.slice(from, to));
           done({ status: JSON.parse(read(4, 4 + length)).status, body: read(4 + length) });
         }, (error) => done({ status: 0, body: String(error) }));`,
        method,
        path,
        body === undefined ? null : JSON.stringify(body),
      ),
    async screenshot(name) {
      if (!SCREENSHOTS) return;
      // What the script already knows may not be painted yet.
      await app.asyncScript('const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))');
      const picture = await call('GET', `${session}/screenshot`);
      writeFileSync(join(SCREENSHOTS, `${name}.png`), Buffer.from(picture, 'base64'));
    },
    /** Ends the app as a power cut does: nothing is told, nothing is saved. */
    async kill() {
      process.kill(process_, 'SIGKILL');
      driver.kill('SIGKILL');
      await until(() => !isRunning(process_), 'the app to be gone');
    },
    /** Ends the app as its user does. */
    async close() {
      await call('DELETE', session).catch(() => undefined);
      driver.kill();
      // WebKit forgets to close a window whose page is just being led elsewhere.
      await until(() => !isRunning(process_), 'the app to end', 5).catch(() => process.kill(process_, 'SIGTERM'));
      await until(() => !isRunning(process_), 'the app to end');
    },
  };
  return app;
}

async function waiting(app, check, what, seconds) {
  try {
    return await until(check, what, seconds);
  } catch (error) {
    const page = await app.script('return location.pathname + "\\n" + document.body.innerText').catch(() => '');
    throw new Error(`${error.message}\n${page}`, { cause: error });
  }
}

/** The process that a driver started: the app. */
function childOf(parent) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, , ppid] = /\) (\S+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      if (Number(ppid) === parent && readlinkSync(`/proc/${pid}/exe`) === APP) return Number(pid);
    } catch {
      // It ended while it was looked at.
    }
  }
  throw new Error('the app is not running');
}

function isRunning(pid) {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
