// What is written and not saved yet: of notes, tasks, facts and contact details.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, logIn, openPage } from './support/browser.mjs';
import { admin, prepareDesk, startServer, waitFor } from './support/server.mjs';

let server;
let browser;
let api;
let page;
let errors;
let client;

before(async () => {
  server = await startServer();
  api = await prepareDesk(server.base);
  client = await api('POST', '/clients/', { name: 'Alessandro Phoenix', email: 'alessandro@example.com' });
  browser = await launch();
  ({ page, errors } = await openPage(browser, server.base));
  await logIn(page, admin);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const goTo = async () => {
  await page.goto(`/dashboard/client/${client.id}/`);
  await page.getByRole('heading', { level: 1, name: client.name }).waitFor();
};

test('a note half written is there again, wherever one was meanwhile', async () => {
  await goTo();
  const note = page.getByRole('textbox', { name: 'New note' });
  const notes = page.getByRole('tab', { name: /^Notes/ });
  await page.keyboard.press('m');
  await page.keyboard.type('Half a note');
  await page.getByRole('tab', { name: 'History' }).click();
  await notes.getByRole('img', { name: 'not saved yet' }).waitFor();
  await page.keyboard.press('m');
  assert.equal(await note.inputValue(), 'Half a note');

  await page.getByRole('link', { name: /Pipeline/ }).first().click();
  await page.waitForURL(/pipeline/);
  await page.goBack();
  await notes.click();
  assert.equal(await note.inputValue(), 'Half a note');
  await page.reload();
  await notes.click();
  assert.equal(await note.inputValue(), 'Half a note');

  await page.getByRole('button', { name: 'Discard' }).click();
  assert.equal(await note.inputValue(), '');
  await page.keyboard.press('Control+z');
  assert.equal(await note.inputValue(), 'Half a note');
  await page.getByRole('button', { name: 'Discard' }).click();
});

test('a half-typed fact and contact form are there again, and overwrite nothing unseen', async (t) => {
  await goTo();
  const type = page.getByRole('textbox', { name: 'Property type' });
  const form = page.getByRole('dialog', { name: 'Contact details' });
  const edit = page.getByRole('button', { name: /^Edit( not saved yet)?$/ });
  const stored = async () => (await api('GET', `/clients/${client.id}/`)).context_meta.facts['loan_details.property_type']?.text;
  await page.getByRole('button', { name: 'Correct Property type' }).click();
  await type.fill('Half a con');
  await edit.click();
  await form.getByLabel('Full name').fill('Alessandro Half');
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'hidden' });
  await edit.getByRole('img', { name: 'not saved yet' }).waitFor();
  await page.getByRole('link', { name: /Pipeline/ }).first().click();
  await page.waitForURL(/pipeline/);
  await page.goBack();
  assert.equal(await type.inputValue(), 'Half a con');

  // Leaving asks: the desk, and the page.
  await page.getByRole('button', { name: /Superuser/ }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('dialog', { name: 'Log out with unsaved text?' }).getByRole('button', { name: 'Cancel' }).click();
  const asked = page.waitForEvent('dialog').then(async (dialog) => {
    await dialog.accept();
    return dialog.type();
  });
  await page.reload();
  assert.equal(await asked, 'beforeunload');
  assert.equal(await type.inputValue(), 'Half a con');

  // Somebody else saves both meanwhile.
  await api('PATCH', `/clients/${client.id}/context/`, { facts: [{ path: 'loan_details.property_type', value: 'Duplex' }] });
  await api('PATCH', `/clients/${client.id}/`, { name: 'Alessandro Other' });
  await page.reload();
  const contest = page.getByRole('alert', { name: 'Two versions: Property type' });
  await contest.getByText('Duplex').waitFor();
  await contest.getByText('Half a con').waitFor();
  await edit.click();
  const names = form.getByRole('alert', { name: 'Two versions: Full name' });
  await names.getByText('Alessandro Other').waitFor();
  await names.getByText('Alessandro Half').waitFor();
  assert.ok(await form.getByRole('button', { name: 'Save', exact: true }).isDisabled(), 'nothing is saved before somebody chose');
  await form.getByRole('button', { name: 'Discard' }).click();
  await form.waitFor({ state: 'hidden' });
  await edit.getByRole('img').waitFor({ state: 'detached' });
  assert.equal((await api('GET', `/clients/${client.id}/`)).name, 'Alessandro Other');

  // What was saved though its answer was lost is nobody else's word: it is sent again as the same change.
  const cut = async (route) => {
    if (route.request().method() !== 'PATCH') return route.fallback();
    await route.fetch();
    return route.fulfill({ status: 502, body: '' });
  };
  await page.route(/\/context\/$/, cut);
  t.after(() => page.unroute(/\/context\/$/, cut));
  await contest.getByRole('button', { name: 'Use mine' }).click();
  await page.getByText('Property type was not saved').waitFor();
  assert.equal(await stored(), 'Half a con');
  await page.unroute(/\/context\/$/, cut);
  await page.reload();
  await type.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Property type: Half a con/ }).waitFor();

  // What is not wanted is let go, and can be had back.
  await page.getByRole('button', { name: 'Correct Property type' }).click();
  await type.fill('Whole');
  await page.keyboard.press('Escape');
  await type.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  assert.equal(await type.inputValue(), 'Whole');
  await type.press('Escape');
  await api('PATCH', `/clients/${client.id}/`, { name: client.name });
});

