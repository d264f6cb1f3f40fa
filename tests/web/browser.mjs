/* The browser, for every script that opens a page: launched and opened in one way, with one limit of time.
   Needs web/node_modules (npm ci --ignore-scripts) and Chromium (CHROMIUM, else /usr/bin/chromium). */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, leave, WAIT } from './checks.mjs';

export const web = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'web');
export const require = createRequire(join(web, 'package.json'));

/* What a test has no use for: at every page, the browser would make two more for its own address bar. */
const PLAIN = ['--no-sandbox', '--no-first-run', '--disable-gpu', '--disable-quic', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-extensions',
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,HttpsUpgrades,MediaRouter,Translate'];

export async function launch() {
  const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
  if (!existsSync(executablePath))
    leave(`There is no browser at ${executablePath}; install Debian's chromium, or name one in CHROMIUM.`);
  if (!existsSync(join(web, 'node_modules')))
    leave('web/node_modules is missing; run npm ci --ignore-scripts in web/.');
  return require('playwright-core').chromium.launch({ executablePath, args: PLAIN, timeout: WAIT });
}

/** A page of its own, 1400 px wide, light, in which nothing moves, unless `options` say otherwise; `before` is
    done with it before it goes anywhere. What goes wrong in it is kept in `trouble`: errors, words on the console,
    dialogs, requests to anybody but `address`. `end` closes it, and checks that there was none. */
export async function open(browser, address, { hash = '', before, ...options } = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', colorScheme: 'light',
    viewport: { width: 1400, height: 900 }, ...options });
  context.setDefaultTimeout(WAIT);
  context.setDefaultNavigationTimeout(WAIT);
  const page = await context.newPage(), trouble = [];
  const watch = (one) => {
    one.on('console', (said) => {
      /* a refusal is an answer: the browser logs its status, the page says its sentence */
      if (['error', 'warning'].includes(said.type()) && !/status of 4\d\d/.test(said.text())) trouble.push(said.text());
    });
    one.on('pageerror', (error) => trouble.push(String(error)));
    one.on('dialog', (dialog) => { trouble.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
    one.on('request', (request) => {
      if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url())) trouble.push(`request ${request.url()}`);
    });
  };
  watch(page);
  context.on('page', watch);
  await before?.(page);
  await page.goto(address + hash);
  return { context, page, trouble, end: async (name) => {
    check(trouble.length === 0, `${name}: ${trouble.join('; ')}`);
    await context.close();
  } };
}

/** Waits until `good`, a function of the page's own, gives something that is not false. */
export const comes = (page, good, words) => page.waitForFunction(good, words, { polling: 100 });

/** What comes down when `act` is done: its name and its bytes. */
export async function download(page, act) {
  const [file] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** How many px the page is wider than its window. */
export const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

const worlds = new WeakMap();

/* axe runs in a world of its own, made once for each document: the page's policy would not let it in. */
async function worldOf(page) {
  const old = worlds.get(page), session = old?.session ?? await page.context().newCDPSession(page);
  const { frameTree: { frame } } = await session.send('Page.getFrameTree');
  if (old?.document === frame.loaderId) return old;
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: frame.id });
  const run = (expression) => session.send('Runtime.evaluate', { expression, contextId, awaitPromise: true, returnByValue: true });
  await run(`${readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')}; 0`);
  const world = { session, document: frame.loaderId, run };
  worlds.set(page, world);
  return world;
}

/** Checks that axe finds nothing in what `where` names (selectors, or what of the page is left out); without it, in the
    whole page. */
export async function axe(page, what, where) {
  const { run } = await worldOf(page);
  const { result, exceptionDetails } = await run(`axe.run(${where ? JSON.stringify(where) : 'document'}, { resultTypes: ['violations'] })
    .then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(', ')))`);
  const found = result.value ?? [`axe did not run: ${JSON.stringify(exceptionDetails ?? {})}`];
  check(found.length === 0, `${what}: axe finds ${found.join('; ')}`);
}
