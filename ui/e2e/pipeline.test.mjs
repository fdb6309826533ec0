// The pipeline as a board and as a table, on the demo's clients: moved by pointer and by keys, narrowed, kept, changed by the dozen.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { assertAccessible, launch, logIn, openPage, standsStill } from './support/browser.mjs';
import { asUser, seedDemo, startServer, waitFor } from './support/server.mjs';

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

const column = (page, stage) => page.locator(`[data-stage="${stage}"]`);
const cards = (page, stage) => column(page, stage).locator('[data-card]');
const stageOf = async (id) => (await api('GET', `/clients/${id}/`)).current_stage;

async function openBoard(login = server.logins.admin, options = {}) {
  const opened = await openPage(browser, server.base, options);
  await logIn(opened.page, login);
  await opened.page.goto('/dashboard/pipeline/');
  await cards(opened.page, 'lead').first().waitFor();
  return opened;
}

/** Takes the first card of a stage with the mouse and holds it over another one. */
async function hold(page, from, to) {
  const card = cards(page, from).first();
  const id = await card.getAttribute('data-card');
  const [start, end] = [await card.boundingBox(), await column(page, to).boundingBox()];
  await page.mouse.move(start.x + 60, start.y + 40);
  await page.mouse.down();
  await page.mouse.move(start.x + 80, start.y + 60, { steps: 3 });
  await page.mouse.move(end.x + Math.min(120, end.width / 2), end.y + 160, { steps: 6 });
  return id;
}

test('a card is dragged to another stage at once, and the toast takes it back', async () => {
  const { page, errors, close } = await openBoard();
  const id = await hold(page, 'lead', 'contacted');
  assert.equal(await column(page, 'contacted').getAttribute('data-target'), 'legal');
  await page.mouse.up();
  await page.waitForFunction((card) => document.querySelector(`[data-stage="contacted"] [data-card="${card}"]`), id);
  await waitFor(async () => (await stageOf(id)) === 'contacted', 'the server to know');
  assert.equal(new URL(page.url()).pathname, '/dashboard/pipeline/', 'the end of a drag is no click on the card');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await column(page, 'lead').locator(`[data-card="${id}"]`).waitFor();
  await waitFor(async () => (await stageOf(id)) === 'lead', 'the server to take it back');
  assert.deepEqual(errors, []);
  await close();
});

test('an illegal stage says why and takes no card', async () => {
  const { page, errors, close } = await openBoard();
  const id = await hold(page, 'lead', 'docs_pending');
  assert.equal(await column(page, 'docs_pending').getAttribute('data-target'), 'illegal');
  await column(page, 'docs_pending').getByText('No way from Lead').waitFor();
  await page.mouse.up();
  await page.getByText('Not moved: No way from Lead').waitFor({ state: 'attached' });
  await column(page, 'lead').locator(`[data-card="${id}"]`).waitFor();
  assert.equal(await stageOf(id), 'lead');
  // Escape gives a drag up.
  await hold(page, 'lead', 'contacted');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await column(page, 'lead').locator(`[data-card="${id}"]`).waitFor();
  assert.equal(await page.locator('[data-ghost]').count(), 0);
  assert.deepEqual(errors, []);
  await close();
});

