/* What the tests of the served page share: `counterscore serve`, a browser, counting. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
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

function leave(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** Starts the program, then the browser; ends both whatever happens. `work` has the address and `open`. */
export async function serve(program, folder, work) {
  if (!program || !existsSync(program)) leave('usage: node tests/web/NAME.mjs COUNTERSCORE [FOLDER]');
  if (!existsSync(executablePath))
    leave(`There is no browser at ${executablePath}; install Debian's chromium, or name one in CHROMIUM.`);
  if (!existsSync(join(web, 'node_modules')))
    leave('web/node_modules is missing; run npm ci --ignore-scripts in web/.');
  if (folder) mkdirSync(folder, { recursive: true });
  const child = spawn(program, ['serve', '--threads', '2'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => resolve(String(data).trim()));
    child.on('exit', (code) => reject(new Error(`counterscore serve ended with ${code}`)));
  });
  const browser = await require('playwright-core').chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const open = async (width, dark, more = {}, refusals = /status of 422/) => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light', ...more });
    page.setDefaultTimeout(120_000);
    page.on('pageerror', (error) => check(false, `no script error: ${error.message}`));
    page.on('console', (message) => {
      /* a refusal that is asked for is no fault */
      if (message.type() === 'error' && !refusals.test(message.text())) check(false, `nothing on the console: ${message.text()}`);
    });
    page.on('request', (request) => { if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url())) check(false, `no request to ${request.url()}`); });
    return page;
  };
  try {
    await work({ address, open });
  } catch (error) {
    check(false, error.stack);
  } finally {
    await browser.close();
    child.kill();
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

/** axe finds nothing, and nothing is wider than the window. */
export async function tidy(page, selector, what) {
  await page.evaluate(require('node:fs').readFileSync(join(web, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
  const found = await page.evaluate((at) => window.axe.run(document.querySelector(at)), selector);
  for (const { id, nodes } of found.violations) check(false, `axe, ${what}: ${id}: ${nodes[0].html.slice(0, 160)}`);
  check(found.violations.length === 0, `axe finds nothing, ${what}`);
  check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `nothing is too wide, ${what}`);
}
