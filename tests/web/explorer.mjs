/* The page of `counterscore serve` in a real browser: node tests/web/explorer.mjs [COUNTERSCORE [FOLDER]]

   Starts the program (else the one named in COUNTERSCORE, else build/counterscore), and uses its page as
   somebody would: runs, stops, moves things, pins, links, takes files home, by mouse and by keyboard alone.
   Figures on the page are held to the interface's, and those to the downloaded results file. At 390 and
   1400 px, light and dark: axe finds nothing, nothing is wider than the window, no error, no other host.
   BRIEF=1: 390 px dark and 1400 px light alone. FOLDER, when given, receives screenshots. Exit status: 0 all passed, 1 something failed. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { axe, check, finish, launch, leave, until } from './browser.mjs';

const [named, folder] = process.argv.slice(2);
const program = resolve(named ?? process.env.COUNTERSCORE ?? 'build/counterscore');
if (!existsSync(program)) leave(`There is no program at ${program}; build it, or name it.`);
if (folder) mkdirSync(folder, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'explorer-'));
const BRIEF = process.env.BRIEF === '1', PERSONS = 20000, SIZE = `&persons=${PERSONS}`;

async function serve(...words) {
  const child = spawn(program, ['serve', ...words], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: scratch } });
  let said = '';
  child.stdout.on('data', (bytes) => { said += bytes; });
  const address = await until(() => /http:\S+/.exec(said)?.[0], 20);
  if (!address) leave('counterscore serve did not say its address.');
  return { child, address };
}

async function open(browser, address, hash = '', options = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', acceptDownloads: true,
    viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const trouble = [];
  /* a refusal is an answer: the browser logs its status, the page says its sentence */
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type()) && !/status of 4\d\d/.test(m.text())) trouble.push(m.text()); });
  page.on('pageerror', (e) => trouble.push(String(e)));
  page.on('request', (r) => { if (!r.url().startsWith(address) && !/^(data|blob):/.test(r.url())) trouble.push(`request ${r.url()}`); });
  await page.goto(address + hash, { waitUntil: 'load' });
  return { context, page, trouble };
}

const text = (page, where) => page.locator(where).first().textContent();
const words = (page) => text(page, '#progress-words');
/* All replicates are in, and nothing is under way. */
const ran = (page) => until(async () => /^\d+ replicates? of/.test(await words(page)) && words(page));
const looked = (page) => until(async () => /^Quick look: about/.test(await words(page)));
/* Whichever of the two comes. */
const settled = (page) => until(async () => /^(Quick look: about|\d+ replicates? of)/.test(await words(page)) && words(page));
const runs = async (address) => (await (await fetch(`${address}api/v1/runs`)).json()).runs;

async function newest(address, quick) {
  return (await runs(address)).find((run) => run.state === 'done' && run.quick === quick);
}

function rows(report, id, name) {
  const table = report.sections.find((s) => s.id === id)?.tables.find((t) => t.name === name);
  return (table?.rows ?? []).map((row) => Object.fromEntries(table.columns.map((c, i) => [c.key, row[i]])));
}

/* What stands in the ladder is the report's, and that is the one of the downloaded file. */
async function checkLadder(page, address) {
  const run = await newest(address, false);
  const report = await (await fetch(`${address}api/v1/runs/${run.id}/report`)).json();
  const shown = await page.locator('#live .rung .n').evaluateAll((all) => all.map((e) => e.firstChild.textContent));
  const wanted = rows(report, 'who', 'ladder').map((row) => row.per_1000);
  check(shown.length === wanted.length && shown.every((t, i) => Math.abs(Number(t.replace(',', '')) - wanted[i]) <= 0.051),
    `the ladder shows the report's figures: ${shown} for ${wanted}`);
  const file = join(scratch, 'run.db');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Results (SQLite)' }).click()]);
  await download.saveAs(file);
  const own = JSON.parse(execFileSync(program, ['report', file, '--data'], { maxBuffer: 1 << 26 }));
  check(JSON.stringify(rows(own, 'who', 'ladder')) === JSON.stringify(rows(report, 'who', 'ladder')), 'the downloaded file says the same');
  return own;
}

