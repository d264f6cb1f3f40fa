/* The page of `counterscore serve` in a real browser: node tests/web/explorer.mjs [COUNTERSCORE [FOLDER]]

   Starts the program (else the one named in COUNTERSCORE, else build/counterscore), and uses its page as
   somebody would: runs, stops, moves things, pins, links, takes files home, by mouse and by keyboard alone.
   Figures on the page are held to the interface's, and those to the downloaded results file. At 390 px dark and
   1400 px light: axe finds nothing, nothing is wider than the window, no error, no other host.
   FULL=1: at both widths in both themes. FOLDER, when given, receives screenshots. Exit status: 0 all passed, 1 something failed. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { axe, comes, download, open, tooWide } from './browser.mjs';
import { check, FULL, part } from './checks.mjs';
import { looked, ran, rows, served, settled, start, text, toggle, words } from './served.mjs';

const [named, folder] = process.argv.slice(2);
const PERSONS = 5000, SIZE = `&persons=${PERSONS}&replicates=8`, FEW = `&persons=${PERSONS}&replicates=2`;
/* What report.mjs, person.mjs and editor.mjs look at. */
const ELSEWHERE = '#more, #person, #editor';

async function newest(api, quick) {
  return (await api('runs')).runs.find((run) => run.state === 'done' && run.quick === quick);
}

/* What stands beside the rungs. */
const ladder = (page) => page.locator('#live .rung .n').evaluateAll((all) => all.map((e) => Number(e.firstChild.textContent.replace(',', ''))));

/* The page's sentence, or what else is there, once it is as `good` wants it. */
async function said(page, where, good) {
  await comes(page, ([at, pattern]) => new RegExp(pattern).test(document.querySelector(at)?.textContent ?? ''), [where, good.source]);
  return text(page, where);
}

/* What stands in the ladder is the report's, and that is the one of the downloaded file. */
async function checkLadder(page, { api, program, scratch }) {
  const run = await newest(api, false), report = await api(`runs/${run.id}/report`);
  const shown = await ladder(page), wanted = rows(report, 'who', 'ladder').map((row) => row.per_1000);
  check(shown.length === wanted.length && shown.every((n, i) => Math.abs(n - wanted[i]) <= 0.051),
    `the ladder shows the report's figures: ${shown} for ${wanted}`);
  const { bytes } = await download(page, () => page.getByRole('link', { name: 'Results (SQLite)' }).click());
  const file = join(scratch, 'run.db');
  writeFileSync(file, bytes);
  const own = JSON.parse(execFileSync(program, ['report', file, '--data'], { maxBuffer: 1 << 26 }));
  check(JSON.stringify(rows(own, 'who', 'ladder')) === JSON.stringify(rows(report, 'who', 'ladder')), 'the downloaded file says the same');
  return own;
}

/* A safeguard is switched on: a quick look, then a run, each beside the regime as published. */
async function checkSafeguard(page, served) {
  const { api } = served, before = await checkLadder(page, served);
  const { id: published } = await newest(api, false);
  await toggle(page, /^No association/);
  check(await looked(page), 'a switch gives a quick look');
  check(/^About .* fewer of every 1,000 listed wrongly/.test(await text(page, '#live .line')), `a quick look is about: ${await text(page, '#live .line')}`);
  await page.locator('#run').click();
  check(await ran(page), 'a run with a safeguard ends');
  const run = await newest(api, false);
  check(run.safeguards.includes('no_association'), 'the run has the safeguard');
  const minus = await api(`runs/${run.id}/minus/${published}`);
  check(minus.paired, `the two are paired: ${minus.why}`);
  const figure = minus.figures.find((f) => f.figure === 'listed_wrongly');
  const line = await text(page, '#live .line'), per = Math.abs(figure.difference.mean * (figure.unit === 'share' ? 1000 : 1));
  check(line.includes(per.toFixed(1)), `the sentence has the paired difference ${per}: ${line}`);
  const after = await checkLadder(page, served);
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
  const second = '#pins .pin:nth-of-type(2) dd small';
  check(await said(page, second, /^\+\d/), 'the second says its difference from the first');
  check(/No association/.test(await said(page, '#live .line', /No association/)), 'what is shown is compared with the first pin');
  await page.getByRole('button', { name: 'Compare the others with As published' }).click();
  check(await said(page, second, /^−/), 'another pin can be what they are compared with');
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
  const trouble = await said(page, '[id="all-sensors.bank.misses-trouble"]', /./);
  check(/150 %.*0 %.*100 %/.test(trouble), `a bad value has the program's sentence beside it: ${trouble}`);
  check(await page.locator('#run').isDisabled(), 'Run waits');
  await field.fill('10 %');
  await field.press('Tab');
  check(await looked(page), 'a good value gives a look');
  check(await page.locator('#run').isEnabled(), 'Run is there again');
}

const hashOf = (page) => page.evaluate(() => location.hash);
/* The link follows what is set a moment later. */
async function hashWith(page, word) {
  await comes(page, (part) => location.hash.includes(part), word);
  return hashOf(page);
}

