// What axe finds in what opens over the screens, and in their loading and failing states, in both themes; and in Spanish.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertAccessible, keptLogin, launch, openPage } from './support/browser.mjs';
import { admin, converse, prepareDesk, startServer, waitFor } from './support/server.mjs';

let server;
let browser;
let client;
let session;

before(async () => {
  server = await startServer();
  const api = await prepareDesk(server.base);
  for (const name of ['Grace Whitfield', 'Daniel Kowalski']) await converse(server.base, name);
  const { results } = await api('GET', '/clients/');
  const [grace, daniel] = ['Grace', 'Daniel'].map((first) => results.find(({ name }) => name.startsWith(first)));
  client = grace.id;
  const me = await api('GET', '/auth/me/');
  await api('POST', `/clients/${client}/assign/`, { assigned_to: me.id });
  await api('POST', `/clients/${client}/tasks/`, { title: 'Call back', due_at: '2026-01-05T09:00:00Z', assignee: me.id });
  await api('PATCH', `/clients/${daniel.id}/`, { phone: grace.phone });
  await waitFor(async () => (await api('GET', `/clients/${client}/`)).extraction?.state === 'done', 'the facts');
  browser = await launch();
  session = await keptLogin(browser, server.base, admin);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const heading = (page) => page.getByRole('heading', { level: 1 });

/** What opens over a screen: its address, what opens it, and what shows that it is there. */
const opened = [
  ['the form of a next step', '/dashboard/today/', 'a', (page) => page.getByRole('form', { name: /^Next step for/ })],
  ['the times to put a task off to', '/dashboard/today/', 's', (page) => page.getByRole('group', { name: 'When' })],
  ['a card that is carried', '/dashboard/pipeline/', ' ', (page) => page.locator('[data-over]')],
  ['the contact form', '/dashboard/client/:id/', 'Edit', (page) => page.getByRole('dialog', { name: 'Contact details' })],
  ['the merge dialog', '/dashboard/client/:id/', 'Compare and merge', (page) => page.getByRole('dialog', { name: 'One person or two?' }).getByRole('table')],
  ['the import dialog', '/admin/clients/', 'Import CSV', (page) => page.getByRole('dialog', { name: 'Import clients' })],
  ['the days of an office filter', '/admin/audit/', 'When', (page) => page.getByLabel('From day')],
  ['the fields of a desk filter', '/dashboard/pipeline/?as=table', 'f', (page) => page.getByRole('textbox', { name: 'Find a field' })],
  ['the values of a desk filter', '/dashboard/pipeline/?as=table&stage=lead', 'Stage Lead', (page) => page.getByRole('checkbox', { name: 'Contacted' })],
];

/** The keys that open something work on the first row, which is there by then. */
async function open(page, path, by) {
  await page.goto(path.replace(':id', client));
  if (by.length > 1) return page.getByRole('button', { name: by }).first().click();
  await page.locator('[data-row], [data-card], [role="row"][aria-rowindex="2"]').first().waitFor();
  if (by !== 'f') await page.keyboard.press('j');
  await page.keyboard.press(by);
}

/** Screens whose loading and failing are looked at. */
const reading = ['/dashboard/admin/', '/dashboard/pipeline/', '/dashboard/today/', '/dashboard/clients/', '/dashboard/client/:id/', '/admin/', '/admin/users/', '/admin/clients/', '/admin/jobs/', '/admin/reports/', '/admin/assignment/', '/admin/extraction/', '/admin/chat/'];

/** Every question but who asks, which no screen begins without. */
const asked = (url) => url.pathname.startsWith('/api/v1/') && !/\/(auth\/me|events|stages|settings)\//.test(url.pathname);

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in what opens over a screen, ${colorScheme}`, async (t) => {
    const { page, errors, close } = await openPage(browser, server.base, { colorScheme, storageState: session });
    for (const [what, path, by, sign] of opened) {
      await t.test(what, async () => {
        await open(page, path, by);
        await sign(page).first().waitFor();
        await assertAccessible(page, `${what} in ${colorScheme}`);
      });
    }
    assert.deepEqual(errors, []);
    await close();
  });

  test(`axe finds nothing while a screen loads, ${colorScheme}`, async (t) => {
    const { page, close } = await openPage(browser, server.base, { colorScheme, storageState: session });
    // Nothing is ever answered.
    await page.route(asked, () => undefined);
    for (const path of reading) {
      await t.test(path, async () => {
        await page.goto(path.replace(':id', client));
        await page.locator('[aria-busy="true"]').first().waitFor();
        await assertAccessible(page, `${path} loading in ${colorScheme}`);
      });
    }
    await close();
  });

  test(`axe finds nothing where a screen fails, ${colorScheme}`, async (t) => {
    const { page, close } = await openPage(browser, server.base, { colorScheme, storageState: session });
    // A 400 is a client that is not there, and a 500 is tried again.
    await page.route(asked, (route) => route.fulfill({ status: 409, json: { detail: 'The database is away.', code: 'internal' } }));
    for (const path of reading) {
      await t.test(path, async () => {
        await page.goto(path.replace(':id', client));
        await page.getByRole('alert').first().waitFor();
        await assertAccessible(page, `${path} failing in ${colorScheme}`);
      });
    }
    await close();
  });
}

test('axe finds nothing in Spanish', async (t) => {
  const { page, errors, close } = await openPage(browser, server.base, { locale: 'es-US', storageState: session });
  for (const path of [...reading, '/dashboard/today/?of=all', '/admin/settings/', '/admin/audit/', '/admin/account/']) {
    await t.test(path, async () => {
      await page.goto(path.replace(':id', client));
      await heading(page).waitFor();
      await waitFor(async () => (await page.locator('[aria-busy="true"]').count()) === 0, 'the screen to be whole');
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'es');
      await assertAccessible(page, `${path} in Spanish`);
    });
  }
  assert.deepEqual(errors, []);
  await close();
});
