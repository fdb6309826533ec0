import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertAccessible, launch, logIn, openPage } from './support/browser.mjs';
import { admin, asUser, converse, csm, prepareDesk, startServer, waitFor } from './support/server.mjs';
import { englishOn, englishSentences } from './support/spanish.mjs';

let server;
let browser;
let api;
const people = ['Grace Whitfield', 'Daniel Kowalski'];

before(async () => {
  server = await startServer();
  api = await prepareDesk(server.base);
  for (const name of people) await converse(server.base, name);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const palette = (page) => page.getByRole('combobox', { name: 'Find or do anything' });
const option = (page, name) => page.getByRole('listbox').getByRole('option', { name });
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

test('the palette finds clients, places and what the screen can do, by keyboard alone', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, admin);
  await page.getByRole('row', { name: 'Grace Whitfield' }).focus();

  await page.keyboard.press('Control+k');
  await palette(page).waitFor();
  await assertAccessible(page, 'the palette');
  await page.keyboard.press('Escape');
  await palette(page).waitFor({ state: 'detached' });
  assert.equal(await focused(page), 'Grace Whitfield', 'the focus is where it was');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('kowal');
  await option(page, /Daniel Kowalski/).waitFor();
  assert.equal(await option(page, /Daniel Kowalski/).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/dashboard/client/*/');
  await page.getByRole('heading', { name: 'Daniel Kowalski' }).waitFor();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('aud');
  await option(page, /Audit log/).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/admin/audit/');

  await page.keyboard.press('Control+k');
  await option(page, /Daniel Kowalski/).waitFor();
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('fold');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Unfold the menu' }).waitFor();

  await page.goto('/dashboard/admin/');
  await page.getByRole('row', { name: 'Grace Whitfield' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('zzzz');
  await page.getByText('1 result').waitFor();
  await page.keyboard.press('Control+k');
  await palette(page).waitFor({ state: 'detached' });
  assert.deepEqual(errors, []);
  await close();
});

test('what was done is undone by its button and by Ctrl+Z', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, admin);
  const { results } = await api('GET', '/clients/?q=grace');
  const holder = async () => (await api('GET', `/clients/${results[0].id}/`)).assigned_to?.name ?? null;
  const assign = async () => {
    await page.getByRole('row', { name: 'Grace Whitfield' }).getByRole('button', { name: /assign/i }).click();
    await page.getByRole('textbox', { name: 'Find a person' }).fill('maris');
    await page.keyboard.press('Enter');
    await page.getByText(/now with Marisol Vega/).first().waitFor();
    await waitFor(async () => (await holder()) === 'Marisol Vega', 'the assignment');
  };
  await assign();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await waitFor(async () => (await holder()) === null, 'the undo by its button');
  await assign();
  await page.keyboard.press('Control+z');
  await waitFor(async () => (await holder()) === null, 'the undo by its keys');
  assert.deepEqual(errors, []);
  await close();
});

test('going back finds the focus where it was, and a new screen has it in its content', async () => {
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, admin);
  await page.getByRole('row', { name: 'Daniel Kowalski' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Daniel Kowalski' }).waitFor();
  await waitFor(() => page.evaluate(() => document.activeElement?.closest('#main') !== null), 'the focus in the new screen');
  await page.goBack();
  await waitFor(async () => (await focused(page)) === 'Daniel Kowalski', 'the focus on the row');
  await close();
});

test('the bell tells live what one was given, in the name of the tab as well, and opening the client reads it', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, csm);
  const bell = page.getByRole('button', { name: /^Notifications/ }).locator('visible=true');
  await bell.waitFor();
  const id = (await api('GET', '/clients/?q=kowalski')).results[0].id;
  const marisol = (await api('GET', '/users/directory/')).results.find(({ name }) => name === 'Marisol Vega');
  await api('POST', `/clients/${id}/assign/`, { assigned_to: marisol.id });
  await page.getByRole('button', { name: 'Notifications: 1 unread' }).waitFor();
  await waitFor(async () => (await page.title()).startsWith('(1) '), 'the number in the name of the tab');
  await bell.focus();
  await page.keyboard.press('Enter');
  await page.getByText('You were given this client.').waitFor();
  await assertAccessible(page, 'the notifications');
  await page.getByRole('link', { name: /Daniel Kowalski.*You were given/ }).click();
  await page.waitForURL('**/dashboard/client/*/');
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
  await waitFor(async () => !(await page.title()).startsWith('('), 'the name of the tab without a number');
  assert.deepEqual(errors, []);
  await close();
});

test('a client that is opened by its link reads its news as well', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, csm);
  const id = (await api('GET', '/clients/?q=whitfield')).results[0].id;
  const marisol = (await api('GET', '/users/directory/')).results.find(({ name }) => name === 'Marisol Vega');
  await api('POST', `/clients/${id}/assign/`, { assigned_to: marisol.id });
  await page.getByRole('button', { name: /^Notifications: \d+ unread/ }).waitFor();
  await page.goto(`/dashboard/client/${id}/`);
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
  const asMarisol = await asUser(server.base, csm);
  await waitFor(async () => (await asMarisol('GET', '/notifications/count/')).unread === 0, 'the server to know');
  assert.deepEqual(errors, []);
  await close();
});

test('a bell that could not be asked says so', async () => {
  const { page, close } = await openPage(browser, server.base);
  await page.route('**/api/v1/notifications/count/', (route) => route.fulfill({ status: 500, json: { detail: 'Down.', code: 'internal' } }));
  await logIn(page, csm);
  await page.getByRole('button', { name: 'Notifications: how many are unread could not be loaded' }).waitFor();
  await close();
});

test('what could not be asked is not told as empty', async (t) => {
  const { page, close } = await openPage(browser, server.base);
  const down = (route) => route.fulfill({ status: 400, json: { detail: 'The database is away.', code: 'internal' } });
  await logIn(page, admin);
  await page.getByRole('row', { name: 'Grace Whitfield' }).waitFor();

  await t.test('the search of the palette, which is tried again', async () => {
    await page.route('**/api/v1/clients/?q=*', down);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('kowal');
    await page.getByText('The clients could not be searched.').waitFor();
    await assertAccessible(page, 'the palette without an answer');
    await page.unroute('**/api/v1/clients/?q=*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await option(page, /Daniel Kowalski/).waitFor();
    await page.keyboard.press('Escape');
  });

  await t.test('the people one can assign to, and the views', async () => {
    await page.route('**/api/v1/users/directory/', down);
    await page.route('**/api/v1/views/**', down);
    await page.reload();
    await page.getByRole('row', { name: 'Daniel Kowalski' }).getByRole('button', { name: /assign/i }).click();
    await page.getByText('The people could not be loaded: The database is away.').waitFor();
    await assertAccessible(page, 'the menu of people without an answer');
    await page.unroute('**/api/v1/users/directory/');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('option', { name: /Marisol Vega/ }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByText('The views could not be loaded: The database is away.').waitFor();
    await assertAccessible(page, 'the menu of views without an answer');
  });
  await close();
});

test('what cannot be taken back is no second Enter away', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  const { id } = (await api('GET', '/clients/?q=whitfield')).results[0];
  await logIn(page, admin);
  await page.goto(`/dashboard/client/${id}/`);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Erase this client' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase Grace Whitfield?' });
  await dialog.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await api('GET', `/clients/${id}/`)).name, 'Grace Whitfield');
  assert.deepEqual(errors, []);
  await close();
});

