import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { launch, logIn, openPage } from './support/browser.mjs';
import { asUser, converse, seedDemo, startServer, waitFor } from './support/server.mjs';

let server;
let browser;
let api;

before(async () => {
  server = await startServer({}, seedDemo);
  api = await asUser(server.base, server.logins.admin);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const figures = ['Funnel', 'Speed to the first contact', 'Why work ended', 'Where leads come from', 'Load by person', 'Cost of reading'];

test('each report is a picture with words and a table behind it', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  await page.goto('/admin/reports/?range=90d');
  for (const title of figures) {
    const figure = page.getByRole('region', { name: title, exact: true });
    const picture = figure.getByRole('img').first();
    await picture.waitFor();
    assert.match(await picture.getAttribute('aria-label'), /: .+/, title);
    await figure.getByRole('button', { name: `${title}: show the table` }).click();
    await figure.getByRole('table').first().waitFor();
    assert.ok((await figure.getByRole('row').count()) > 1, `${title} has rows`);
    await figure.getByRole('button', { name: `${title}: show the chart` }).click();
    await picture.waitFor();
  }
  assert.deepEqual(errors, []);
  await close();
});

test('the days stand in the address', async () => {
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  await page.goto('/admin/reports/');
  await page.getByRole('combobox', { name: 'Period' }).click();
  await page.getByRole('option', { name: 'Last 7 days' }).click();
  await page.waitForURL('**/admin/reports/?range=7d');
  await page.getByRole('combobox', { name: 'Period' }).click();
  await page.getByRole('option', { name: 'Other days' }).click();
  await page.getByLabel('First day').fill('2026-01-01');
  await page.waitForURL(/from=2026-01-01/);
  await page.reload();
  assert.equal(await page.getByLabel('First day').inputValue(), '2026-01-01');
  await close();
});

test('figures of other days are no more than a shadow until the new ones are counted', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  let letGo;
  const held = new Promise((done) => (letGo = done));
  await page.route(/\/reports\/funnel\/\?.*/, async (route) => {
    const days = new URL(route.request().url()).searchParams;
    if (days.get('from') === '2024-01-01') await held;
    await route.continue();
  });
  await logIn(page, server.logins.admin);
  await page.goto('/admin/reports/?range=90d');
  const old = page.locator('[aria-busy="true"]', { has: page.getByRole('region', { name: 'Funnel', exact: true }) });
  await page.getByRole('region', { name: 'Funnel', exact: true }).getByRole('img').first().waitFor();
  await page.getByRole('combobox', { name: 'Period' }).click();
  await page.getByRole('option', { name: 'Other days' }).click();
  await page.getByLabel('First day').fill('2024-01-01');
  await old.waitFor({ state: 'attached' });
  await page.getByText('Counting…').waitFor();
  letGo();
  await old.waitFor({ state: 'detached' });
  await page.getByText(/^What reading cost before .+ is not known\./).waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test('a report is saved as CSV, by who may', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  await page.goto('/admin/reports/?range=90d');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Funnel: save as CSV' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^funnel-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
  assert.equal(lines.length, 15, 'a head and fourteen stages');
  assert.match(lines[0], /stage,.*entered/);
  assert.deepEqual(errors, []);
  await close();
});

test('who may see no reports finds none', async () => {
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.csm);
  assert.equal(await page.getByRole('link', { name: 'Reports' }).count(), 0);
  await page.goto('/admin/reports/');
  await page.getByRole('heading', { name: /allow|not/i }).first().waitFor();
  await close();
});

test('leads are given out by the rule that is set, to those who have room', async (t) => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  const people = (await api('GET', '/users/workload/')).results;
  const [chosen] = people.filter(({ user }) => user.email !== server.logins.admin.email);
  for (const { user } of people) await api('PATCH', `/users/${user.id}/`, { takes_leads: false });
  await page.goto('/admin/assignment/');
  const row = page.getByRole('listitem').filter({ hasText: chosen.user.name }).last();

  await t.test('what is wrong is said at the field', async () => {
    const states = page.getByRole('textbox', { name: `Licensed in: ${chosen.user.name}` });
    await states.fill('ZZ');
    await states.press('Enter');
    await row.getByRole('alert').waitFor();
    await states.fill('ca tx');
    await states.press('Enter');
    await row.getByRole('alert').waitFor({ state: 'detached' });
    await waitFor(async () => (await states.inputValue()) === 'CA, TX', 'the codes as they are stored');
    const capacity = page.getByRole('textbox', { name: `Can carry: ${chosen.user.name}` });
    await capacity.fill('many');
    await capacity.press('Enter');
    await row.getByText('A whole number from 0 to 10,000, or empty.').waitFor();
    await capacity.fill('');
    await capacity.press('Enter');
    await row.getByText(/open, no limit/).waitFor();
  });

  await t.test('what somebody else saved while one wrote is told before it is overwritten', async () => {
    const capacity = page.getByRole('textbox', { name: `Can carry: ${chosen.user.name}` });
    const now = async () => (await api('GET', `/users/${chosen.user.id}/`)).capacity;
    await capacity.fill('12');
    await api('PATCH', `/users/${chosen.user.id}/`, { capacity: 5 });
    await capacity.press('Enter');
    await row.getByText(/^Somebody saved meanwhile: 5\./).waitFor();
    assert.equal(await now(), 5);
    await capacity.press('Enter');
    await waitFor(async () => (await now()) === 12, 'what was decided');
    await api('PATCH', `/users/${chosen.user.id}/`, { capacity: null });
  });

  await t.test('Enter and then Tab save once', async () => {
    const states = page.getByRole('textbox', { name: `Licensed in: ${chosen.user.name}` });
    let sent = 0;
    let answer;
    const held = new Promise((resolve) => {
      answer = resolve;
    });
    const slow = async (route) => {
      if (route.request().method() !== 'PATCH') return route.fallback();
      sent += 1;
      await held;
      return route.fallback();
    };
    await page.route(/\/users\//, slow);
    await states.fill('nv, ca');
    await states.press('Enter');
    await states.press('Tab');
    answer();
    await waitFor(async () => (await states.inputValue()) === 'CA, NV', 'the codes as they are stored');
    await page.waitForLoadState('networkidle');
    assert.equal(sent, 1);
    assert.equal(await row.getByRole('alert').count(), 0, 'one’s own word is nobody else’s');
    await page.unroute(/\/users\//, slow);
  });

  await t.test('a lead waits, and says why', async () => {
    await page.getByText('Round robin', { exact: true }).click();
    await waitFor(
      async () => (await api('GET', '/settings/')).results.find(({ key }) => key === 'assignment_mode').value === 'round_robin',
      'the rule',
    );
    await converse(server.base, 'Ingrid Solheim');
    await page.getByRole('listitem').filter({ hasText: 'Ingrid Solheim' }).getByText('Nobody takes leads').waitFor();
  });

  await t.test('somebody takes leads, and the backlog drains by itself', async () => {
    await page.getByRole('switch', { name: `Takes leads: ${chosen.user.name}` }).click();
    await page.getByText('Every lead has somebody who works it.').waitFor({ timeout: 30_000 });
  });
  // The code of a state that does not exist was refused, and a change of what somebody else had changed.
  assert.deepEqual(errors.filter((error) => !/4(00|09)/.test(error)), []);
  await close();
});