test('a move that needs a remark asks for it; the server’s refusal puts the card back', async () => {
  const { page, close } = await openBoard();
  const id = await hold(page, 'lead', 'qualified');
  await page.mouse.up();
  const dialog = page.getByRole('dialog', { name: 'Move to Qualified' });
  await dialog.getByRole('button', { name: 'Move to Qualified' }).click();
  await dialog.getByText('Say why, in a few words.').waitFor();
  await dialog.getByLabel('Remark').fill('Spoke on the phone.');
  await dialog.getByRole('button', { name: 'Move to Qualified' }).click();
  await column(page, 'qualified').locator(`[data-card="${id}"]`).waitFor();
  await waitFor(async () => (await stageOf(id)) === 'qualified', 'the server to know');

  await page.route('**/stage/', (route) => route.fulfill({ status: 500, json: { detail: 'The database is away.', code: 'internal' } }));
  const other = await hold(page, 'lead', 'contacted');
  await page.mouse.up();
  await page.getByText('The database is away.').waitFor();
  await column(page, 'lead').locator(`[data-card="${other}"]`).waitFor();

  const third = await hold(page, 'lead', 'qualified');
  await page.mouse.up();
  await dialog.getByLabel('Remark').fill('Spoke on the phone.');
  await dialog.getByRole('button', { name: 'Move to Qualified' }).click();
  await dialog.getByText('The database is away.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement.dataset.card), third, 'the focus is on the card that stayed');
  await close();
});

test('the keyboard alone moves cards', async () => {
  const { page, errors, close } = await openBoard();
  await page.keyboard.press('j');
  const id = await page.evaluate(() => document.activeElement.dataset.card);
  assert.ok(id, 'the first card holds the focus');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.card), id, 'the arrows lead there and back');
  // Carried by the arrows.
  await page.keyboard.press(' ');
  await page.keyboard.press('ArrowRight');
  assert.equal(await column(page, 'contacted').getAttribute('data-over'), 'true');
  await page.keyboard.press('Enter');
  await column(page, 'contacted').locator(`[data-card="${id}"]`).waitFor();
  await waitFor(async () => (await stageOf(id)) === 'contacted', 'the server to know');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.card), id, 'the focus went along');
  // Picked from the list of moves, with the reason the rule asks for.
  await page.keyboard.press('m');
  const list = page.getByRole('dialog', { name: /^Move / });
  await list.getByRole('button', { name: /^Qualified/ }).waitFor();
  await standsStill(page);
  await assertAccessible(page, 'the list of moves');
  await list.getByRole('button', { name: /^Lost/ }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Move to Lost' });
  await dialog.getByLabel('Reason').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement.dataset.card), id, 'the focus came back');
  assert.equal(await stageOf(id), 'contacted');
  assert.deepEqual(errors, []);
  await close();
});

test('what somebody else moves goes to its place on the board', async () => {
  const { page, close } = await openBoard();
  const id = await cards(page, 'lead').nth(1).getAttribute('data-card');
  await page.getByText('Live', { exact: true }).first().waitFor();
  await api('POST', `/clients/${id}/stage/`, { to_stage: 'contacted' });
  await column(page, 'contacted').locator(`[data-card="${id}"]`).waitFor();
  await close();
});

test('columns and phases stay folded', async () => {
  const { page, close } = await openBoard();
  await page.getByRole('button', { name: 'Fold Contacted, Intake' }).click();
  await page.getByRole('button', { name: /Contacted in Intake: unfold/ }).waitFor();
  await page.reload();
  await cards(page, 'lead').first().waitFor();
  await page.getByRole('button', { name: /Contacted in Intake: unfold/ }).click();
  await cards(page, 'contacted').first().waitFor();
  await close();
});