async function checkLink(page, { open }) {
  await toggle(page, /^Expiry/);
  await looked(page);
  const hash = await hashWith(page, 'expiry');
  check(hash === `#city-points&expiry&sensors.bank.misses=10%20%25${SIZE}`, `the link has what differs: ${hash}`);
  const other = await open(hash);
  check(await looked(other.page), 'a link opens');
  check(await other.page.getByRole('switch', { name: /^Expiry/ }).isChecked(), 'its safeguard is on');
  await other.page.locator('#all').click();
  check(await other.page.locator('[id="all-sensors.bank.misses"]').inputValue() === '10 %', 'its value is set');
  const { bytes } = await download(other.page, () => other.page.locator('#save-scenario').click()), yaml = bytes.toString('utf8');
  check(yaml.includes('misses: 10 %') || yaml.includes('value: 10 %'), 'the saved scenario has the value');
  await other.page.locator('#load-file').setInputFiles({ name: 'mine.yaml', mimeType: 'text/yaml', buffer: bytes });
  const whole = await hashWith(other.page, 'yaml=');
  check(whole.includes('yaml='), 'a text of one’s own is in the link');
  await other.end('a link');
  const own = await open(whole);
  check(await said(own.page, '.chip:has(:checked)', /Your own file/), 'and comes back out of it');
  await own.end('a text in a link');
  const wrong = await open(`#city-points&nonsense&sensors.bank.misses=150 %&no.such=3${SIZE}`);
  const notice = await said(wrong.page, '#notice', /./);
  check(/nonsense/.test(notice) && /no\.such/.test(notice) && /150 %/.test(notice), `unknown words are refused with a sentence: ${notice}`);
  await wrong.end('unknown words');
  const none = await open('#nowhere');
  const refused = await said(none.page, '#notice', /./);
  check(/nowhere.*not in the library/.test(refused), `an unknown regime is refused with a sentence: ${refused}`);
  await none.end('an unknown regime');
}

async function checkDownloads(page, { api }) {
  for (const [name, start] of [['Report (one page)', '<!DOCTYPE html>'], ['Scenario (YAML)', '']]) {
    const { bytes } = await download(page, () => page.getByRole('link', { name }).click());
    check(bytes.length > 0 && bytes.toString('utf8').startsWith(start), `${name} comes`);
  }
  await page.getByText('One table as CSV').click();
  const { bytes } = await download(page, () => page.locator('ul.tables a').first().click());
  check(bytes.toString('utf8').includes(','), 'a table comes as CSV');
  check((await api('runs')).runs.length > 0, 'the program has runs');
}

/* As many people as the scenario has: a run that is under way whenever one looks. */
async function checkStop({ open }) {
  const { page, end } = await open(`#city-points&expiry${SIZE}`);
  await looked(page);
  await page.locator('#persons').selectOption('0');
  await page.locator('#run').click();
  check(await said(page, '#run', /^Stop$/), 'Run becomes Stop');
  check(await said(page, '#progress-words', /^Replicate \d+ of \d+|^Waiting|^Starting/), 'progress in words');
  await page.locator('#run').click();
  check(await said(page, '#run', /^Run$/), 'Stop stops');
  await page.locator('#run').click();
  await said(page, '#run', /^Stop$/);
  await toggle(page, /^Heard/);
  check(await looked(page), 'moving something during a run stops it, and looks');
  await end('stopped');
}

/* Nothing but Tab, arrows, Space and Enter. */
async function checkKeyboard({ open }) {
  const { page, end } = await open(`#city-points&expiry${FEW}`);
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
  check(await hashWith(page, slider.replace('set-', '')), 'arrows move a slider');
  await looked(page);
  check(await focus('run'), 'Run is reached by Tab');
  await page.keyboard.press('Enter');
  check(await ran(page), 'Enter runs');
  await end('keyboard');
}

async function checkLook({ open }, width, colorScheme) {
  const name = `${width} px, ${colorScheme}`;
  const { page, end } = await open(`#city-points&no_association${FEW}`, { viewport: { width, height: 900 }, colorScheme });
  await looked(page);
  await page.locator('#pin').click();
  /* everything open once in each theme and once at each width */
  if (FULL ? (width < 800) === (colorScheme === 'light') : width < 800) {
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await page.locator('#search').fill('bank');
  }
  await comes(page, () => document.querySelector('#person-say')?.textContent);
  check(await tooWide(page) <= 0, `${name}: nothing is wider than the window (by ${await tooWide(page)} px)`);
  const bare = await page.locator('[role=img]').evaluateAll((all) => all.filter((e) => !(e.getAttribute('aria-label') ?? '').trim()).length);
  check(bare === 0, `${name}: every picture has words`);
  if (folder) await page.screenshot({ path: join(folder, `explorer-${width}-${colorScheme}.png`), fullPage: true });
  if (!FULL) await page.evaluate((others) => document.querySelectorAll(others).forEach((part) => { part.hidden = true; }), ELSEWHERE);
  await axe(page, name);
  await end(name);
}

