import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from './support/browser.mjs';
import { admin, converse, prepareDesk, startServer } from './support/server.mjs';

let server;
let browser;

before(async () => {
  server = await startServer();
  await prepareDesk(server.base);
  await converse(server.base, 'Grace Whitfield');
  await converse(server.base, 'Daniel Kowalski');
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the main path goes by keyboard alone', async () => {
  const { page, errors, close } = await openPage(browser, server.base);
  const press = (...keys) => keys.reduce((past, key) => past.then(() => page.keyboard.press(key)), Promise.resolve());

  await page.goto('/dashboard/login/');
  await page.getByLabel('Email').waitFor();
  await page.keyboard.type(admin.email);
  await press('Tab');
  await page.keyboard.type(admin.password);
  await press('Enter');
  await page.waitForURL('**/dashboard/admin/');
  await page.getByRole('row', { name: 'Grace Whitfield' }).waitFor();

  await press('/');
  await page.keyboard.type('grace');
  await page.waitForURL('**/dashboard/admin/?q=grace*');
  await page.getByRole('row', { name: 'Daniel Kowalski' }).waitFor({ state: 'detached' });
  await press('Escape', 'Escape');
  await page.getByRole('row', { name: 'Daniel Kowalski' }).waitFor();

  await press('j', 'x', 'j', 'x', 'a');
  await page.getByRole('region', { name: 'Selection' }).getByText('2 clients selected').waitFor();
  await page.getByRole('textbox', { name: 'Find a person' }).waitFor();
  await page.keyboard.type('maris');
  await press('Enter');
  await page.getByText('2 clients: now with Marisol Vega').waitFor();

  await press('k', 'Enter');
  await page.waitForURL('**/dashboard/client/*/');
  await page.getByRole('button', { name: /^Interest rate: 7\.25/ }).waitFor();
  for (let step = 0; step < 20; step += 1) {
    await press('j');
    const label = await page.evaluate(() => document.activeElement?.textContent ?? '');
    if (label.startsWith('Interest rate')) break;
  }
  await press('Enter');
  await page.locator('li[data-quoted] mark').waitFor();

  await press('n');
  await page.locator('[aria-current="step"]', { hasText: 'Contacted' }).waitFor();
  await press('s');
  const menu = page.getByRole('menu');
  await menu.waitFor();
  await menu.getByRole('menuitem', { name: /^Lost/ }).focus();
  await press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Move to Lost' });
  await dialog.waitFor();
  await press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await press('h');
  await page.getByRole('tabpanel').getByText('Lead →').waitFor();
  await press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Move to another stage').waitFor();
  await press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await press('g', 'm');
  await page.waitForURL('**/dashboard/clients/');

  assert.deepEqual(errors, []);
  await close();
});

test('focus is always to be seen, and the first stop skips to the content', async () => {
  const { page, close } = await openPage(browser, server.base);
  await page.goto('/dashboard/login/');
  await page.getByLabel('Email').fill(admin.email);
  await page.getByLabel('Password', { exact: true }).fill(admin.password);
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: 'Grace Whitfield' }).waitFor();
  await page.reload();
  await page.getByRole('row', { name: 'Grace Whitfield' }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content');
  for (let stop = 0; stop < 30; stop += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return true;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
    assert.ok(seen, `stop ${stop} shows its focus`);
  }
  await close();
});
