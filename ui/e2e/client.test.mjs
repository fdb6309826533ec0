import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { launch, logIn, openPage } from './support/browser.mjs';
import { admin, converse, csm, prepareDesk, say, startServer, waitFor } from './support/server.mjs';

let server;
let browser;
let api;
let page;
let errors;
let client;

const open = async (who) => {
  await converse(server.base, who);
  const found = await waitFor(async () => {
    const { results } = await api('GET', '/clients/');
    return results.find(({ name, context_meta }) => name === who && 'loan_details.interest_rate' in context_meta.facts);
  }, `${who} to be read`);
  return found;
};
const factsOf = async ({ id }) => (await api('GET', `/clients/${id}/`)).context_meta.facts;

before(async () => {
  server = await startServer();
  api = await prepareDesk(server.base);
  browser = await launch();
  client = await open('Alessandro Phoenix');
  ({ page, errors } = await openPage(browser, server.base));
  await logIn(page, admin);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const goTo = async ({ id, name }) => {
  await page.goto(`/dashboard/client/${id}/`);
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

test('a fact is corrected, confirmed and locked by one key each', async () => {
  await goTo(client);
  const rate = page.locator('[data-fact="loan_details.interest_rate"]');
  await rate.getByRole('button', { name: /^Interest rate: 7\.25/ }).focus();
  await page.keyboard.press('l');
  await rate.getByRole('img', { name: 'Locked' }).waitFor();
  await waitFor(async () => (await factsOf(client))['loan_details.interest_rate'].locked, 'the lock to be stored');

  await rate.getByRole('button', { name: /^Interest rate: 7\.25/ }).focus();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Confirm and lock the fact').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });

  await page.keyboard.press('e');
  await page.getByRole('textbox', { name: 'Interest rate' }).fill('6.5');
  await page.keyboard.press('Enter');
  await page.getByText('Interest rate is saved.').waitFor();
  await waitFor(async () => (await factsOf(client))['loan_details.interest_rate'].value === 6.5, 'the correction to be stored');
  await page.keyboard.press('Control+z');
  await waitFor(async () => (await factsOf(client))['loan_details.interest_rate'].value === 7.25, 'the correction to be taken back');
});

test('the conversation is searched where it stands', async () => {
  await goTo(client);
  const search = page.getByRole('search');
  await search.waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('YOUR');
  await search.getByText(/^1 of \d$/).waitFor();
  const marked = page.locator('mark[data-hit="here"]');
  const first = await marked.evaluate((mark) => mark.closest('li').dataset.message);
  await page.keyboard.press('Enter');
  await search.getByText(/^2 of \d$/).waitFor();
  assert.notEqual(await marked.evaluate((mark) => mark.closest('li').dataset.message), first);
  await page.keyboard.press('Shift+Enter');
  await search.getByText(/^1 of \d$/).waitFor();
  await page.keyboard.press('Escape');
  await marked.waitFor({ state: 'detached' });
});

test('two people on one client: the second save shows both words and overwrites nothing unseen', async (t) => {
  const other = await openPage(browser, server.base);
  t.after(() => other.close());
  await logIn(other.page, admin);
  await other.page.goto(`/dashboard/client/${client.id}/`);
  await goTo(client);

  await t.test('contact details', async () => {
    for (const desk of [page, other.page]) {
      await desk.getByRole('button', { name: 'Edit', exact: true }).click();
      await desk.getByRole('dialog', { name: 'Contact details' }).waitFor();
    }
    await page.getByLabel('Full name').fill('Alessandro First');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Contact details saved.').waitFor();

    const dialog = other.page.getByRole('dialog', { name: 'Contact details' });
    await dialog.getByLabel('Full name').fill('Alessandro Second');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    const contest = dialog.getByRole('alert', { name: 'Two versions: Full name' });
    await contest.getByText('Alessandro First').waitFor();
    await contest.getByText('Alessandro Second').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Save', exact: true }).isDisabled(), 'nothing is saved before somebody chose');
    assert.equal((await api('GET', `/clients/${client.id}/`)).name, 'Alessandro First');
    await contest.getByRole('button', { name: 'Use mine' }).click();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await waitFor(async () => (await api('GET', `/clients/${client.id}/`)).name === 'Alessandro Second', 'the choice to be stored');
  });

  await t.test('a fact', async () => {
    await other.page.getByRole('button', { name: 'Correct Loan type' }).click();
    await page.getByRole('button', { name: 'Correct Loan type' }).click();
    await page.getByRole('textbox', { name: 'Loan type' }).fill('FHA');
    await page.keyboard.press('Enter');
    await waitFor(async () => (await factsOf(client))['loan_details.loan_type']?.text === 'FHA', 'the first word to be stored');
    await other.page.getByRole('textbox', { name: 'Loan type' }).fill('VA');
    await other.page.keyboard.press('Enter');
    const contest = other.page.getByRole('alert', { name: 'Two versions: Loan type' });
    await contest.getByText('FHA').waitFor();
    await contest.getByText('VA').waitFor();
    await contest.getByRole('button', { name: 'Keep theirs' }).click();
    assert.equal((await factsOf(client))['loan_details.loan_type'].text, 'FHA');
  });
});

test('figures follow from the facts, and a missing fact is one key away', async () => {
  await goTo({ ...client, name: /Alessandro/ });
  const figures = page.getByRole('region', { name: 'Figures' });
  await figures.getByText('Estimate, not an offer').waitFor();
  await figures.getByText('67.5%').waitFor();
  await figures.getByRole('button', { name: 'Income' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.closest('[data-fact]')?.dataset.fact), 'financial_info.income');
  await page.keyboard.press('e');
  await page.getByRole('textbox', { name: 'Income' }).fill('120000');
  await page.keyboard.press('Enter');
  await waitFor(async () => !(await api('GET', `/clients/${client.id}/figures/`)).housing_ratio.missing.includes('financial_info.income'), 'the income to count');
});

test('the header tells what time it is where the client lives', async () => {
  await goTo({ ...client, name: /Alessandro/ });
  await page.getByText(/^\d+:\d\d [AP]M in CA/).waitFor();
});

test('two clients that are one person are compared, merged, and taken apart again', async () => {
  const twin = await api('POST', '/clients/', { name: 'Alessandro Twin', email: 'alessandro.phoenix@example.com' });
  await goTo({ ...client, name: /Alessandro/ });
  const banner = page.getByRole('complementary', { name: 'Possible duplicate' });
  await banner.getByRole('button', { name: 'Compare and merge' }).click();
  const dialog = page.getByRole('dialog', { name: 'One person or two?' });
  await dialog.getByRole('cell', { name: 'Alessandro Twin' }).waitFor();
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await banner.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await banner.waitFor();
  assert.equal((await api('GET', `/clients/${twin.id}/`)).name, 'Alessandro Twin');

  await page.keyboard.press('h');
  const history = page.getByRole('tabpanel');
  await history.getByText('Merged with').waitFor();
  await history.getByRole('button', { name: 'Stages' }).click();
  await history.getByText('Merged with').waitFor({ state: 'detached' });
});

test('a note mentions a colleague, a task is given a date and a person, and both can be undone', async () => {
  await goTo({ ...client, name: /Alessandro/ });
  // Only who sees a client can be mentioned to it.
  const marisol = (await api('GET', '/users/')).results.find(({ email }) => email === csm.email);
  await api('POST', `/clients/${client.id}/assign/`, { assigned_to: marisol.id });
  await page.keyboard.press('m');
  const note = page.getByRole('textbox', { name: 'New note' });
  await note.fill('Please call, ');
  await note.press('End');
  await page.keyboard.type('@mar');
  await page.getByRole('option', { name: 'Marisol Vega' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('today');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('tabpanel').getByText('@Marisol Vega', { exact: true }).waitFor();
  const stored = await waitFor(async () => (await api('GET', `/clients/${client.id}/notes/`)).results[0]?.body, 'the note to be stored');
  assert.match(stored, /^Please call, @\[Marisol Vega\]\(user:[0-9a-f-]{36}\) today$/);

  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: /^Tasks/ }).click();
  await page.getByRole('textbox', { name: 'New task' }).fill('Call back');
  await page.getByRole('button', { name: 'Tomorrow' }).click();
  await page.getByRole('combobox', { name: 'Who does it' }).click();
  await page.getByRole('option', { name: 'Marisol Vega' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const tasks = () => api('GET', `/clients/${client.id}/tasks/`).then(({ results }) => results);
  const task = await waitFor(async () => (await tasks())[0], 'the task to be stored');
  assert.equal(task.assignee.name, 'Marisol Vega');
  assert.equal(new Date(task.due_at).getHours(), 9);
  await page.getByRole('checkbox', { name: 'Call back' }).check();
  await waitFor(async () => (await tasks())[0].done_at, 'the task to be done');
  await page.getByText('Done: Call back').waitFor();
  await page.keyboard.press('Control+z');
  await waitFor(async () => !(await tasks())[0].done_at, 'the task to be open again');
});

test('a key asks for the field again, though its tab is open already', async () => {
  await goTo({ ...client, name: /Alessandro/ });
  for (const [key, name] of [['m', 'New note'], ['t', 'New task']]) {
    for (const _ of [1, 2]) {
      await page.keyboard.press(key);
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), name);
      await page.evaluate(() => document.activeElement.blur());
    }
  }
});

test('a key shows the field it asks for, and an address nothing that the role may not see', async (t) => {
  const narrow = await openPage(browser, server.base, { viewport: { width: 390, height: 800 } });
  t.after(() => narrow.close());
  await logIn(narrow.page, csm);
  await narrow.page.goto(`/dashboard/client/${client.id}/?panel=talk&tab=notes`);
  await narrow.page.getByRole('region', { name: 'Messages' }).waitFor();
  const field = () => narrow.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  for (const [key, name] of [['m', 'New note'], ['t', 'New task']]) {
    await narrow.page.keyboard.press(key);
    await waitFor(async () => (await field()) === name, `${name} to be written`);
    await narrow.page.getByRole('button', { name: 'Conversation' }).click();
  }
  await narrow.page.getByRole('button', { name: 'Work', exact: true }).click();
  await narrow.page.getByRole('textbox', { name: 'New task' }).waitFor();
  assert.notEqual(await field(), 'New task');

  await narrow.page.goto(`/dashboard/client/${client.id}/?tab=audit`);
  await narrow.page.getByRole('tab', { name: /^Tasks/, selected: true }).waitFor();
  await narrow.page.getByRole('textbox', { name: 'New task' }).waitFor();
});

test('a task is edited in its place, and taken back', async () => {
  await goTo({ ...client, name: /Alessandro/ });
  const task = await api('POST', `/clients/${client.id}/tasks/`, { title: 'Ask for W-2' });
  const stored = async () => (await api('GET', `/clients/${client.id}/tasks/`)).results.find(({ id }) => id === task.id);
  await page.getByRole('button', { name: 'Edit the task: Ask for W-2' }).click();
  const form = page.getByRole('form', { name: 'Edit the task: Ask for W-2' });
  await form.getByRole('textbox', { name: 'Title' }).fill('Ask for both W-2');
  await form.getByRole('button', { name: /^Tomorrow/ }).click();
  // Escape closes an open list, and not the task.
  await form.getByRole('combobox', { name: 'Who does it' }).click();
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('option').first().waitFor({ state: 'hidden' });
  // It is still being edited after another tab.
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('tab', { name: /^Tasks/ }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  await waitFor(async () => (await stored()).title === 'Ask for both W-2' && (await stored()).due_at, 'the change to be stored');
  await page.getByText('The task is saved.').waitFor();
  await page.keyboard.press('Control+z');
  await waitFor(async () => (await stored()).title === 'Ask for W-2' && !(await stored()).due_at, 'the change to be taken back');

  // What is written while it is saved is edited on.
  let answer;
  const held = new Promise((resolve) => {
    answer = resolve;
  });
  const slow = async (route) => {
    await held;
    return route.fallback();
  };
  await page.route(/\/tasks\/[^/]+\/$/, slow);
  await page.getByRole('button', { name: 'Edit the task: Ask for W-2' }).click();
  await form.getByRole('textbox', { name: 'Title' }).fill('Ask for one');
  const sent = page.waitForRequest((request) => request.method() === 'PATCH');
  await page.keyboard.press('Enter');
  await sent;
  await page.keyboard.type(' W-2');
  answer();
  await waitFor(async () => (await stored()).title === 'Ask for one', 'the first words to be stored');
  await page.unroute(/\/tasks\/[^/]+\/$/, slow);
  await page.getByText('The task is saved.').waitFor();
  const title = page.getByRole('form', { name: /^Edit the task/ }).getByRole('textbox', { name: 'Title' });
  assert.equal(await title.inputValue(), 'Ask for one W-2');
  await page.keyboard.press('Enter');
  await waitFor(async () => (await stored()).title === 'Ask for one W-2', 'the rest to be stored');
});

test('a stage moved by a key can be taken back, and a popover’s Escape stays in it', async () => {
  await goTo({ ...client, name: /Alessandro/ });
  const stage = async () => (await api('GET', `/clients/${client.id}/`)).current_stage;
  const before = await stage();
  await page.getByRole('button', { name: 'Move', exact: true }).waitFor();
  await page.keyboard.press('n');
  await page.getByText(/ is now in /).waitFor();
  assert.notEqual(await stage(), before);
  await page.keyboard.press('Control+z');
  await waitFor(async () => (await stage()) === before, 'the move to be taken back');

  const here = page.url();
  await page.getByRole('button', { name: /^Notifications/ }).first().click();
  await page.getByRole('dialog', { name: 'Notifications' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Notifications' }).waitFor({ state: 'hidden' });
  assert.equal(page.url(), here);
});

test('a message that arrives does not take the reader back to the quote', async () => {
  await goTo({ ...client, name: /Alessandro/ });
  const pane = page.getByRole('region', { name: 'Messages' });
  await page.getByRole('button', { name: /^Loan amount: .* show where it was said/ }).click();
  await page.locator('li[data-quoted]').waitFor();
  await waitFor(() => pane.evaluate((box) => box.scrollHeight > box.clientHeight + 200), 'a conversation that scrolls');
  await pane.evaluate((box) => {
    box.scrollTop = box.scrollHeight;
  });
  const { session_id } = (await api('GET', `/clients/${client.id}/messages/`)).results[0];
  await say(server.base, session_id, 'client', 'One more thing for you');
  await pane.getByText('One more thing for you').waitFor();
  assert.ok(await pane.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80), 'the reader is still at the end');
});

test('the address tells what of the page is seen, and a mention leads to its note', async (t) => {
  await goTo({ ...client, name: /Alessandro/ });
  await page.keyboard.press('h');
  await page.waitForURL(/tab=history/);
  await page.reload();
  await page.getByRole('tab', { name: 'History', selected: true }).waitFor();

  const theirs = await openPage(browser, server.base);
  t.after(() => theirs.close());
  await logIn(theirs.page, csm);
  await theirs.page.getByRole('button', { name: /^Notifications/ }).first().click();
  await theirs.page.getByRole('dialog', { name: 'Notifications' }).getByRole('link').filter({ hasText: 'Please call' }).click();
  await theirs.page.getByRole('tab', { name: /^Notes/, selected: true }).waitFor();
  await theirs.page.locator('li[data-told]').getByText('@Marisol Vega').waitFor();
});

test('the history tells corrections and edits, and what of it could not be loaded', async (t) => {
  const failing = (route) => route.fulfill({ status: 500, body: '' });
  await page.route(/\/merges\//, failing);
  t.after(() => page.unroute(/\/merges\//, failing));
  await page.goto(`/dashboard/client/${client.id}/?tab=history`);
  const history = page.getByRole('tabpanel');
  await history.getByRole('alert').getByText('Merges are missing', { exact: false }).waitFor();
  await page.unroute(/\/merges\//, failing);
  await history.getByRole('button', { name: 'Try again' }).click();
  await history.getByRole('alert').waitFor({ state: 'detached' });
  await history.getByText('Said by a person, Income').waitFor();
  await history.getByText('Contact details changed').first().waitFor();
});

test('a task that somebody else changed meanwhile shows both words', async () => {
  await goTo({ ...client, name: /Alessandro/ });
  const task = await api('POST', `/clients/${client.id}/tasks/`, { title: 'Order the appraisal' });
  const stored = async () => (await api('GET', `/clients/${client.id}/tasks/`)).results.find(({ id }) => id === task.id).title;
  await page.getByRole('button', { name: 'Edit the task: Order the appraisal' }).click();
  const title = page.getByRole('form', { name: /^Edit the task/ }).getByRole('textbox', { name: 'Title' });
  await title.fill('Order it today');
  await api('PATCH', `/tasks/${task.id}/`, { title: 'Order the inspection' });
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await save.click();
  const contest = page.getByRole('alert', { name: 'Two versions: Title' });
  await contest.getByText('Order the inspection').waitFor();
  await contest.getByText('Order it today').waitFor();
  assert.equal(await stored(), 'Order the inspection');
  assert.ok(await save.isDisabled(), 'nothing is saved before somebody chose');
  await contest.getByRole('button', { name: 'Use mine' }).click();
  await save.click();
  await waitFor(async () => (await stored()) === 'Order it today', 'the choice to be stored');
});

test('what somebody wrote on meanwhile is not deleted unseen', async (t) => {
  const { page: deaf, close } = await openPage(browser, server.base);
  t.after(() => close());
  await logIn(deaf, admin);
  // The page hears of nothing: it shows what stood there when it was opened.
  await deaf.route('**/api/v1/events/**', (route) => route.abort());
  const note = await api('POST', `/clients/${client.id}/notes/`, { body: 'A word to go' });
  const notes = async () => (await api('GET', `/clients/${client.id}/notes/`)).results.filter(({ id }) => id === note.id);
  await deaf.goto(`/dashboard/client/${client.id}/?tab=notes`);
  const item = deaf.locator(`[data-note="${note.id}"]`);
  await item.getByText('A word to go').waitFor();
  await api('PATCH', `/notes/${note.id}/`, { body: 'A word to stay' });
  await item.getByRole('button', { name: 'Delete this note' }).click();
  await deaf.getByText('Somebody changed it meanwhile: “A word to stay”').waitFor();
  await item.getByText('A word to stay').waitFor();
  assert.equal((await notes()).length, 1);
  await deaf.getByRole('button', { name: 'Delete it all the same' }).click();
  await deaf.getByText('The note was deleted.').waitFor();
  assert.equal((await notes()).length, 0);
});

test('the word on what a run proposed is taken back', async () => {
  await goTo({ ...client, name: /Alessandro/ });
  const path = 'loan_details.interest_rate';
  const row = page.locator(`[data-fact="${path}"]`);
  await api('PATCH', `/clients/${client.id}/context/`, { facts: [{ path, value: '6.5%' }] });
  const { session_id } = (await api('GET', `/clients/${client.id}/messages/`)).results[0];
  await say(server.base, session_id, 'client', 'Sorry, my current rate is 5.75%.');
  await api('POST', `/clients/${client.id}/extract/`);
  const rate = async () => (await factsOf(client))[path];
  await waitFor(async () => (await rate()).proposed?.text === '5.75%', 'the proposal');
  for (const [action, said, text] of [
    ['Use it', 'Interest rate: taken over and locked.', '5.75%'],
    ['Keep mine', 'Interest rate: what stands is kept.', '6.5%'],
  ]) {
    await row.getByRole('button').filter({ hasText: action }).click();
    await page.getByText(said).waitFor();
    assert.deepEqual([(await rate()).text, (await rate()).proposed], [text, null]);
    await page.keyboard.press('Control+z');
    await page.getByText('Undone.').last().waitFor();
    await waitFor(async () => (await rate()).proposed?.text === '5.75%' && (await rate()).text === '6.5%', 'both to stand again');
    await row.getByRole('button').filter({ hasText: action }).waitFor();
  }
});

test('the whole file is saved as one page', async () => {
  await goTo({ ...client, name: /Alessandro/ });
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Save the whole file' }).click();
  const download = await coming;
  assert.match(download.suggestedFilename(), /^Alessandro.*\.html$/);
  const html = await readFile(await download.path(), 'utf8');
  for (const said of ['Alessandro', 'Roughly $412,000', 'Call back']) assert.ok(html.includes(said), `the file holds: ${said}`);
  assert.ok(html.includes('<html lang="en-US">'));
  assert.ok(!/<script|https?:\/\/(?!localhost)[^"]*\.(css|js)/.test(html), 'it needs nothing from elsewhere');
});

test('nothing complained', () => {
  // A refused save is told by the browser as well, and a client that was merged away may be asked for once more.
  assert.deepEqual(errors.filter((error) => !/40[49]|50[023]/.test(error)), []);
});