test('who may not assign is not asked whom a new client goes to, and sees no office without a door', async () => {
  const clerk = { email: 'clerk@b.co', first_name: 'Ivo', last_name: 'Clerk', password: 'a-third-long-one-19' };
  const role = await api('POST', '/roles/', { name: 'Front office', description: 'Takes calls', permissions: ['client.view_assigned', 'client.create'] });
  await api('POST', '/users/', { ...clerk, role: role.id });
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, clerk);
  await page.goto('/dashboard/pipeline/');
  await page.getByRole('heading', { name: 'Pipeline', level: 1 }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Overview' }).count(), 0);
  await page.getByRole('button', { name: 'New client' }).click();
  const dialog = page.getByRole('dialog', { name: 'New client' });
  await dialog.getByLabel('Full name').fill('Pia Lind');
  assert.equal(await dialog.getByLabel('Worked by').count(), 0);
  await dialog.getByRole('button', { name: 'Create client' }).click();
  await waitFor(async () => (await api('GET', '/clients/?q=pia&captured=any')).results.length === 1, 'the client');
  assert.deepEqual(errors, []);
  await close();
});

/** Words that are the clients' and the desk's own, not the interface's. */
const theirs = [...people, 'example.com', 'Refinance', 'Admin', 'Hi! What', 'I want to refinance', 'Roughly', 'What is your', 'And the best', 'And your phone', 'the house', 'Runs the desk', 'Works the clients'];

