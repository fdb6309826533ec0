// How well conversations are read: the page of it, and what is different between two readings. A model
// stands behind it that first fails, then answers.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { assertAccessible, launch, logIn, openPage } from './support/browser.mjs';
import { admin, converse, prepareDesk, startServer, waitFor } from './support/server.mjs';

const answer = {
  current_loan_amount: 412000,
  interest_rate: 7.25,
  property_value: 610000,
  monthly_payment: 2890,
  preferences: ['close within two weeks'],
  summary: 'Client wants to refinance $412,000 at 7.25% within two weeks.',
};

let works = false;
let model;
let server;
let browser;
let api;
let client;

before(async () => {
  model = createServer((request, response) => {
    request.resume();
    response.writeHead(works ? 200 : 500, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        choices: [{ message: { content: JSON.stringify(answer) }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 1200, completion_tokens: 150 },
      }),
    );
  });
  await new Promise((done) => model.listen(0, '127.0.0.1', done));
  server = await startServer({
    OPENAI_BASE_URL: `http://127.0.0.1:${model.address().port}/v1`,
    OPENAI_MODEL: 'desk-model',
    OPENAI_INPUT_PRICE: '0.15',
    OPENAI_OUTPUT_PRICE: '0.60',
  });
  api = await prepareDesk(server.base);
  await converse(server.base, 'Grace Whitfield');
  client = (await api('GET', '/clients/')).results[0].id;
  await waitFor(async () => (await api('GET', `/clients/${client}/`)).extraction?.error, 'the failure');
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  model?.close();
});

test('failures show their reason and are tried again from the page', async () => {
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, admin, '/admin/extraction/');
  await page.getByRole('heading', { name: 'Extraction quality' }).waitFor();
  await page.getByText('Nobody has corrected or confirmed a fact').waitFor();
  const failures = page.getByRole('region', { name: 'Failures' });
  await failures.getByText('The model endpoint failed (HTTP 500).').waitFor();
  works = true;
  await failures.getByRole('button', { name: /^Try again: 1 conversation/ }).press('Enter');
  await page.getByText('1 job is queued again.').waitFor();
  await waitFor(async () => (await api('GET', `/clients/${client}/`)).extraction?.state === 'done', 'the model');
  await page.reload();
  await failures.getByText('Every conversation could be read.').waitFor();
  await page.getByText('desk-model reads each conversation').waitFor();
  const cost = page.getByRole('region', { name: 'Cost by day and reader' });
  await cost.getByRole('row', { name: /desk-model/ }).getByText('$0.0003').waitFor();
  await close();
});

test('a person’s corrections become the accuracy, by keyboard alone', async () => {
  await api('PATCH', `/clients/${client}/context/`, {
    facts: [
      { path: 'loan_details.interest_rate', value: '7.25' },
      { path: 'loan_details.property_value', value: '605k' },
      { path: 'financial_info.income', value: '96k' },
    ],
  });
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, admin, '/admin/extraction/');
  await page.getByText('33% of 3 facts that people looked at had been right.').waitFor();
  const table = page.getByRole('region', { name: 'Accuracy by field' });
  await table.getByRole('row', { name: /^Income .*0 of 1 0 1 0/ }).waitFor();
  await page.getByRole('combobox', { name: 'Period' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Last 90 days' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('33% of 3 facts').waitFor();
  await close();
});

test('the runs over a client’s conversation show what is different between two of them', async () => {
  const { page, close } = await openPage(browser, server.base, { viewport: { width: 390, height: 844 } });
  await logIn(page, admin, `/dashboard/client/${client}/`);
  await page.getByRole('button', { name: /^Interest rate: 7\.25/ }).waitFor();
  await page.getByText('Work', { exact: true }).click();
  await page.keyboard.press('d');
  const panel = page.getByRole('tabpanel', { name: 'Runs' });
  await panel.getByRole('combobox', { name: 'Compared with' }).waitFor();
  await panel.getByText('1,350 tokens').waitFor();
  const change = panel.locator('dl > div');
  await change.first().waitFor();
  await panel.getByRole('switch', { name: 'All fields' }).press('Space');
  await panel.getByText('Interest rate').waitFor();
  assert.ok((await change.count()) > 5);
  await assertAccessible(page, 'the runs');
  await close();
});

test('a page that cannot be loaded says so and offers another try', async () => {
  const { page, close } = await openPage(browser, server.base);
  await logIn(page, admin);
  let broken = true;
  await page.route('**/api/v1/reports/extraction/**', (route) =>
    broken ? route.fulfill({ status: 500, json: { detail: 'The report broke.', code: 'internal' } }) : route.continue(),
  );
  await page.goto('/admin/extraction/');
  await page.getByText('The report broke.').waitFor();
  await assertAccessible(page, 'the failing page');
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Accuracy' }).waitFor();
  await close();
});
