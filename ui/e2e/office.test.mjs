// The back office over a desk with demo data: every list, form and action that people meet there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertAccessible, launch, logIn, openPage } from './support/browser.mjs';
import { asUser, seedDemo, startServer } from './support/server.mjs';

let server;
let browser;
let api;
/** A role that manages users and sees nothing else of the back office. */
const clerk = { email: 'clerk@rivo.example', password: 'a-clerks-password-19' };

before(async () => {
  server = await startServer({}, seedDemo);
  api = await asUser(server.base, server.logins.admin);
  const role = await api('POST', '/roles/', { name: 'Clerk', description: 'Manages users', permissions: ['user.manage', 'client.view_assigned'] });
  await api('POST', '/users/', { ...clerk, first_name: 'Cleo', last_name: 'Clerk', role: role.id });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A page of its own, logged in; fails on what its console complained about. */
async function office(t, path, user = server.logins.admin, options = {}) {
  const { page, errors, close } = await openPage(browser, server.base, options);
  t.after(async () => {
    await close();
    assert.deepEqual(errors.filter((error) => !/status of 4(00|01|09)/.test(error)), []);
  });
  await logIn(page, user, path);
  return page;
}

test('the overview shows the sections with their figures, and what was done', async (t) => {
  const page = await office(t, '/admin/');
  const people = page.getByRole('region', { name: 'People' });
  await people.getByText('Who can log in, and on which devices').waitFor();
  await people.getByText('6', { exact: true }).waitFor();
  const recent = page.getByRole('region', { name: 'Recent actions' });
  await recent.getByText('Create user').first().waitFor();
  await page.getByRole('link', { name: 'Add: Users' }).click();
  await page.getByRole('dialog', { name: 'New user' }).waitFor();
});

test('a user is added: the server’s complaint stands at its field, then it is right, then another', async (t) => {
  const page = await office(t, '/admin/users/');
  await page.getByRole('button', { name: 'New user' }).click();
  const form = page.getByRole('dialog', { name: 'New user' });
  await form.getByRole('button', { name: 'Create user' }).click();
  await form.getByText('Email is needed.').waitFor();
  await form.getByLabel('Email').fill('marisol@rivo.example');
  await form.getByRole('textbox', { name: 'Password' }).fill('short');
  await form.getByRole('button', { name: 'Create user' }).click();
  await form.getByText('This password is too short').waitFor();
  assert.equal(await form.getByRole('textbox', { name: 'Password' }).evaluate((field) => field === document.activeElement), true, 'the field is asked again');
  await form.getByRole('textbox', { name: 'Password' }).fill('a-long-password-21');
  await form.getByRole('button', { name: 'Create user' }).click();
  await form.getByText('A user with this email already exists.').waitFor();
  await form.getByLabel('Email').fill('nadia@rivo.example');
  await form.getByLabel('First name').fill('Nadia');
  await form.getByLabel('Last name').fill('Haddad');
  await form.getByRole('button', { name: 'Save and add another' }).click();
  await page.getByText('Created.').waitFor();
  assert.equal(await form.getByLabel('Email').inputValue(), '');
  await form.getByLabel('Email').fill('omar@rivo.example');
  await form.getByRole('textbox', { name: 'Password' }).fill('a-long-password-22');
  await form.getByRole('button', { name: 'Create user' }).click();
  await form.waitFor({ state: 'hidden' });
  await page.getByRole('row', { name: 'Nadia Haddad' }).waitFor();
  await page.getByRole('row', { name: 'omar@rivo.example' }).waitFor();
});

test('what is not saved is not lost without a question', async (t) => {
  const page = await office(t, '/admin/users/?open=new');
  const form = page.getByRole('dialog', { name: 'New user' });
  await form.getByLabel('First name').fill('Nobody');
  await page.keyboard.press('Escape');
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await question.getByRole('button', { name: 'Leave' }).click();
  await form.waitFor({ state: 'hidden' });
});

test('clients are ordered by a head, narrowed by filters, and both stand in the address', async (t) => {
  const page = await office(t, '/admin/clients/');
  const names = () => page.getByRole('grid').getByRole('link').allInnerTexts();
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await page.waitForURL('**/admin/clients/?order=name');
  await page.getByRole('columnheader', { name: 'Name', exact: true }).and(page.locator('[aria-sort=ascending]')).waitFor();
  await page.waitForFunction(() => document.querySelectorAll('[role=row] a').length > 5);
  await page.waitForLoadState('networkidle');
  const { results: sorted } = await api('GET', '/clients/?captured=any&ordering=name&limit=1');
  assert.equal((await names())[0], sorted[0].name ?? 'Unnamed visitor');
  await page.getByRole('combobox', { name: 'Stage' }).click();
  await page.getByRole('option', { name: 'Contacted' }).click();
  await page.waitForURL(/stage=contacted/);
  await page.getByRole('button', { name: 'Created' }).first().click();
  await page.getByRole('button', { name: 'Last 7 days' }).click();
  await page.waitForURL(/created_after=/);
  await page.getByRole('button', { name: /^Created: since/ }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForURL((url) => !url.search.includes('stage='));
});

test('columns are chosen, and stay chosen', async (t) => {
  const page = await office(t, '/admin/clients/');
  await page.getByRole('columnheader', { name: 'Phone' }).waitFor();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Phone' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Source' }).click();
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByRole('columnheader', { name: 'Source' }).waitFor();
  assert.equal(await page.getByRole('columnheader', { name: 'Phone' }).count(), 0);
});

test('many at once: asked first, shown while it runs, and told which failed and why', async (t) => {
  const page = await office(t, '/admin/users/');
  for (const name of ['Nadia Haddad', 'Marisol Vega']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  const bar = page.getByRole('region', { name: 'Selection' });
  await bar.getByText('2 selected').waitFor();
  await bar.getByRole('button', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: 'Delete 2 users?' });
  await question.getByText('Nadia Haddad').waitFor();
  await assertAccessible(page, 'the question before many are deleted');
  await question.getByRole('button', { name: 'Delete' }).click();
  await question.getByText('1 done, 1 failed.').waitFor();
  await question.getByRole('list', { name: 'What failed' }).getByText('Marisol Vega').waitFor();
  await assertAccessible(page, 'what failed of many');
  await question.getByRole('button', { name: 'Close' }).last().click();
  await bar.getByText('1 selected').waitFor();
  assert.equal(await page.getByRole('row', { name: 'Nadia Haddad' }).count(), 0);
});

test('each thing has its history, before and after', async (t) => {
  const page = await office(t, '/admin/users/');
  await page.getByText('theo@rivo.example').click();
  const drawer = page.getByRole('dialog', { name: 'Theo Lindqvist' });
  await drawer.getByLabel('Last name').fill('Lindqvist-Berg');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.waitFor({ state: 'hidden' });
  await page.getByText('theo@rivo.example').click();
  const changed = page.getByRole('dialog', { name: 'Theo Lindqvist-Berg' });
  await changed.getByRole('tab', { name: 'History' }).click();
  await page.waitForURL(/tab=history/);
  const first = changed.getByRole('listitem').first();
  await first.getByText('Update user').waitFor();
  assert.equal(await first.locator('del').innerText(), 'Lindqvist');
  assert.equal(await first.locator('ins').innerText(), 'Lindqvist-Berg');
  await assertAccessible(page, 'the history of a user');
});

test('a login is ended from the user’s devices', async (t) => {
  await asUser(server.base, clerk);
  const page = await office(t, '/admin/users/');
  await page.getByText(clerk.email).click();
  const drawer = page.getByRole('dialog', { name: 'Cleo Clerk' });
  await drawer.getByRole('tab', { name: 'Devices' }).click();
  await drawer.getByText(/^Logged in .* ends /).first().waitFor();
  const before = await drawer.getByRole('button', { name: /^Revoke/ }).count();
  await drawer.getByRole('button', { name: /^Revoke/ }).first().click();
  await page.getByRole('dialog', { name: /^Revoke/ }).getByRole('button', { name: 'Revoke' }).click();
  await page.getByText(/was revoked\.$/).waitFor();
  await page.waitForFunction((n) => document.querySelectorAll('[role=dialog] li button').length < n, before);
});

test('a message is found, corrected and read in its conversation', async (t) => {
  const page = await office(t, '/admin/messages/?q=rate');
  await page.getByRole('row').nth(1).waitFor();
  await page.getByRole('combobox', { name: 'Said by' }).click();
  await page.getByRole('option', { name: 'Visitor' }).click();
  await page.waitForURL(/sender_type=client/);
  await page.waitForLoadState('networkidle');
  await page.getByRole('row').nth(1).getByRole('link').last().click();
  await page.waitForURL('**/admin/chat/?session=*');
  await page.getByRole('region', { name: 'Conversation' }).getByRole('listitem').first().waitFor();
});

test('a file is looked at, mapped and imported; a row with an error says which field', async (t) => {
  const page = await office(t, '/admin/clients/');
  const [known] = (await api('GET', '/clients/?limit=1')).results;
  await page.getByRole('button', { name: 'Import CSV' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import clients' });
  const csv = ['Borrower;E-mail;Phone', 'Ines Duarte;ines.duarte@example.com;(415) 555-0177', `Twice There;${known.email};`, 'Wrong Mail;not-an-address;'].join('\n');
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles({ name: 'leads.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await dialog.getByText('1 to import, 1 there already, 1 with errors.').waitFor();
  await dialog.getByRole('combobox', { name: 'Name' }).click();
  await page.getByRole('option', { name: 'Borrower' }).click();
  await dialog.getByRole('cell', { name: 'Ines Duarte' }).waitFor();
  await dialog.getByText('Enter a valid email address.').waitFor();
  await assertAccessible(page, 'the preview of an import');
  await dialog.getByRole('button', { name: 'Import 1 row' }).click();
  await dialog.getByText('1 imported, 1 there already, 1 failed.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.goto('/admin/clients/?q=Ines');
  await page.getByRole('row', { name: 'Ines Duarte' }).waitFor();
});

test('what the list shows is exported as it is narrowed', async (t) => {
  const page = await office(t, '/admin/users/?q=theo');
  await page.getByRole('row', { name: /Theo/ }).waitFor();
  const link = page.getByRole('link', { name: 'Export CSV' });
  assert.notEqual(await link.getAttribute('download'), null, 'the browser keeps it as a file');
  const file = await (await page.request.get(await link.getAttribute('href'))).text();
  const lines = file.replace(/^\uFEFF/, '').trim().split('\r\n');
  assert.equal(lines.length, 2, file);
  assert.match(lines[1], /theo@rivo\.example/);
});

test('a role without a permission sees nothing of what it forbids', async (t) => {
  const page = await office(t, '/admin/', clerk);
  await page.getByText('Who can log in, and on which devices').waitFor();
  for (const hidden of ['What each kind of user may do', 'Recent actions', 'How the desk behaves', 'Read and search what was said']) {
    assert.equal(await page.getByText(hidden).count(), 0, hidden);
  }
  await page.goto('/admin/users/');
  await page.getByText('theo@rivo.example').click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('tab', { name: 'Devices' }).waitFor();
  assert.equal(await drawer.getByRole('tab', { name: 'History' }).count(), 0);
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('link', { name: 'Export CSV' }).count(), 0);
  assert.equal(await page.getByRole('row', { name: /Marisol/ }).getByRole('link').count(), 0, 'a role is no link to who does not manage roles');
  for (const path of ['roles', 'audit', 'settings', 'messages', 'clients']) {
    await page.goto(`/admin/${path}/`);
    await page.getByText(/does not|may not|permission|nothing at this address/i).first().waitFor();
  }
});