/** The screens whose words are all in the catalogues, each with what shows that it is there. */
const spanish = [
  ['/dashboard/admin/', (page) => page.getByRole('row', { name: 'Grace Whitfield' })],
  ['/dashboard/clients/', (page) => page.getByRole('heading', { name: 'Mis clientes' })],
  ['/dashboard/pipeline/', (page) => page.getByText('Grace Whitfield')],
  ['/dashboard/client/:client/', (page) => page.getByRole('heading', { name: 'Grace Whitfield' })],
  ['/admin/', (page) => page.getByRole('heading', { level: 1 })],
  ['/admin/users/', (page) => page.getByRole('row', { name: 'Marisol Vega' })],
  ['/admin/roles/', (page) => page.getByRole('row', { name: 'CSM' })],
  ['/admin/settings/', (page) => page.getByRole('switch')],
  ['/admin/audit/', (page) => page.getByRole('row')],
  ['/admin/chat/', (page) => page.getByRole('heading', { level: 1 })],
  ['/admin/account/', (page) => page.getByText('Dónde tiene sesiones abiertas')],
  ['/admin/nothing/', (page) => page.getByText('No hay nada en esta dirección')],
  ['/sync/', (page) => page.getByText('Un navegador no guarda ninguna copia')],
];

test('in Spanish no English is left', async (t) => {
  const patterns = await englishSentences();
  const client = (await api('GET', '/clients/?q=grace')).results[0].id;
  const { page, errors, close } = await openPage(browser, server.base);
  await logIn(page, admin);
  await page.getByRole('row', { name: 'Grace Whitfield' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('espa');
  await option(page, /Español/).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Todos los clientes' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'es');
  for (const [path, sign] of spanish) {
    await t.test(path, async () => {
      await page.goto(path.replace(':client', client));
      await sign(page).first().waitFor();
      await page.waitForTimeout(300);
      assert.deepEqual(await englishOn(page, patterns, theirs), []);
    });
  }
  await page.goto('/dashboard/admin/');
  await page.getByRole('row', { name: 'Grace Whitfield' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Atajos de teclado' }).waitFor();
  assert.deepEqual(await englishOn(page, patterns, theirs), [], 'the cheat sheet');
  // Who has a login is led past it.
  await page.context().clearCookies();
  await page.goto('/dashboard/login/');
  await page.getByLabel('Correo electrónico').fill('nobody@example.com');
  await page.getByLabel('Contraseña', { exact: true }).fill('wrong-password');
  await page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await page.getByRole('alert').waitFor();
  assert.deepEqual(await englishOn(page, patterns, []), [], 'the login');
  assert.deepEqual(errors.filter((text) => !/40[01]/.test(text)), []);
  await close();
});

test('from 320 to 2560 px wide nothing hangs over the side', async () => {
  for (const width of [320, 2560]) {
    const { page, close } = await openPage(browser, server.base, { viewport: { width, height: width === 320 ? 640 : 1200 } });
    await logIn(page, admin);
    for (const path of ['/dashboard/admin/', '/dashboard/clients/', '/admin/account/', '/admin/nothing/']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(over <= 0, `${path} at ${width} px hangs over by ${over}`);
    }
    await page.getByRole('button', { name: /^Find/ }).locator('visible=true').first().click();
    await palette(page).waitFor();
    const box = await page.getByRole('dialog').boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= width, `the palette fits ${width} px`);
    await close();
  }
});
