// Takes every screen as a picture: light and dark, wide and narrow, full, empty and failing.
// `cargo xtask screenshots` calls it; `--only client,login` takes a few, `--to FOLDER` puts them elsewhere.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { keptLogin, launch, openPage, standsStill } from './support/browser.mjs';
import { admin, asUser, csm, prepareDesk, seedDemo, startServer } from './support/server.mjs';
import { screens } from './support/screens.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' }, to: { type: 'string' } } });
const folder = values.to ?? fileURLToPath(new URL('../../target/screenshots', import.meta.url));
const wanted = values.only?.split(',');
const chosen = screens.filter(({ name }) => !wanted || wanted.includes(name));
const looks = ['light', 'dark'].flatMap((colorScheme) => [1440, 1280, 390].map((width) => ({ colorScheme, width })));
const twoLooks = [looks[1], looks[5]];

let taken = 0;

/** Opens a screen and keeps what is to be seen. */
async function take(page, screen, place, { colorScheme, width }, state) {
  await page.goto(screen.path(place));
  await screen.act?.(page);
  if (state === 'failing') await page.getByRole('alert').first().waitFor().catch(() => undefined);
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await standsStill(page);
  const name = [screen.name, ...(state ? [state] : []), colorScheme, width].join('-');
  await page.screenshot({ path: join(folder, `${name}.png`) });
  taken += 1;
}

/** All chosen screens of one server, in some looks. */
async function walk(browser, base, place, { user, staff, looks: some, state, prepare }) {
  for (const look of some) {
    const height = look.width < 500 ? 844 : 900;
    for (const as of ['nobody', 'admin', 'csm']) {
      const mine = chosen.filter((screen) => screen.as === as && (!state || screen.states.includes(state)));
      if (mine.length === 0) continue;
      const storageState = as === 'nobody' ? undefined : await keptLogin(browser, base, as === 'admin' ? user : staff);
      const { page, close } = await openPage(browser, base, { colorScheme: look.colorScheme, viewport: { width: look.width, height }, storageState });
      await prepare?.(page, as);
      for (const screen of mine) await take(page, screen, place, look, state);
      await close();
    }
  }
}

/** Every list fails; who is logged in and what the frame needs are still known. */
const break_ = (page) =>
  page.route(
    (url) => url.pathname.startsWith('/api/v1/') && !/\/(auth|settings|stages|events|notifications|users\/directory)\//.test(url.pathname),
    (route) => route.fulfill({ status: 503, contentType: 'application/json', body: '{"detail":"The database does not answer; try again.","code":"unavailable"}' }),
  );

await mkdir(folder, { recursive: true });
const browser = await launch();
try {
  const full = await startServer({}, seedDemo);
  const people = { user: full.logins.admin, staff: full.logins.csm };
  try {
    const call = await asUser(full.base, people.user);
    const place = await findPlaces(call);
    await walk(browser, full.base, place, { ...people, looks });
    await walk(browser, full.base, place, { ...people, looks: twoLooks, state: 'failing', prepare: break_ });
  } finally {
    await full.stop();
  }
  const bare = await startServer();
  try {
    await prepareDesk(bare.base);
    await walk(browser, bare.base, {}, { user: admin, staff: csm, looks: twoLooks, state: 'empty' });
  } finally {
    await bare.stop();
  }
} finally {
  await browser.close();
}
console.log(`${taken} pictures in ${folder}`);

/** A client with much to show, and a conversation. */
async function findPlaces(call) {
  const { results } = await call('GET', '/clients/?stage=qualified&limit=1');
  const { results: sessions } = await call('GET', '/chat/sessions/?limit=1');
  return { client: results[0]?.id, session: sessions[0]?.session_id };
}