test('filters read as a sentence, stand in the address, and are kept as a view that others see', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  await page.goto('/dashboard/pipeline/?as=table');
  await page.getByRole('row').nth(3).waitFor();
  await page.keyboard.press('f');
  await page.getByRole('textbox', { name: 'Find a field' }).fill('stage');
  await page.keyboard.press('Enter');
  // The tick follows the address.
  await page.getByRole('checkbox', { name: 'Contacted' }).click();
  await page.getByRole('checkbox', { name: 'Contacted', checked: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Stage Contacted' }).waitFor();
  await page.waitForURL(/stage=contacted/);
  const contacted = async () => (await page.getByRole('grid', { name: 'Clients' }).getByText('Contacted', { exact: true }).count());
  await waitFor(async () => (await contacted()) > 0 && (await page.getByRole('grid').getByText('Qualified', { exact: true }).count()) === 0, 'the list to follow');

  // Another column, and the order by a head.
  await standsStill(page);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Credit score' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'Credit score' }).getByRole('button').click();
  await page.waitForURL(/order=-credit_score/);

  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save as a new view…' }).click();
  const form = page.getByRole('dialog', { name: 'Save as a new view' });
  await form.getByLabel('Name').fill('Best contacted');
  await form.getByRole('switch', { name: 'Everybody on the desk sees it' }).check();
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Best contacted' }).waitFor();
  assert.deepEqual(errors, []);
  await close();

  const other = await openPage(browser, server.base);
  await logIn(other.page, server.logins.csm);
  await other.page.goto('/dashboard/pipeline/');
  await other.page.getByRole('button', { name: 'Views' }).click();
  await other.page.getByRole('menuitem', { name: 'Best contacted' }).click();
  await other.page.waitForURL(/stage=contacted/);
  await other.page.getByRole('columnheader', { name: 'Credit score' }).waitFor();
  await other.page.getByRole('button', { name: 'Stage Contacted' }).waitFor();
  // The view's columns are lent: with its end one's own come back.
  await other.page.getByRole('button', { name: 'Clear all filters' }).click();
  await other.page.getByRole('columnheader', { name: 'Credit score' }).waitFor({ state: 'hidden' });
  assert.deepEqual(other.errors, []);
  await other.close();
});

test('a view that somebody saved meanwhile is not overwritten unseen', async () => {
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  await page.goto('/dashboard/pipeline/?as=table');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Best contacted' }).click();
  await page.getByRole('button', { name: 'Stage Contacted' }).waitFor();
  const stored = async () => (await api('GET', '/views/')).results.find(({ name }) => name === 'Best contacted');
  const { id, definition } = await stored();
  await api('PATCH', `/views/${id}/`, { definition: { ...definition, search: { ...definition.search, urgency: 'high' } } });
  await page.getByRole('button', { name: 'Clear: Stage' }).click();
  const save = async () => {
    await page.getByRole('button', { name: 'Best contacted, changed' }).click();
    await page.getByRole('menuitem', { name: 'Save the changes' }).click();
  };
  await save();
  const dialog = page.getByRole('dialog', { name: 'The view was not saved' });
  const contest = dialog.getByRole('alert', { name: 'Two versions: Best contacted' });
  await contest.getByText(/Urgency Urgent.*Stage Contacted|Stage Contacted.*Urgency Urgent/).waitFor();
  await contest.getByText(/All clients/).waitFor();
  await assertAccessible(page, 'two versions of a view');
  assert.equal((await stored()).definition.search.urgency, 'high', 'nothing was overwritten');
  await contest.getByRole('button', { name: 'Use mine' }).click();
  await page.getByText('“Best contacted” is saved.').waitFor();
  await waitFor(async () => !('urgency' in (await stored()).definition.search), 'the choice to be stored');

  // Its name, and its end.
  await page.getByRole('button', { name: 'Best contacted' }).click();
  await page.getByRole('menuitem', { name: 'Name and sharing…' }).click();
  await api('PATCH', `/views/${id}/`, { name: 'Theirs' });
  const form = page.getByRole('dialog', { name: 'Name and sharing' });
  await form.getByLabel('Name').fill('Mine');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByRole('alert', { name: 'Two versions: Name' }).getByText('Theirs', { exact: true }).waitFor();
  await form.getByRole('button', { name: 'Use mine' }).click();
  await form.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Mine' }).click();
  await page.getByRole('menuitem', { name: 'Delete this view…' }).click();
  await api('PATCH', `/views/${id}/`, { name: 'Late' });
  const question = page.getByRole('dialog', { name: 'Delete this view?' });
  await question.getByRole('button', { name: 'Delete' }).click();
  await question.getByRole('alert').waitFor();
  await question.getByText(/^Late: /).waitFor();
  await question.getByRole('button', { name: 'Delete' }).click();
  await question.waitFor({ state: 'hidden' });
  assert.deepEqual((await api('GET', '/views/')).results.filter((view) => view.id === id), []);
  await close();
});

test('many clients are assigned and moved, and those that may not go are told', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  await page.goto('/dashboard/admin/?stage=lead,contacted');
  await page.getByRole('row').nth(3).waitFor();
  await page.getByRole('checkbox', { name: 'Select all loaded rows' }).check();
  const selection = page.getByRole('region', { name: 'Selection' });
  await selection.getByText(/clients selected/).waitFor();
  const count = Number(/\d+/.exec(await selection.getByRole('status').innerText())[0]);
  await page.keyboard.press('a');
  await page.getByRole('option', { name: /Theo Lindqvist/ }).click();
  await page.getByText(`${count} clients: now with Theo Lindqvist`).waitFor();

  await page.getByRole('checkbox', { name: 'Select all loaded rows' }).check();
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Move to another stage' });
  await dialog.getByRole('combobox', { name: 'Stage' }).click();
  await page.getByRole('option', { name: 'Contacted' }).click();
  await dialog.getByText(/may go there; the others stay/).waitFor();
  await assertAccessible(page, 'the move of many');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  const progress = page.getByRole('region', { name: 'Progress' });
  await progress.getByRole('button', { name: /refused: see why/ }).click();
  const refused = page.getByRole('dialog', { name: 'Left as they were' });
  await refused.getByRole('listitem').first().waitFor();
  await assertAccessible(page, 'what was refused');
  assert.equal((await api('GET', '/clients/?stage=lead&limit=200')).results.length, 0);
  assert.deepEqual(errors, []);
  await close();
});