/* A safeguard is switched on: a quick look, then a run, each beside the regime as published. */
async function checkSafeguard(page, address) {
  const before = await checkLadder(page, address);
  const { id: published } = await newest(address, false);
  await page.getByRole('switch', { name: /^No association/ }).click();
  check(await looked(page), 'a switch gives a quick look');
  check(/^About .* fewer of every 1,000 listed wrongly/.test(await text(page, '#live .line')), `a quick look is about: ${await text(page, '#live .line')}`);
  await page.locator('#run').click();
  check(await ran(page), 'a run with a safeguard ends');
  const run = await newest(address, false);
  check(run.safeguards.includes('no_association'), 'the run has the safeguard');
  const minus = await (await fetch(`${address}api/v1/runs/${run.id}/minus/${published}`)).json();
  check(minus.paired, `the two are paired: ${minus.why}`);
  const figure = minus.figures.find((f) => f.figure === 'listed_wrongly');
  const line = await text(page, '#live .line'), per = Math.abs(figure.difference.mean * (figure.unit === 'share' ? 1000 : 1));
  check(line.includes(per.toFixed(1)), `the sentence has the paired difference ${per}: ${line}`);
  const after = await checkLadder(page, address);
  const wrongly = (report) => rows(report, 'who', 'ladder').filter((r) => /^(protected|error|association)$/.test(r.class)).reduce((s, r) => s + r.per_1000, 0);
  check(Math.abs(wrongly(before) - wrongly(after) - per) < 1e-3 * (1 + per), `the files differ by as much: ${wrongly(before)} ${wrongly(after)}`);
  await page.locator('#differences summary').click();
  check(await page.locator('#differences tbody tr').count() === minus.figures.length, 'every difference stands in the table');
  const unclear = minus.figures.findIndex((f) => f.difference && f.difference.interval && !f.clear);
  if (unclear >= 0)
    check((await page.locator('#differences tbody tr').nth(unclear).textContent()).includes('cannot be told from zero'), 'what is not clear is said');
}

async function checkPins(page) {
  await page.locator('#pin').click();
  check(await page.locator('#pins .pin').count() === 1, 'a run is pinned');
  await page.locator('#reset').click();
  check(await looked(page), 'back to as published gives a look');
  await page.locator('#run').click();
  await ran(page);
  await page.locator('#pin').click();
  check(await page.locator('#pins .pin').count() === 2, 'two runs are pinned');
  const change = await until(() => page.locator('#pins .pin').nth(1).locator('dd small').first().textContent().catch(() => null), 20);
  check(/^\+\d/.test(change ?? ''), `the second says its difference from the first: ${change}`);
  check(/No association/.test(await text(page, '#live .line')), 'what is shown is compared with the first pin');
  await page.getByRole('button', { name: 'Compare the others with As published' }).click();
  const turned = await until(async () => {
    const said = await page.locator('#pins .pin').nth(1).locator('dd small').first().textContent().catch(() => '');
    return said.startsWith('−') && said;
  }, 20);
  check(turned, 'another pin can be what they are compared with');
  await page.getByRole('button', { name: 'Unpin No association' }).click();
  await page.getByRole('button', { name: 'Unpin As published' }).click();
  check(await page.locator('#pins').isHidden(), 'pins can be taken off');
}

async function checkBadValue(page) {
  await page.locator('#all').click();
  await page.locator('#search').fill('bank misses');
  const field = page.locator('[id="all-sensors.bank.misses"]');
  await field.fill('150 %');
  await field.press('Tab');
  const said = await until(async () => text(page, '[id="all-sensors.bank.misses-trouble"]'), 20);
  check(/150 %.*0 %.*100 %/.test(said ?? ''), `a bad value has the program's sentence beside it: ${said}`);
  check(await page.locator('#run').isDisabled(), 'Run waits');
  await field.fill('10 %');
  await field.press('Tab');
  check(await looked(page), 'a good value gives a look');
  check(await page.locator('#run').isEnabled(), 'Run is there again');
}

