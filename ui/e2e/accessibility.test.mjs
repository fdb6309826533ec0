import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertAccessible, launch, logIn, openPage } from './support/browser.mjs';
import { admin, converse, prepareDesk, startServer, waitFor } from './support/server.mjs';

let server;
let browser;
let client;

before(async () => {
  server = await startServer();
  const api = await prepareDesk(server.base);
  for (const name of ['Grace Whitfield', 'Daniel Kowalski', 'Ngozi Adeyemi']) await converse(server.base, name);
  const [first, second] = (await api('GET', '/clients/')).results;
  client = first.id;
  const me = await api('GET', '/auth/me/');
  await api('POST', `/clients/${client}/assign/`, { assigned_to: me.id });
  await api('POST', `/clients/${client}/notes/`, { body: 'Prefers texts.' });
  await api('POST', `/clients/${client}/tasks/`, { title: 'Call back', due_at: '2026-01-05T09:00:00Z' });
  await api('POST', `/clients/${second.id}/stage/`, { to_stage: 'lost', remarks: 'Found a better rate', reason_code: 'rate' });
  await api('POST', '/api-keys/', { name: 'Website', scopes: ['chat:write'] });
  await waitFor(async () => (await api('GET', `/clients/${client}/`)).extraction?.state === 'done', 'the facts');
  await api('PATCH', `/clients/${client}/context/`, {
    facts: [
      { path: 'loan_details.interest_rate', value: '7.25' },
      { path: 'loan_details.property_type', value: 'Condo' },
    ],
  });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Each screen, and what shows that it is there. */
const screens = [
  ['/dashboard/admin/', (page) => page.getByRole('row', { name: 'Grace Whitfield' })],
  ['/dashboard/admin/?q=nobody', (page) => page.getByText('No client fits')],
  ['/dashboard/pipeline/', (page) => page.locator('[data-card]').first()],
  ['/dashboard/clients/', (page) => page.getByRole('link', { name: /Ngozi Adeyemi|Grace Whitfield|Daniel Kowalski/ }).first()],
  ['/dashboard/today/?of=all', (page) => page.locator('[data-row]').first()],
  ['/admin/reports/', (page) => page.getByRole('region', { name: 'Funnel' }).getByRole('img').first()],
  ['/admin/assignment/', (page) => page.getByRole('listitem').filter({ hasText: 'Marisol Vega' }).first()],
  ['/dashboard/client/:id/', (page) => page.getByRole('button', { name: /^Interest rate: 7\.25/ })],
  ['/admin/users/', (page) => page.getByRole('row', { name: 'Marisol Vega' })],
  ['/admin/users/?open=new', (page) => page.getByRole('dialog', { name: 'New user' })],
  ['/admin/', (page) => page.getByRole('region', { name: 'Recent actions' }).getByRole('listitem').first()],
  ['/admin/clients/', (page) => page.getByRole('row', { name: 'Grace Whitfield' })],
  ['/admin/clients/?open=:id&tab=history', (page) => page.getByRole('tabpanel').getByRole('listitem').first()],
  ['/admin/stage-history/', (page) => page.getByRole('row').nth(1)],
  ['/admin/assignments/', (page) => page.getByRole('row').nth(1)],
  ['/admin/sessions/', (page) => page.getByRole('row').nth(1)],
  ['/admin/messages/', (page) => page.getByRole('row').nth(1)],
  ['/admin/roles/', (page) => page.getByRole('row', { name: 'CSM' })],
  ['/admin/roles/?open=new', (page) => page.getByRole('checkbox').nth(5)],
  ['/admin/api-keys/', (page) => page.getByRole('row', { name: 'Website' })],
  ['/admin/jobs/', (page) => page.getByRole('row').nth(1)],
  ['/admin/extraction/', (page) => page.getByRole('region', { name: 'Accuracy by field' })],
  ['/admin/audit/', (page) => page.getByRole('row').nth(1)],
  ['/admin/settings/', (page) => page.getByRole('switch').first()],
  ['/admin/chat/?q=rate', (page) => page.getByRole('list').locator('mark').first()],
  ['/admin/account/', (page) => page.getByText('Where you are logged in')],
  ['/admin/nothing/', (page) => page.getByText('There is nothing at this address')],
];

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing, ${colorScheme}, ${width} px wide`, async (t) => {
      const { page, errors, close } = await openPage(browser, server.base, {
        colorScheme,
        viewport: { width, height: 900 },
      });
      await page.goto('/dashboard/login/');
      await page.getByLabel('Email').waitFor();
      await assertAccessible(page, 'login');
      await logIn(page, admin);
      for (const [path, sign] of screens) {
        await t.test(path, async () => {
          await page.goto(path.replace(':id', client));
          await sign(page).waitFor();
          await assertAccessible(page, `${path} in ${colorScheme} at ${width}`);
          assert.equal(await sidewaysPx(page), 0, 'nothing hangs over the side');
        });
      }
      assert.deepEqual(errors, []);
      await close();
    });
  }
}

test('at 320 px nothing hangs over the side', async () => {
  const { page, close } = await openPage(browser, server.base, { viewport: { width: 320, height: 640 } });
  await logIn(page, admin);
  for (const [path, sign] of screens) {
    await page.goto(path.replace(':id', client));
    await sign(page).waitFor();
    assert.equal(await sidewaysPx(page), 0, path);
  }
  await close();
});

test('dialogs and menus pass as well', async () => {
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, admin, `/dashboard/client/${client}/`);
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Lost/ }).waitFor();
  await assertAccessible(page, 'the menu of moves');
  await page.getByRole('menuitem', { name: /^Lost/ }).click();
  await page.getByRole('dialog', { name: 'Move to Lost' }).getByLabel('Remark').waitFor();
  await assertAccessible(page, 'the dialog of a move');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Runs' }).click();
  await page.getByText(/^(The first run found|Both runs say|\d+ fields? differ)/).waitFor();
  await assertAccessible(page, 'Runs');
  for (const tab of ['Notes', 'History', 'Audit']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel').getByRole('listitem').first().waitFor();
    await assertAccessible(page, tab);
  }
  await close();
});

const sidewaysPx = (page) =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