test('notes and tasks that the server refused stay, and are saved once', async (t) => {
  await goTo();
  const failing = (route) => (route.request().method() === 'POST' ? route.fulfill({ status: 503, body: '' }) : route.fallback());
  await page.route(/\/(notes|tasks)\/$/, failing);
  t.after(() => page.unroute(/\/(notes|tasks)\/$/, failing));
  await page.keyboard.press('m');
  for (const text of ['First of two', 'Second of two']) {
    await page.getByRole('textbox', { name: 'New note' }).fill(text);
    await page.keyboard.press('Control+Enter');
  }
  await page.getByRole('tab', { name: /^Tasks/ }).click();
  await page.getByRole('textbox', { name: 'New task' }).fill('Send the forms');
  await page.keyboard.press('Enter');
  const lost = page.getByRole('group', { name: 'Not saved' });
  await lost.getByText('Send the forms').waitFor();

  // The page is left and loaded anew.
  await page.reload();
  await page.getByRole('tab', { name: /^Notes/ }).click();
  for (const text of ['First of two', 'Second of two']) await lost.getByText(text).waitFor();
  await page.unroute(/\/(notes|tasks)\/$/, failing);
  await lost.filter({ hasText: 'First of two' }).getByRole('button', { name: 'Edit' }).click();
  assert.equal(await page.getByRole('textbox', { name: 'New note' }).inputValue(), 'First of two');
  await page.getByRole('button', { name: 'Save note' }).click();
  await lost.filter({ hasText: 'Second of two' }).getByRole('button', { name: 'Try again' }).click();
  await lost.waitFor({ state: 'detached' });
  const bodies = async () => (await api('GET', `/clients/${client.id}/notes/`)).results.map(({ body }) => body).filter((body) => body.endsWith('of two'));
  await waitFor(async () => (await bodies()).length === 2, 'both notes to be stored');
  await page.getByRole('tab', { name: /^Tasks/ }).click();
  await lost.getByRole('button', { name: 'Discard' }).click();
});

test('what was saved though its answer was lost, or is about a note that is gone, is not "not saved" for ever', async (t) => {
  await goTo();
  const cut = async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await route.fetch();
    return route.fulfill({ status: 502, body: '' });
  };
  await page.route(/\/notes\/$/, cut);
  t.after(() => page.unroute(/\/notes\/$/, cut));
  await page.keyboard.press('m');
  await page.keyboard.type('Saved behind the cut');
  await page.keyboard.press('Control+Enter');
  await page.getByText('The note was not saved, it is kept').waitFor();
  const held = page.getByRole('group', { name: 'Not saved' });
  const mark = page.getByRole('img', { name: 'not saved yet' });
  const row = page.getByRole('listitem').filter({ hasText: 'Saved behind the cut' });
  await row.waitFor();
  await held.waitFor({ state: 'detached' });
  await mark.waitFor({ state: 'detached' });

  await row.getByRole('button', { name: 'Edit this note' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type(', and more');
  const [note] = (await api('GET', `/clients/${client.id}/notes/`)).results;
  await api('DELETE', `/notes/${note.id}/`);
  await page.reload();
  await held.getByText('The note was deleted meanwhile.').waitFor();
  await held.getByText('Saved behind the cut, and more').waitFor();
  await held.getByRole('button', { name: 'Discard' }).click();
  await mark.waitFor({ state: 'detached' });
});

test('nothing complained', () => {
  // A refused save is told by the browser as well, and a client that was merged away may be asked for once more.
  assert.deepEqual(errors.filter((error) => !/40[49]|50[023]/.test(error)), []);
});