async function checkLink(browser, page, address) {
  await page.getByRole('switch', { name: /^Expiry/ }).click();
  await looked(page);
  const hash = await until(() => page.evaluate(() => (location.hash.includes('expiry') ? location.hash : null)), 10);
  check(hash === `#city-points&expiry&sensors.bank.misses=10%20%25${SIZE}`, `the link has what differs: ${hash}`);
  const other = await open(browser, address, hash);
  check(await looked(other.page), 'a link opens');
  check(await other.page.getByRole('switch', { name: /^Expiry/ }).isChecked(), 'its safeguard is on');
  await other.page.locator('#all').click();
  check(await other.page.locator('[id="all-sensors.bank.misses"]').inputValue() === '10 %', 'its value is set');
  const [download] = await Promise.all([other.page.waitForEvent('download'), other.page.locator('#save-scenario').click()]);
  const yaml = readFileSync(await download.path(), 'utf8');
  check(yaml.includes('misses: 10 %') || yaml.includes('value: 10 %'), 'the saved scenario has the value');
  await other.page.locator('#load-file').setInputFiles({ name: 'mine.yaml', mimeType: 'text/yaml', buffer: Buffer.from(yaml) });
  check(await until(async () => (await other.page.evaluate(() => location.hash)).includes('yaml='), 30), 'a text of one’s own is in the link');
  const own = await open(browser, address, await other.page.evaluate(() => location.hash));
  check(await until(async () => (await text(own.page, '.chip:has(:checked)')).includes('Your own file'), 30), 'and comes back out of it');
  const wrong = await open(browser, address, '#city-points&nonsense&sensors.bank.misses=150 %&no.such=3');
  const notice = await until(() => text(wrong.page, '#notice'), 30);
  check(/nonsense/.test(notice ?? '') && /no\.such/.test(notice ?? '') && /150 %/.test(notice ?? ''), `unknown words are refused with a sentence: ${notice}`);
  check(/nowhere.*not in the library/.test(await (async () => {
    const none = await open(browser, address, '#nowhere');
    const said = await until(() => text(none.page, '#notice'), 30);
    await none.context.close();
    return said ?? '';
  })()), 'an unknown regime is refused with a sentence');
  for (const { context, trouble } of [other, own, wrong]) {
    check(trouble.length === 0, `links: ${trouble.join('; ')}`);
    await context.close();
  }
}

async function checkDownloads(page, address) {
  for (const [name, start] of [['Report (one page)', '<!DOCTYPE html>'], ['Scenario (YAML)', '']]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
    check(readFileSync(await download.path(), 'utf8').startsWith(start), `${name} comes`);
  }
  await page.getByText('One table as CSV').click();
  const link = page.locator('ul.tables a').first();
  await link.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  check(readFileSync(await download.path(), 'utf8').includes(','), 'a table comes as CSV');
  check((await runs(address)).length > 0, 'the program has runs');
}

async function checkStop(page) {
  await page.locator('#persons').selectOption('0');
  await page.locator('#run').click();
  check(await until(async () => (await text(page, '#run')) === 'Stop', 10), 'Run becomes Stop');
  check(await until(async () => /^Replicate \d+ of \d+|^Waiting|^Starting/.test(await words(page)), 10), `progress in words: ${await words(page)}`);
  await page.locator('#run').click();
  check(await until(async () => (await text(page, '#run')) === 'Run', 10), 'Stop stops');
  await page.locator('#run').click();
  await until(async () => (await text(page, '#run')) === 'Stop', 10);
  await page.getByRole('switch', { name: /^Heard/ }).click();
  check(await looked(page), 'moving something during a run stops it, and looks');
  await page.getByRole('switch', { name: /^Heard/ }).click();
  await page.locator('#persons').selectOption('65536');
  await looked(page);
}