/* The file that the program is started with is what the page begins with, and what follows is compared with it. */
async function checkOpened({ browser, program, scratch }) {
  const results = join(scratch, 'opened.db');
  execFileSync(program, ['compare', 'court-defaulters', '--persons', '3000', '--replicates', '3', '-o', results, '-q']);
  const report = JSON.parse(execFileSync(program, ['report', results, '--data'], { maxBuffer: 1 << 26 }));
  const begun = await start(program, scratch, ['--results', results]);
  const kept = async () => (await (await fetch(`${begun.address}api/v1/runs`)).json()).runs;
  const { page, end } = await open(browser, begun.address);
  check(/^3 replicates of 3,000 people/.test(await ran(page)), `the page begins with the file: ${await words(page)}`);
  check((await text(page, '#opened')).includes(report.title ?? ''), 'it says what the file is');
  check(await page.locator('#opened-show').isDisabled(), 'it is shown already');
  const shown = await ladder(page), wanted = rows(report, 'who', 'ladder').map((row) => row.per_1000);
  check(shown.length === wanted.length && shown.every((n, i) => Math.abs(n - wanted[i]) <= 0.051), `the ladder is the file's: ${shown} for ${wanted}`);
  check((await kept()).length === 1, 'nothing was run for that');
  await page.locator('#safeguards input').first().click();
  check(await looked(page), 'from there one goes on');
  await page.locator('#run').click();
  await ran(page);
  const minus = await said(page, '#live .line', /./);
  check(/under the regime as published|as published/.test(minus), `a run is compared with the file: ${minus}`);
  check((await kept()).filter((run) => !run.quick).length === 2, 'which was not run again');
  await page.locator('#opened-show').click();
  await comes(page, () => document.querySelector('#opened-show').disabled && !document.querySelector('#safeguards input').checked);
  check(true, 'and is shown again');
  await end('opened');
  await begun.stop();
}

/* A study is named, and has its report. */
async function checkStudy({ browser, program, scratch }) {
  const study = join(scratch, 'study.db');
  execFileSync(program, ['sensitivity', 'tests/web/studied.yaml', '--samples', '2', '--persons', '1000', '--replicates', '1', '-o', study, '--quiet']);
  const other = await start(program, scratch, ['--results', study]), { context, page, end } = await open(browser, other.address, { hash: `#city-points${FEW}` });
  check(await said(page, '#opened', /study file.*rows are run/), 'a study file is named');
  const [pop] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: 'Its report' }).click()]);
  await pop.waitForLoadState('load');
  check((await pop.locator('h1').count()) === 1 && await pop.getByRole('button', { name: 'Light / dark' }).isVisible(), 'its report opens, and its script runs');
  await end('study');
  await other.stop();
}

async function checkGone({ browser, program, scratch }) {
  const server = await start(program, scratch), { context, page } = await open(browser, server.address, { hash: '#city-points&expiry&persons=1000000' });
  await looked(page);
  await page.locator('#run').click();
  await said(page, '#run', /^Stop$/);
  server.child.kill('SIGKILL');
  const gone = await said(page, '.gone', /./);
  check(/does not answer any more/.test(gone), `the program gone is a sentence: ${gone}`);
  check(await page.getByRole('button', { name: 'Try again' }).isVisible(), 'and can be tried again');
  check(await page.getByRole('switch', { name: /^Expiry/ }).isChecked(), 'settings are kept');
  await context.close();
}

async function byHand(served) {
  const { page, end } = await served.open(`#city-points${SIZE}`);
  check(await said(page, '#live-say', /on a penal list/), 'the regime as published is run by itself');
  check(await ran(page), 'first a look, then all replicates');
  check(await page.locator('.chip').count() > 10, 'the library stands there');
  check(await page.getByText('The regime as published is being run').count() === 0, 'no empty frame');
  await comes(page, () => document.querySelector('#everyone canvas').getAttribute('aria-label'));
  const label = await page.locator('#everyone canvas').getAttribute('aria-label');
  const counted = [...label.matchAll(/([\d,]+) (?=listed|for|by|missed|not)/g)].map((m) => Number(m[1].replace(/,/g, '')));
  check(counted.reduce((a, b) => a + b, 0) === PERSONS, `everyone adds up: ${label}`);
  await checkSafeguard(page, served);
  await checkPins(page);
  await checkDownloads(page, served);
  await checkBadValue(page);
  await checkLink(page, served);
  await page.getByRole('radio', { name: /^Lending/ }).check();
  check((await hashWith(page, '#lending')).startsWith('#lending'), 'another regime is chosen');
  check(await settled(page), 'and run');
  await end('by hand');
}

const looks = [[390, 'dark'], [1400, 'light'], ...(FULL ? [[390, 'light'], [1400, 'dark']] : [])];

await served(named, folder, async (served) => {
  await part('by hand', () => byHand(served));
  await part('stopped', () => checkStop(served));
  await part('keyboard', () => checkKeyboard(served));
  for (const [width, scheme] of looks) await part(`${width} px, ${scheme}`, () => checkLook(served, width, scheme));
  await part('a file', () => checkOpened(served));
  await part('a study', () => checkStudy(served));
  await part('the program gone', () => checkGone(served));
});
