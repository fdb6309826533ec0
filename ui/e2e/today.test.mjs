import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, logIn, openPage } from './support/browser.mjs';
import { admin, converse, csm, prepareDesk, startServer, waitFor } from './support/server.mjs';

let server;
let browser;
let api;
const ids = {};

const names = ['Grace Whitfield', 'Daniel Kowalski', 'Ngozi Adeyemi'];
const rowOf = (page, name) => page.getByRole('region', { name: 'What is next' }).locator('[data-row]', { hasText: name });
const tasksOf = async (name) => (await api('GET', `/clients/${ids[name]}/tasks/`)).results;

before(async () => {
  server = await startServer();
  api = await prepareDesk(server.base);
  for (const name of names) await converse(server.base, name);
  const staff = (await api('GET', '/users/directory/')).results.find(({ email }) => email === csm.email);
  for (const { id, name } of (await api('GET', '/clients/')).results) {
    ids[name] = id;
    await api('POST', `/clients/${id}/assign/`, { assigned_to: staff.id });
  }
  await api('POST', `/clients/${ids['Ngozi Adeyemi']}/tasks/`, {
    title: 'Send the list of documents',
    due_at: new Date(Date.now() - 3_600_000).toISOString(),
    assignee: staff.id,
  });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a CSM starts with what is next, and works it by keyboard alone', async (t) => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, csm);
  await page.waitForURL('**/dashboard/today/');
  const grace = rowOf(page, 'Grace Whitfield');
  await grace.waitFor();

  await t.test('the addresses of the Django project lead here', async () => {
    for (const path of ['/dashboard/', '/dashboard/csm/']) {
      await page.goto(path);
      await page.waitForURL('**/dashboard/today/');
      await grace.waitFor();
    }
  });

  await t.test('the clock of a new lead runs to the second and moves nothing', async () => {
    const clock = grace.locator('[title$="for the first contact"]');
    const before = { text: await clock.innerText(), box: await clock.boundingBox() };
    assert.match(before.text, /^\d:\d\d/);
    await waitFor(async () => (await clock.innerText()) !== before.text, 'the clock to run', 4000);
    assert.deepEqual(await clock.boundingBox(), before.box);
  });

  await t.test('each client says why it is there', async () => {
    await grace.getByText(/^New lead, came in/).waitFor();
    await rowOf(page, 'Ngozi Adeyemi').getByText(/^was due/).waitFor();
  });

  await t.test('x completes the task, Ctrl+Z takes it back', async () => {
    const row = rowOf(page, 'Ngozi Adeyemi');
    for (let step = 0; step < names.length && !(await row.locator(':focus').count()); step += 1) await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('Done: Send the list of documents').waitFor();
    await waitFor(async () => (await tasksOf('Ngozi Adeyemi'))[0].done_at !== null, 'the task to be done');
    await page.keyboard.press('Control+z');
    await row.getByText('Send the list of documents').waitFor();
    assert.equal((await tasksOf('Ngozi Adeyemi'))[0].done_at, null);
  });

  await t.test('s puts the task off', async () => {
    const row = rowOf(page, 'Ngozi Adeyemi');
    await row.getByRole('link').first().focus();
    await page.keyboard.press('s');
    const tomorrow = page.getByRole('group', { name: 'When' }).getByRole('button', { name: /^Tomorrow/ });
    await tomorrow.focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^Send the list of documents: put off to Tomorrow/).waitFor();
    await waitFor(async () => Date.parse((await tasksOf('Ngozi Adeyemi'))[0].due_at) > Date.now(), 'the task to be put off');
  });

  await t.test('a adds the next step', async () => {
    await rowOf(page, 'Daniel Kowalski').getByRole('link').first().focus();
    await page.keyboard.press('a');
    await page.getByRole('textbox', { name: 'What to do next' }).waitFor();
    await page.keyboard.type('Ask for pay stubs');
    await page.keyboard.press('Enter');
    await page.getByText('Next for Daniel Kowalski: Ask for pay stubs').waitFor();
    await waitFor(async () => (await tasksOf('Daniel Kowalski')).some(({ title }) => title === 'Ask for pay stubs'), 'the task');
  });

  await t.test('Enter opens the client', async () => {
    await grace.getByRole('link').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/dashboard/client/${ids['Grace Whitfield']}/`);
  });

  assert.deepEqual(errors, []);
  await close();
});

test('a call in quiet hours asks first and offers to remind', async () => {
  const hour = Number(
    new Intl.DateTimeFormat('en-US', { hour: 'numeric', hourCycle: 'h23', timeZone: 'America/Los_Angeles' }).format(new Date()),
  );
  await api('PATCH', '/settings/', { quiet_from_hour: hour, quiet_until_hour: (hour + 2) % 24 });
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, csm);
  const grace = rowOf(page, 'Grace Whitfield');
  await grace.getByText(/no calls until/).waitFor();
  await grace.getByRole('button', { name: /^Call Grace Whitfield/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Call during quiet hours?' });
  await dialog.getByRole('link', { name: 'Call anyway' }).waitFor();
  await dialog.getByRole('button', { name: /^Remind me at/ }).click();
  await page.getByText('Next for Grace Whitfield: Call back').waitFor();
  const [task] = await waitFor(async () => {
    const tasks = await tasksOf('Grace Whitfield');
    return tasks.length > 0 && tasks;
  }, 'the reminder');
  assert.equal(task.title, 'Call back');
  // Without quiet hours the page that stands open calls at once.
  await api('PATCH', '/settings/', { quiet_from_hour: 3, quiet_until_hour: 3 });
  await grace.getByRole('link', { name: /^Call Grace Whitfield/ }).waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test('nobody’s day stands under another name', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  let letGo;
  const held = new Promise((done) => (letGo = done));
  await page.route('**/api/v1/today/?assigned_to=me', async (route) => {
    await held;
    await route.continue();
  });
  await logIn(page, admin, '/dashboard/login/?next=%2Fdashboard%2Ftoday%2F%3Fof%3Dall');
  await rowOf(page, 'Grace Whitfield').waitFor();
  await page.getByRole('combobox', { name: 'Whose day' }).click();
  await page.getByRole('option', { name: 'My day' }).click();
  await page.waitForURL('**/dashboard/today/');
  await page.getByText('Loading the day…').waitFor({ state: 'attached' });
  assert.equal(await page.locator('[data-row]').count(), 0, 'the day of everybody is gone');
  letGo();
  await page.getByText('All done for now').waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test('an admin sees everybody’s day, and what comes in waits while somebody reads', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, admin, '/dashboard/login/?next=%2Fdashboard%2Ftoday%2F%3Fof%3Dall');
  await page.waitForURL('**/dashboard/today/?of=all');
  const first = page.locator('[data-row]').first();
  await first.waitFor();
  await first.getByRole('link').first().focus();
  const order = await page.locator('ol [data-row]').allInnerTexts();
  await converse(server.base, 'Yuki Tanaka');
  const news = page.getByRole('button', { name: /came in\. Show/ });
  await news.waitFor();
  assert.equal((await page.locator('ol [data-row]').count()), order.length);
  await news.click();
  await rowOf(page, 'Yuki Tanaka').getByText('Unassigned').waitFor();
  assert.deepEqual(errors, []);
  await close();
});
