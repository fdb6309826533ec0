// The back office over a desk with demo data: every list, form and action that people meet there.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
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
    assert.deepEqual(errors.filter((error) => !/status of 4(00|01|04|09)/.test(error)), []);
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

test('Back and a link ask before they take a form away, and what was written stays', async (t) => {
  const page = await office(t, '/admin/users/');
  await page.getByText('theo@rivo.example').click();
  const drawer = page.getByRole('dialog', { name: /^Theo/ });
  await drawer.getByLabel('First name').fill('Theodor');
  await page.goBack();
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'hidden' });
  assert.equal(await drawer.getByLabel('First name').inputValue(), 'Theodor');
  // The overlay keeps the pointer from a link; a program that reads the page aloud presses it all the same.
  await page.getByRole('link', { name: 'Roles', includeHidden: true }).first().evaluate((link) => link.click());
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'hidden' });
  assert.match(page.url(), /\/admin\/users\//);
  assert.equal(await drawer.getByLabel('First name').inputValue(), 'Theodor');
  // Another tab of the same row loses nothing.
  await drawer.getByRole('tab', { name: 'Devices' }).click();
  await page.waitForURL(/tab=devices/);
  await drawer.getByRole('tab', { name: 'Details' }).click();
  assert.equal(await drawer.getByLabel('First name').inputValue(), 'Theodor');
  await page.keyboard.press('Escape');
  await question.waitFor();
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'hidden' });
  await drawer.getByRole('button', { name: 'Cancel' }).click();
  await question.getByRole('button', { name: 'Leave' }).click();
  await drawer.waitFor({ state: 'hidden' });
});

test('two people in one form: what only one changed is kept, what both changed is theirs to decide', async (t) => {
  const { results: users } = await api('GET', '/users/?q=theo');
  const [theo] = users;
  t.after(() => api('PATCH', `/users/${theo.id}/`, { first_name: theo.first_name, last_name: theo.last_name, capacity: theo.capacity }));
  const page = await office(t, `/admin/users/?open=${theo.id}`);
  const drawer = page.getByRole('dialog', { name: /Lindqvist/ });
  await drawer.getByLabel('First name').fill('Theodor');
  // The desk does not tell of it: the save finds out.
  await page.route(/\/api\/v1\/users\/(\?.*)?$/, (route) => route.fulfill({ status: 400, json: { limit: ['Not now.'] } }));
  await api('PATCH', `/users/${theo.id}/`, { first_name: 'Ted', capacity: 7 });
  await drawer.getByRole('button', { name: 'Save' }).click();
  const contest = drawer.getByRole('alert', { name: 'Two versions: First name' });
  await contest.getByText('Ted', { exact: true }).waitFor();
  await contest.getByText('Theodor', { exact: true }).waitFor();
  assert.equal(await drawer.getByLabel('Capacity').inputValue(), '7', 'what only the other one changed');
  await assertAccessible(page, 'two versions in a form');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.getByText('Somebody else saved meanwhile. Choose what shall stand.').waitFor();
  assert.equal((await api('GET', `/users/${theo.id}/`)).first_name, 'Ted', 'nothing is overwritten before it is decided');
  await contest.getByRole('button', { name: 'Use mine' }).click();
  await contest.waitFor({ state: 'hidden' });
  await page.unrouteAll();
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.waitFor({ state: 'hidden' });
  const now = await api('GET', `/users/${theo.id}/`);
  assert.deepEqual([now.first_name, now.capacity], ['Theodor', 7]);
});

test('a colleague’s change shows in an open form at once, and a role’s permissions are merged', async (t) => {
  const { results: roles } = await api('GET', '/roles/?q=Clerk');
  const [role] = roles;
  const page = await office(t, `/admin/roles/?open=${role.id}`);
  const drawer = page.getByRole('dialog', { name: 'Clerk' });
  await drawer.getByRole('checkbox', { name: 'export' }).or(drawer.getByLabel('Export data.')).first().check();
  await api('PUT', `/roles/${role.id}/`, { ...role, description: 'Keeps the users in order', permissions: [...role.permissions, 'report.view'] });
  await page.waitForFunction(() => document.querySelector('[role=dialog] textarea')?.value === 'Keeps the users in order');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.waitFor({ state: 'hidden' });
  const now = await api('GET', `/roles/${role.id}/`);
  assert.deepEqual([now.description, ['export', 'report.view', 'user.manage'].every((name) => now.permissions.includes(name))], ['Keeps the users in order', true]);
  await api('PUT', `/roles/${role.id}/`, { ...role });
});

