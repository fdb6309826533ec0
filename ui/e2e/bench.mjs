// What the desk costs the browser with a large database: a long scroll through the table, and a move on the board.
// Prints a table; `cargo xtask bench ui` sets RIVO_SERVER_BIN to a release build and SEED to the SQL that fills the server.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { launch, logIn, openPage } from './support/browser.mjs';
import { admin, startServer } from './support/server.mjs';

const clients = Number(process.env.CLIENTS ?? 100_000);
const scrollSeconds = Number(process.env.SCROLL_SECONDS ?? 20);
const moves = Number(process.env.MOVES ?? 10);
/** How long the server takes to answer a move: what shows before that is the page's own work. */
const answerMs = 300;

const results = [];
const note = (what, measured, aim = '') => results.push({ what, measured, aim });

const server = await startServer({}, async (run, { database }) => {
  await run(['createsuperuser', '--email', admin.email], admin.password);
  fill(database);
  return { admin };
});
const browser = await launch();
try {
  const { page, close } = await openPage(browser, server.base, { reducedMotion: 'no-preference' });
  await logIn(page, admin);
  await measureScroll(page);
  await measureMoves(page);
  await close();
} finally {
  await browser.close();
  await server.stop();
}
console.table(results);

function fill(database) {
  const sql = readFileSync(process.env.SEED, 'utf8').replaceAll('{N}', String(clients));
  const { status, stderr } = spawnSync('sqlite3', ['-bail', database], { input: sql });
  if (status !== 0) throw new Error(`sqlite3 could not fill the server: ${stderr}`);
}

/** Wheels down the table as fast as its rows come, and looks at each task of the page's main thread. */
async function measureScroll(page) {
  await page.goto('/dashboard/admin/');
  await page.getByRole('row').nth(5).waitFor();
  await page.waitForTimeout(1500);
  await page.mouse.move(700, 500);
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] });
  const end = Date.now() + scrollSeconds * 1000;
  while (Date.now() < end) await page.mouse.wheel(0, 400);
  const rows = await page.evaluate(() => {
    const last = [...document.querySelectorAll('[role="row"][aria-rowindex]')].at(-1);
    return Number(last?.getAttribute('aria-rowindex') ?? 0);
  });
  const tasks = mainThreadTasks(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
  const most = (of) => Math.max(0, ...tasks.map(of));
  const over = (of) => tasks.filter((task) => of(task) > 50).length;
  const [wall, own] = [({ wallMs }) => wallMs, ({ cpuMs }) => cpuMs];
  note(`Scroll through ${rows} of ${clients} clients, ${scrollSeconds} s: longest task`, ms(most(wall)), '< 50 ms');
  note('The longest by its own work, without waiting for the processor', ms(most(own)));
  note(`Of ${tasks.length} tasks over 50 ms`, `${over(wall)}, by their own work ${over(own)}`, '0');
}

/** The tasks of the busiest renderer's main thread: how long each held it, and how much of that it ran itself. */
function mainThreadTasks(events) {
  const mains = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  const threads = new Map([...mains].map((thread) => [thread, []]));
  for (const event of events) {
    if (event.name === 'RunTask' && event.ph === 'X') threads.get(`${event.pid} ${event.tid}`)?.push(event);
  }
  const busiest = [...threads.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  return busiest.map(({ dur, tdur }) => ({ wallMs: dur / 1000, cpuMs: (tdur ?? dur) / 1000 }));
}

/** Carries cards to the next stage by keyboard and counts the frames until each stands there. */
async function measureMoves(page) {
  await page.route('**/stage/', async (route) => {
    await new Promise((done) => setTimeout(done, answerMs));
    await route.continue();
  });
  await page.addInitScript(hearEnter);
  await page.goto('/dashboard/pipeline/');
  await page.locator('[data-stage="lead"] [data-card]').nth(1).waitFor();
  await page.waitForTimeout(1500);
  const frames = [];
  const spans = [];
  for (let move = 0; move < moves; move += 1) {
    const card = page.locator('[data-stage="lead"] [data-card]').first();
    const id = await card.getAttribute('data-card');
    await card.focus();
    await page.keyboard.press(' ');
    await page.keyboard.press('ArrowRight');
    await page.evaluate(watchMove, id);
    await page.keyboard.press('Enter');
    const { frame, after } = await page.evaluate(() => globalThis.moved);
    frames.push(frame);
    spans.push(after);
    await page.waitForTimeout(answerMs + 700);
  }
  const middle = spans.toSorted((a, b) => a - b)[Math.floor(spans.length / 2)];
  note(`A card moved by a key, ${moves} times: frames until it shows`, `${Math.max(...frames)} at most`, '1');
  note('Time from the key to the changed page', `${ms(middle)} in the middle, ${ms(Math.max(...spans))} at most`, `the server answers after ${answerMs} ms`);
}

/** In the page, before it listens to any key itself: tells `atEnter` when Enter is pressed. */
function hearEnter() {
  const hear = ({ key, timeStamp }) => {
    if (key === 'Enter') globalThis.atEnter?.(timeStamp);
  };
  window.addEventListener('keydown', hear, true);
}

/** In the page: `moved` waits for the key that ends a carrying, and then for the card in its new column. */
function watchMove(id) {
  globalThis.moved = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('The card was not moved.')), 10_000);
    globalThis.atEnter = (pressedAt) => {
      globalThis.atEnter = undefined;
      // Frames that begin before the change has been made do not show it.
      let begun = 0;
      const count = () => {
        begun += 1;
        counting = requestAnimationFrame(count);
      };
      let counting = requestAnimationFrame(count);
      const watcher = new MutationObserver(() => {
        if (!document.querySelector(`[data-stage="contacted"] [data-card="${id}"]`)) return;
        watcher.disconnect();
        cancelAnimationFrame(counting);
        resolve({ frame: begun + 1, after: performance.now() - pressedAt });
      });
      watcher.observe(document.body, { subtree: true, childList: true });
    };
  });
}

function ms(span) {
  return `${span.toFixed(1)} ms`;
}
