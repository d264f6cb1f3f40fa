/* What the tests of the pages share: the browser, axe, and a count of what passed. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const web = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'web');
export const require = createRequire(join(web, 'package.json'));
const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
let passed = 0, failed = 0;

export function check(good, what) {
  if (good) passed++;
  else {
    failed++;
    console.log(`FAILED: ${what}`);
  }
}

export function leave(sentence) {
  console.error(sentence);
  process.exit(1);
}

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

export async function launch() {
  if (!existsSync(executablePath))
    leave(`There is no browser at ${executablePath}; install Debian's chromium, or name one in CHROMIUM.`);
  if (!existsSync(join(web, 'node_modules')))
    leave('web/node_modules is missing; run npm ci --ignore-scripts in web/.');
  return require('playwright-core').chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync'] });
}

/* axe runs in a world of its own: the page's policy would not let it in. */
export async function axe(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld',
    { frameId: frameTree.frame.id });
  const run = (expression) => session.send('Runtime.evaluate',
    { expression, contextId, awaitPromise: true, returnByValue: true });
  await run(`${require('axe-core').source}; 0`);
  const answer = await run(`axe.run(document, { resultTypes: ['violations'] }).then((r) =>
    r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(', ')))`);
  return answer.result.value ?? [`axe did not run: ${JSON.stringify(answer.exceptionDetails ?? {})}`];
}

/** Calls `get` until it gives something that is not false; null after so many seconds. */
export async function until(get, seconds = 90) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const got = await get();
    if (got) return got;
    await new Promise((rest) => setTimeout(rest, 60));
  }
  return null;
}