test('the selected clients are exported, and nobody else', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  await page.goto('/dashboard/pipeline/?as=table&order=name');
  await page.getByRole('row').nth(3).waitFor();
  const two = (await api('GET', '/clients/summaries/?ordering=name&limit=2')).results;
  for (const { name } of two) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  const asked = page.waitForRequest((request) => request.url().includes('/export/clients/'));
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Export' }).click();
  const query = new URL((await asked).url()).searchParams;
  assert.equal(query.get('ids'), two.map(({ id }) => id).join());
  assert.equal(query.get('ordering'), 'name');
  assert.match(query.get('columns'), /^id,name,current_stage/);
  assert.deepEqual(errors, []);
  await close();
});

test('another filter ends the selection, and all that match are asked about by their number', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  // Pages of ten, so that the demo has more than one of them.
  await page.route('**/clients/summaries/?*', (route) => route.continue({ url: route.request().url().replace('limit=100', 'limit=10') }));
  await page.goto('/dashboard/admin/?captured=any');
  await page.getByRole('row').nth(3).waitFor();
  await page.getByRole('checkbox', { name: 'Select all loaded rows' }).check();
  const selection = page.getByRole('region', { name: 'Selection' });
  await selection.getByRole('button', { name: 'Select all that match' }).click();
  const { count } = await api('GET', '/clients/summaries/?captured=any&limit=1&count=true');
  await selection.getByText(`All ${count} that match`).waitFor();
  await page.keyboard.press('a');
  await page.getByRole('option', { name: /Theo Lindqvist/ }).click();
  const asked = page.getByRole('dialog', { name: 'Assign to Theo Lindqvist' });
  await asked.getByRole('button', { name: `Change ${count} clients` }).waitFor();
  await standsStill(page);
  await assertAccessible(page, 'the question before a run on all');
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await asked.waitFor({ state: 'hidden' });
  const hasFocus = () => selection.evaluate((bar) => bar.contains(document.activeElement));
  await waitFor(hasFocus, 'the focus where the question came from');
  await selection.getByText(`All ${count} that match`).waitFor();
  await page.keyboard.press('m');
  const move = page.getByRole('dialog', { name: 'Move to another stage' });
  await move.getByRole('combobox', { name: 'Stage' }).click();
  await page.getByRole('option', { name: 'Contacted', exact: true }).click();
  await move.getByRole('textbox', { name: 'Remark' }).fill('A look at all');
  await move.getByRole('button', { name: 'Move' }).click();
  await page.getByRole('dialog', { name: 'Move to Contacted' }).getByRole('button', { name: 'Cancel' }).click();
  await waitFor(hasFocus, 'the focus where the move came from');
  await page.getByRole('button', { name: 'Clear: Contact details' }).click();
  await selection.waitFor({ state: 'hidden' });
  assert.deepEqual(errors, []);
  await close();
});