/* Nothing but Tab, arrows, Space and Enter. */
async function checkKeyboard(browser, address) {
  const { context, page, trouble } = await open(browser, address, `#city-points&expiry${SIZE}`);
  await looked(page);
  const focus = async (goal) => {
    for (let i = 0; i < 120; i++) {
      if (await page.evaluate((id) => document.activeElement?.id === id, goal)) return true;
      await page.keyboard.press('Tab');
    }
    return false;
  };
  await page.keyboard.press('Tab');
  check(await page.evaluate(() => document.activeElement?.className === 'skip'), 'the first stop is the skip link');
  check(await focus('safeguard-heard'), 'switches are reached by Tab');
  await page.keyboard.press('Space');
  check(await page.locator('#safeguard-heard').isChecked(), 'Space switches');
  await looked(page);
  const slider = await page.locator('.sl input').first().getAttribute('id');
  check(await focus(slider), 'sliders are reached by Tab');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  check(await until(() => page.evaluate((path) => location.hash.includes(path), slider.replace('set-', '')), 20), 'arrows move a slider');
  await looked(page);
  check(await focus('run'), 'Run is reached by Tab');
  await page.keyboard.press('Enter');
  check(await ran(page), 'Enter runs');
  check(trouble.length === 0, `keyboard: ${trouble.join('; ')}`);
  await context.close();
}

async function checkLook(browser, address, width, colorScheme) {
  const name = `${width} px, ${colorScheme}`;
  const { context, page, trouble } = await open(browser, address, `#city-points&no_association${SIZE}`,
    { viewport: { width, height: 900 }, colorScheme });
  await looked(page);
  await page.locator('#pin').click();
  /* everything open once in each theme and once at each width; axe is slow on a page this long */
  const unfolded = BRIEF ? width < 800 : (width < 800) === (colorScheme === 'light');
  if (unfolded) {
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await page.locator('#search').fill('bank');
  }
  await page.waitForTimeout(500);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= width, `${name}: nothing is wider than the window (${wide})`);
  const found = await axe(page);
  check(found.length === 0, `${name}: axe finds ${found.join('; ')}`);
  if (folder) await page.screenshot({ path: join(folder, `explorer-${width}-${colorScheme}.png`), fullPage: true });
  const bare = await page.locator('[role=img]').evaluateAll((all) => all.filter((e) => !(e.getAttribute('aria-label') ?? '').trim()).length);
  check(bare === 0, `${name}: every picture has words`);
  check(trouble.length === 0, `${name}: ${trouble.join('; ')}`);
  await context.close();
}

