// Debian's Chromium, pages that remember their console errors, and axe.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A page of its own session. `errors` holds what its console complained about. */
export async function openPage(browser, base, options = {}) {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-US',
    ...options,
  });
  if (process.env.RIVO_UI_DIST) await serveFrom(context, resolve(process.env.RIVO_UI_DIST));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const errors = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return { page, errors, close: () => context.close() };
}

/** Takes the pages from a fresh build instead of from the binary: no Rust to compile after each change. */
async function serveFrom(context, dist) {
  await context.route(
    (url) => !url.pathname.startsWith('/api/'),
    (route) => {
      const { pathname } = new URL(route.request().url());
      return route.fulfill({ path: extname(pathname) ? join(dist, pathname) : join(dist, 'index.html') });
    },
  );
}

export async function logIn(page, { email, password }, path = '/dashboard/login/') {
  await page.goto(path);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/dashboard/login'));
}

const sessions = new Map();

/** A login that several pages keep: the `storageState` with which each of them is opened. */
export async function keptLogin(browser, base, who) {
  const key = `${base} ${who.email}`;
  if (!sessions.has(key)) {
    const { page, close } = await openPage(browser, base);
    await logIn(page, who);
    sessions.set(key, await page.context().storageState());
    await close();
  }
  return sessions.get(key);
}

/** Waits until nothing slides or fades: half-shown, a dialog over a page has colours that nobody is asked to read. */
export const standsStill = (page) =>
  page.evaluate(async () => {
    const moves = () =>
      document.getAnimations().some(({ playState, effect }) => playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime));
    for (let still = 0; still < 5; still = moves() ? 0 : still + 1) await new Promise(requestAnimationFrame);
  });

/** Fails with the rule, the element and the reason for everything that axe finds. */
export async function assertAccessible(page, where) {
  await standsStill(page);
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // An open menu or list hangs at the end of the body, in no landmark; it belongs to its button.
      rules: { region: { enabled: ![...document.querySelectorAll('[role="menu"], [data-portal] [role="listbox"]')].some((popup) => popup.checkVisibility()) } },
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id} at ${html.slice(0, 240)}: ${failureSummary}`),
    );
  });
  assert.deepEqual(found, [], `axe on ${where}`);
}