test('a form stays as it is written when its row leaves the list', async (t) => {
  const [[theo], { results: roles }] = [(await api('GET', '/users/?q=theo')).results, await api('GET', '/roles/')];
  const other = roles.find(({ name }) => name === 'Clerk');
  t.after(() => api('PATCH', `/users/${theo.id}/`, { role: theo.role.id }));
  const page = await office(t, `/admin/users/?role=${theo.role.id}&open=${theo.id}`);
  const drawer = page.getByRole('dialog', { name: /^Theo/ });
  await drawer.getByLabel('First name').fill('Theodor');
  const isListed = (is) => page.waitForFunction((is) => is === [...document.querySelectorAll('[role=row]')].some((row) => row.textContent.includes('theo@rivo.example')), is);
  await isListed(true);
  await api('PATCH', `/users/${theo.id}/`, { role: other.id });
  await isListed(false);
  // What only the colleague changed.
  await page.waitForFunction(() => [...document.querySelectorAll('[role=dialog] input')].some(({ value }) => value === 'Clerk'));
  assert.equal(await drawer.getByLabel('First name').inputValue(), 'Theodor');
});

test('what one saves is not shown as somebody else’s word, in whichever way it is kept', async (t) => {
  const client = await api('POST', '/clients/', { name: 'Nora Blum', email: 'nora.blum@example.com' });
  t.after(() => api('DELETE', `/clients/${client.id}/`));
  const page = await office(t, `/admin/clients/?open=${client.id}`);
  const drawer = page.getByRole('dialog', { name: 'Nora Blum' });
  await drawer.getByLabel('Phone').fill('(415) 555-0142');
  await page.evaluate(() => {
    new MutationObserver(() => {
      if (document.querySelector('[role=alert][aria-label^="Two versions"]')) document.body.dataset.contested = 'yes';
    }).observe(document.body, { subtree: true, childList: true });
  });
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.waitFor({ state: 'hidden' });
  assert.equal((await api('GET', `/clients/${client.id}/`)).phone, '+14155550142');
  assert.equal(await page.evaluate(() => document.body.dataset.contested), undefined);
});

test('what is typed while a setting is saved stays', async (t) => {
  t.after(() => api('PATCH', '/settings/', { desk_name: null }));
  const page = await office(t, '/admin/settings/');
  let go;
  const held = new Promise((resolve) => {
    go = resolve;
  });
  await page.route(/\/api\/v1\/settings\//, async (route) => {
    if (route.request().method() === 'PATCH') await held;
    await route.continue();
  });
  const field = page.getByRole('textbox', { name: 'Desk name' });
  await field.fill('East desk');
  await page.getByRole('button', { name: 'Save' }).click();
  await field.fill('East desk of Rivo');
  go();
  const save = page.getByRole('button', { name: 'Save', disabled: false });
  await save.waitFor();
  assert.equal(await field.inputValue(), 'East desk of Rivo');
  assert.equal(await page.getByRole('alert', { name: /^Two versions/ }).count(), 0);
  const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await save.click();
  await saved;
  const { results } = await api('GET', '/settings/');
  assert.equal(results.find(({ key }) => key === 'desk_name').value, 'East desk of Rivo');
});