/* The file that the program is started with is what the page begins with, and what follows is compared with it. */
async function checkOpened(browser) {
  const results = join(scratch, 'opened.db'), study = join(scratch, 'study.db');
  execFileSync(program, ['compare', 'court-defaulters', '--persons', '6000', '--replicates', '3', '-o', results, '-q']);
  const report = JSON.parse(execFileSync(program, ['report', results, '--data'], { maxBuffer: 1 << 26 }));
  const begun = await serve('--results', results);
  const { context, page, trouble } = await open(browser, begun.address);
  check(/^3 replicates of 6,000 people/.test(await ran(page)), `the page begins with the file: ${await words(page)}`);
  check((await text(page, '#opened')).includes(report.title ?? ''), 'it says what the file is');
  check(await page.locator('#opened-show').isDisabled(), 'it is shown already');
  const shown = await page.locator('#live .rung .n').evaluateAll((all) => all.map((e) => Number(e.firstChild.textContent.replace(',', ''))));
  const wanted = rows(report, 'who', 'ladder').map((row) => row.per_1000);
  check(shown.length === wanted.length && shown.every((n, i) => Math.abs(n - wanted[i]) <= 0.051), `the ladder is the file's: ${shown} for ${wanted}`);
  check((await runs(begun.address)).length === 1, 'nothing was run for that');
  await page.locator('#safeguards input').first().click();
  check(await looked(page), 'from there one goes on');
  await page.locator('#run').click();
  await ran(page);
  const minus = await until(async () => (await text(page, '#live .line')) || null, 20);
  check(/under the regime as published|as published/.test(minus ?? ''), `a run is compared with the file: ${minus}`);
  check((await runs(begun.address)).filter((run) => !run.quick).length === 2, 'which was not run again');
  await page.locator('#opened-show').click();
  check(await until(async () => (await page.locator('#opened-show').isDisabled()) && (await page.locator('#safeguards input').first().isChecked()) === false, 20), 'and is shown again');
  check(trouble.length === 0, `opened: ${trouble.join('; ')}`);
  await context.close();
  begun.child.kill();
  execFileSync(program, ['study', 'tests/web/listed.yaml', '-o', study, '--quiet']);
  const other = await serve('--results', study), seen = await open(browser, other.address, `#city-points${SIZE}`);
  check(await until(async () => /study file.*rows are run/.test(await text(seen.page, '#opened')), 20), 'a study file is named');
  const [pop] = await Promise.all([seen.context.waitForEvent('page'), seen.page.getByRole('link', { name: 'Its report' }).click()]);
  pop.on('console', (m) => { if (m.type() === 'error') seen.trouble.push(m.text()); });
  await pop.waitForLoadState('load');
  check((await pop.locator('h1').count()) === 1 && await pop.getByRole('button', { name: 'Light / dark' }).isVisible(), 'its report opens, and its script runs');
  check(seen.trouble.length === 0, `study: ${seen.trouble.join('; ')}`);
  await seen.context.close();
  other.child.kill();
}

async function checkGone(browser, server) {
  const { context, page } = await open(browser, server.address, `#city-points&expiry&persons=1000000`);
  await looked(page);
  await page.locator('#run').click();
  await until(async () => (await text(page, '#run')) === 'Stop', 10);
  server.child.kill('SIGKILL');
  const said = await until(() => text(page, '.gone'), 30);
  check(/does not answer any more/.test(said ?? ''), `the program gone is a sentence: ${said}`);
  check(await page.getByRole('button', { name: 'Try again' }).isVisible(), 'and can be tried again');
  check(await page.getByRole('switch', { name: /^Expiry/ }).isChecked(), 'settings are kept');
  await context.close();
}

const server = await serve();
const browser = await launch();
try {
  const { address } = server;
  const { context, page, trouble } = await open(browser, address, `#city-points${SIZE}`);
  check(await until(async () => (await text(page, '#live-say')).includes('on a penal list')), 'the regime as published is run by itself');
  check(await ran(page), 'first a look, then all replicates');
  check(await page.locator('.chip').count() > 10, 'the library stands there');
  check(await page.getByText('The regime as published is being run').count() === 0, 'no empty frame');
  const label = await page.locator('#everyone canvas').getAttribute('aria-label');
  const counted = [...label.matchAll(/([\d,]+) (?=listed|for|by|missed|not)/g)].map((m) => Number(m[1].replace(/,/g, '')));
  check(counted.reduce((a, b) => a + b, 0) === PERSONS, `everyone adds up: ${label}`);
  await checkSafeguard(page, address);
  await checkPins(page);
  await checkDownloads(page, address);
  await checkBadValue(page);
  await checkLink(browser, page, address);
  await checkStop(page);
  await page.getByRole('radio', { name: /^Lending/ }).check();
  check(await until(async () => (await page.evaluate(() => location.hash)).startsWith('#lending')), 'another regime is chosen');
  check(await settled(page), 'and run');
  check(trouble.length === 0, `by hand: ${trouble.join('; ')}`);
  await context.close();
  await checkKeyboard(browser, address);
  const looks = [[390, 'dark'], [1400, 'light'], ...(BRIEF ? [] : [[390, 'light'], [1400, 'dark']])];
  for (const [width, scheme] of looks) await checkLook(browser, address, width, scheme);
  await checkOpened(browser);
  await checkGone(browser, server);
} finally {
  server.child.kill();
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}
finish();