test('a client whom somebody else gave away meanwhile is left so, and one decides', async () => {
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  // The page hears of nothing: it shows what stood there when it was opened.
  await page.route('**/api/v1/events/**', (route) => route.abort());
  const [lead] = (await api('GET', '/clients/summaries/?stage=qualified&limit=1')).results;
  const people = (await api('GET', '/users/directory/')).results;
  const [theirs, mine, third] = people.filter(({ id }) => id !== lead.assigned_to?.id);
  await page.goto(`/dashboard/pipeline/?as=table&stage=qualified&q=${encodeURIComponent(lead.email)}`);
  const row = page.getByRole('row', { name: lead.name });
  await row.waitFor();
  await api('POST', `/clients/${lead.id}/assign/`, { assigned_to: theirs.id });
  const give = async () => {
    await row.getByRole('button', { name: /assign/i }).click();
    await page.getByRole('option', { name: mine.name }).click();
  };
  await give();
  await page.getByText(`${lead.name}: with ${theirs.name} by now`).waitFor();
  await row.getByText(theirs.name).waitFor();
  const ownerOf = async () => (await api('GET', `/clients/${lead.id}/`)).assigned_to.id;
  assert.equal(await ownerOf(), theirs.id, 'nothing was overwritten');
  await assertAccessible(page, 'the choice between two owners');
  await page.getByRole('button', { name: `Give to ${mine.name} all the same` }).click();
  await page.getByText(`${lead.name}: now with ${mine.name}`).waitFor();
  assert.equal(await ownerOf(), mine.id);
  // Who was given on by somebody else is not taken back from them, and that is said.
  await api('POST', `/clients/${lead.id}/assign/`, { assigned_to: third.id });
  await page.getByRole('button', { name: /^Undo/ }).click();
  await page.getByText('It could not be undone').waitFor();
  assert.equal(await ownerOf(), third.id);
  await close();
});

test('what the table shows is exported as CSV', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, server.logins.admin);
  await page.goto('/dashboard/pipeline/?as=table&stage=qualified');
  await page.getByRole('row').nth(1).waitFor();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const lines = (await readFile(await (await coming).path(), 'utf8')).trim().split('\r\n');
  assert.match(lines[0], /^\uFEFF?id,name,current_stage/);
  assert.ok(lines.length > 1 && lines.slice(1).every((line) => line.includes(',qualified,')), 'only those of the filter');
  assert.deepEqual(errors, []);
  await close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing on the pipeline, ${colorScheme}, ${width} px wide`, async () => {
      const { page, errors, close } = await openPage(browser, server.base, { colorScheme, viewport: { width, height: 900 } });
      await logIn(page, server.logins.admin);
  await page.goto('/dashboard/pipeline/');
      await page.locator('[data-card]').first().waitFor();
      await assertAccessible(page, 'the board');
      await page.goto('/dashboard/pipeline/?q=nobody+at+all');
      await page.getByText('No client fits').waitFor();
      await assertAccessible(page, 'an empty board');
      await page.goto('/dashboard/pipeline/?as=table&urgency=high&created_after=-90d');
      await page.getByRole('row').nth(1).waitFor();
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByRole('button', { name: 'Loan amount' }).click();
      await page.getByRole('textbox', { name: 'At least' }).waitFor();
      await assertAccessible(page, 'the table with a filter open');
      assert.equal(await sidewaysPx(page), 0, 'nothing hangs over the side');
      assert.deepEqual(errors, []);
      await close();
    });
  }
}

test('at 320 px nothing hangs over the side', async () => {
  const { page, close } = await openPage(browser, server.base, { viewport: { width: 320, height: 640 } });
  await logIn(page, server.logins.admin);
  await page.goto('/dashboard/pipeline/');
  await page.locator('[data-card]').first().waitFor();
  assert.equal(await sidewaysPx(page), 0, 'board');
  await page.goto('/dashboard/pipeline/?as=table&urgency=high');
  await page.getByRole('row').nth(1).waitFor();
  assert.equal(await sidewaysPx(page), 0, 'table');
  await close();
});

const sidewaysPx = (page) =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