test('a setting that somebody else set while one wrote shows both values', async (t) => {
  t.after(() => api('PATCH', '/settings/', { desk_name: null }));
  const page = await office(t, '/admin/settings/');
  const field = page.getByRole('textbox', { name: 'Desk name' });
  await field.fill('South desk');
  await api('PATCH', '/settings/', { desk_name: 'North desk' });
  const contest = page.getByRole('alert', { name: 'Two versions: Desk name' });
  await contest.getByText('North desk').waitFor();
  await assertAccessible(page, 'two versions of a setting');
  await contest.getByRole('button', { name: 'Use mine' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Setting saved.').waitFor();
  const { results } = await api('GET', '/settings/');
  assert.equal(results.find(({ key }) => key === 'desk_name').value, 'South desk');
});

test('a page of a list that fails is told and asked for again by hand, not for ever', async (t) => {
  const page = await office(t, '/admin/');
  let asked = 0;
  await page.route(/\/chat\/messages\/\?.*cursor=/, (route) => {
    asked += 1;
    return route.fulfill({ status: 400, json: { cursor: ['Not now.'] } });
  });
  await page.goto('/admin/messages/');
  await page.getByRole('row').nth(5).waitFor();
  await page.mouse.wheel(0, 20_000);
  const again = page.getByRole('button', { name: 'More could not be loaded. Try again' });
  await again.waitFor();
  await page.mouse.wheel(0, 2000);
  await page.waitForTimeout(1000);
  assert.equal(asked, 1, 'the failed page is not asked for by itself');
  await assertAccessible(page, 'a list whose next page failed');
  await page.unrouteAll();
  const before = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
  await again.click();
  await page.waitForFunction((n) => Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) > n, before);
});

test('a link opens a row wherever it stands', async (t) => {
  const { results: log } = await api('GET', '/audit/?ordering=created_at&limit=1');
  const { results: jobs } = await api('GET', '/jobs/?ordering=created_at&limit=1');
  const { results: moves } = await api('GET', '/stage-history/?ordering=created_at&limit=1');
  const page = await office(t, `/admin/audit/?open=${log[0].id}`);
  await page.getByRole('dialog').getByText(log[0].entity_id).waitFor();
  for (const path of [`jobs/?open=${jobs[0].id}`, `stage-history/?open=${moves[0].id}`]) {
    await page.goto(`/admin/${path}`);
    await page.getByRole('dialog').getByText('Client', { exact: true }).waitFor();
  }
  await page.goto('/admin/roles/?open=01890000-0000-7000-8000-000000000000');
  await page.getByRole('dialog').getByText(/not found|does not exist/i).waitFor();
});

test('what comes in while a list is read waits, and moves nothing', async (t) => {
  const page = await office(t, '/admin/users/');
  await page.getByRole('row').nth(2).waitFor();
  await page.keyboard.press('j');
  // Each row and where it stands; what it says may turn by itself, such as the minutes.
  const rows = () => page.getByRole('grid').locator('[data-index]').evaluateAll((all) => all.map((row) => [row.dataset.index, row.getAttribute('aria-label'), row.style.transform]));
  const before = await rows();
  const made = await api('POST', '/users/', { email: 'aaa@rivo.example', password: 'a-long-password-23', role: null });
  t.after(() => api('DELETE', `/users/${made.id}/`));
  const news = page.getByRole('button', { name: 'Show what is new' });
  await news.waitFor();
  assert.deepEqual(await rows(), before);
  await news.click();
  await page.getByRole('row', { name: 'aaa@rivo.example' }).waitFor();
  assert.equal((await rows()).length, before.length + 1);
});

test('a password is kept as it was typed, space and all', async (t) => {
  const page = await office(t, '/admin/users/?open=new');
  const form = page.getByRole('dialog', { name: 'New user' });
  const spaced = { email: 'spaced@rivo.example', password: ' a long password 24 ' };
  await form.getByLabel('Email').fill(spaced.email);
  await form.getByRole('textbox', { name: 'Password' }).fill(spaced.password);
  await form.getByRole('button', { name: 'Create user' }).click();
  await form.waitFor({ state: 'hidden' });
  await asUser(server.base, spaced);
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
  const csv = ['Borrower;E-mail;Phone', 'Inês Duarte;ines.duarte@example.com;(415) 555-0177', `Twice There;${known.email};`, 'Wrong Mail;not-an-address;'].join('\n');
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles({ name: 'leads.csv', mimeType: 'text/csv', // As a spreadsheet on Windows saves it.
  buffer: Buffer.from(csv, 'latin1') });
  await dialog.getByText('1 to import, 1 there already, 1 with errors.').waitFor();
  await dialog.getByRole('combobox', { name: 'Name' }).click();
  await page.getByRole('option', { name: 'Borrower' }).click();
  await dialog.getByRole('cell', { name: 'Inês Duarte' }).waitFor();
  await dialog.getByText('Enter a valid email address.').waitFor();
  await assertAccessible(page, 'the preview of an import');
  let go;
  const held = new Promise((resolve) => {
    go = resolve;
  });
  await page.route(/\/import\/clients\//, async (route) => {
    await held;
    await route.continue();
  });
  await dialog.getByRole('button', { name: 'Import 1 row' }).click();
  // Nobody goes before it is told what became of the rows.
  await dialog.getByRole('button', { name: 'Cancel' }).and(page.locator(':disabled')).waitFor();
  await page.keyboard.press('Escape');
  go();
  await dialog.getByText('1 imported, 1 there already, 1 failed.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.goto('/admin/clients/?q=Ines');
  await page.getByRole('row', { name: 'Inês Duarte' }).waitFor();
});

test('many clients are given to one person, and saved as a file', async (t) => {
  const page = await office(t, '/admin/clients/?captured=true');
  const boxes = page.getByRole('checkbox', { name: /^Select (?!all)/ });
  await boxes.nth(1).waitFor();
  for (const place of [0, 1]) await boxes.nth(place).check();
  const bar = page.getByRole('region', { name: 'Selection' });
  const coming = page.waitForEvent('download');
  await bar.getByRole('button', { name: 'Export' }).click();
  const lines = (await readFile(await (await coming).path(), 'utf8')).trim().split('\r\n');
  assert.equal(lines.length, 3, lines.join('\n'));
  await bar.getByRole('button', { name: 'Assign' }).click();
  const question = page.getByRole('dialog', { name: 'Assign 2 clients?' });
  assert.equal(await question.getByRole('button', { name: 'Assign' }).isDisabled(), true, 'somebody has to be chosen');
  await question.getByRole('combobox', { name: 'Give to' }).click();
  await page.getByRole('option', { name: /^Theo/ }).click();
  await question.getByRole('button', { name: 'Assign' }).click();
  await question.waitFor({ state: 'hidden' });
  const ids = lines.slice(1).map((line) => line.split(',')[0]);
  for (const id of ids) assert.match((await api('GET', `/clients/${id}/`)).assigned_to.name, /^Theo/);
});

test('a session is found by its client and by its id; messages and the log go either way', async (t) => {
  const page = await office(t, '/admin/sessions/');
  const [session] = (await api('GET', '/chat/sessions/?has_client=true&ordering=created_at&limit=1')).results;
  await page.getByRole('searchbox', { name: 'Search client or session id' }).or(page.getByLabel('Search client or session id')).first().fill(session.session_id);
  await page.waitForFunction(() => document.querySelectorAll('[role=row]').length === 2);
  for (const path of ['messages', 'audit']) {
    await page.goto(`/admin/${path}/`);
    await page.getByRole('columnheader', { name: 'When' }).getByRole('button').click();
    await page.waitForURL(/order=created_at/);
    await page.getByRole('columnheader', { name: 'When' }).and(page.locator('[aria-sort=ascending]')).waitFor();
  }
});

test('what the list shows is exported as it is narrowed', async (t) => {
  const page = await office(t, '/admin/users/?q=theo');
  await page.getByRole('row', { name: /Theo/ }).waitFor();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const download = await coming;
  assert.match(download.suggestedFilename(), /users.*\.csv$/);
  const file = await readFile(await download.path(), 'utf8');
  const lines = file.replace(/^\uFEFF/, '').trim().split('\r\n');
  assert.equal(lines.length, 2, file);
  assert.match(lines[1], /theo@rivo\.example/);
  await page.route(/\/export\/users\//, (route) => route.fulfill({ status: 409, json: { detail: 'Not now.', code: 'busy' } }));
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await page.getByText('The export failed').waitFor();
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
  assert.equal(await page.getByRole('button', { name: 'Export CSV' }).count(), 0);
  assert.equal(await page.getByRole('row', { name: /Marisol/ }).getByRole('link').count(), 0, 'a role is no link to who does not manage roles');
  for (const path of ['roles', 'audit', 'settings', 'messages', 'clients']) {
    await page.goto(`/admin/${path}/`);
    await page.getByText(/does not|may not|permission|nothing at this address/i).first().waitFor();
  }
});
