import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, logIn, openPage } from './support/browser.mjs';
import { admin, converse, csm, prepareDesk, say, startServer, waitFor } from './support/server.mjs';

let server;
let browser;
let api;

before(async () => {
  server = await startServer();
  api = await prepareDesk(server.base);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a conversation becomes a lead that an admin assigns and a CSM works', async (t) => {
  const desk = await openPage(browser, server.base);
  const work = await openPage(browser, server.base);
  let session;

  await t.test('the admin sees the lead arrive without a reload', async () => {
    const { page } = desk;
    await logIn(page, admin);
    await page.waitForURL('**/dashboard/admin/');
    await page.getByText('No leads yet').waitFor();
    await page.getByText('Live', { exact: true }).first().waitFor();
    session = await converse(server.base, 'Alessandro Phoenix');
    await page.getByRole('row', { name: 'Alessandro Phoenix' }).waitFor();
  });

  await t.test('the admin assigns it', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: 'Unassigned: assign Alessandro Phoenix' }).click();
    await page.getByRole('option', { name: /Marisol Vega/ }).click();
    await page.getByRole('button', { name: /Worked by Marisol Vega/ }).waitFor();
    await page.getByText('Alessandro Phoenix: now with Marisol Vega').waitFor();
    await waitFor(async () => {
      const { results } = await api('GET', '/clients/');
      return results[0]?.assigned_to?.name === 'Marisol Vega';
    }, 'the assignment to be stored');
  });

  await t.test('the CSM finds it under what needs them now', async () => {
    const { page } = work;
    await logIn(page, csm);
    await page.waitForURL('**/dashboard/today/');
    await page.goto('/dashboard/clients/');
    const need = page.getByRole('region', { name: /Needs me now/ }).getByRole('link', { name: /Alessandro Phoenix/ });
    await need.getByText(/New, not contacted/).waitFor();
    await need.click();
    await page.waitForURL('**/dashboard/client/*/');
  });

  await t.test('a click on a fact shows the message it came from', async () => {
    const { page } = work;
    const fact = page.getByRole('button', { name: /^Interest rate: 7\.25/ });
    await fact.waitFor();
    await fact.click();
    const quote = page.locator('li[data-quoted] mark');
    await quote.waitFor();
    assert.match(await quote.textContent(), /7\.25/);
    assert.ok(await isInView(quote), 'the quoted message is in view');
  });

  await t.test('a new message arrives live', async () => {
    const { page } = work;
    await say(server.base, session, 'client', 'Please call me after five.');
    await page.getByRole('list').getByText('Please call me after five.').first().waitFor();
  });

  await t.test('a corrected fact is locked under the CSM’s name', async () => {
    const { page } = work;
    await page.getByRole('button', { name: 'Correct Loan type' }).click();
    await page.getByRole('textbox', { name: 'Loan type' }).fill('FHA');
    await page.keyboard.press('Enter');
    const row = page.locator('[data-fact="loan_details.loan_type"]');
    await row.getByText('Corrected by Marisol Vega').waitFor();
    await row.getByRole('img', { name: 'Locked' }).waitFor();
  });

  await t.test('the stage moves, and asks for the remark that the rule asks for', async () => {
    const { page } = work;
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Qualified/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Move to Qualified' });
    await dialog.getByRole('button', { name: 'Move to Qualified' }).click();
    await dialog.getByText('Say why, in a few words.').waitFor();
    await dialog.getByLabel('Remark').fill('Spoke on the phone, income documented.');
    await dialog.getByRole('button', { name: 'Move to Qualified' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.locator('[aria-current="step"]', { hasText: 'Qualified' }).waitFor();
  });

  await t.test('the history tells it', async () => {
    const { page } = work;
    await page.getByRole('tab', { name: 'History' }).click();
    const panel = page.getByRole('tabpanel');
    await panel.getByText('Spoke on the phone, income documented.').waitFor();
    await panel.getByText('Client information collected via chat.').waitFor();
    await panel.getByText('Assigned to').waitFor();
  });

  await t.test('the admin’s list shows the new stage without a reload', async () => {
    await desk.page.getByRole('row', { name: 'Alessandro Phoenix' }).getByText('Qualified').waitFor();
  });

  await t.test('notes and tasks are written', async () => {
    const { page } = work;
    await page.getByRole('tab', { name: /Notes/ }).click();
    await page.getByRole('textbox', { name: 'New note' }).fill('Prefers texts.');
    await page.getByRole('button', { name: 'Save note' }).click();
    await page.getByText('Prefers texts.').waitFor();
    await page.getByRole('tab', { name: /Tasks/ }).click();
    await page.getByRole('textbox', { name: 'New task' }).fill('Send the checklist');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('input[id^="task-"]:enabled').click();
    await page.getByText(/^Done\s/).waitFor();
    await waitFor(async () => {
      const { results } = await api('GET', '/clients/');
      const tasks = await api('GET', `/clients/${results[0].id}/tasks/`);
      return tasks.results[0]?.done_at !== null;
    }, 'the task to be done');
  });

  assert.deepEqual(desk.errors, []);
  assert.deepEqual(work.errors, []);
  await desk.close();
  await work.close();
});

test('a CSM sees neither the whole desk nor the back office', async () => {
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, csm);
  await page.goto('/admin/users/');
  await page.getByText('Your role does not open this screen').waitFor();
  assert.equal(await page.getByRole('link', { name: 'All clients' }).count(), 0);
  await close();
});

test('a session that ends leads to the login and back to where one was', async () => {
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, admin, '/admin/users/?q=mar');
  await page.waitForURL('**/admin/users/?q=mar');
  await page.getByRole('row', { name: 'Marisol Vega' }).waitFor();
  await page.context().clearCookies();
  await page.getByRole('link', { name: 'Roles' }).click();
  await page.getByText('Your session ended.').waitFor();
  await page.getByLabel('Email').fill(admin.email);
  await page.getByLabel('Password', { exact: true }).fill(admin.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('**/admin/roles/');
  await close();
});

test('a wrong password is said, and next leads nowhere else', async () => {
  const { page, close } = await openPage(browser, server.base);
  await page.goto('/dashboard/login/?next=//example.com/');
  await page.getByLabel('Email').fill(admin.email);
  await page.getByLabel('Password', { exact: true }).fill('wrong-password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').getByText('Invalid email or password').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(admin.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(`${server.base}/dashboard/admin/`);
  await close();
});

async function isInView(locator) {
  await waitFor(
    () =>
      locator.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top >= 0 && bottom <= window.innerHeight;
      }),
    'the quote to be in view',
  );
  return true;
}
