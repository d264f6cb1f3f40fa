/* The five guided steps in a real browser: node tests/web/story.mjs COUNTERSCORE [FOLDER]

   Each step is opened, its thing is moved, and the figures in the sentence are those of the report of the
   run; at 1400 px light and 390 px dark. FULL=1: at 390 px light and 1400 px dark, too. FOLDER, when given,
   receives screenshots. */
import { join } from 'node:path';
import { axe, comes, tooWide } from './browser.mjs';
import { check, FULL, part } from './checks.mjs';
import { rows, served } from './served.mjs';

const [program, folder] = process.argv.slice(2);

/* One decimal, two figures below 0.1, as the page writes rates of up to 999. */
function rate(value) {
  let decimals = 1;
  for (let edge = 0.0995; value > 0 && value < edge; edge /= 10) decimals++;
  return value.toFixed(decimals);
}

const ladder = (report, key) => rate(rows(report, 'who', 'ladder').find((row) => row.class === key).per_1000);

/* What must stand in the sentence of a step, from the report alone. */
const WANTED = {
  1: (report) => {
    const right = Math.round(rows(report, 'sensors', 'sensors')[0].precision * 25);
    return right ? `about ${right} w` : 'fewer than one was wanted';
  },
  2: (report) => `about ${ladder(report, 'error')} are listed because a record is wrong`,
  3: (report) => `about ${ladder(report, 'association')} are listed only because of somebody else`,
  4: (report) => `day ${Math.round(rows(report, 'time', 'lifted').find((row) => row.cause === 'all').half)}.`,
  5: (report) => {
    const row = rows(report, 'safe', 'safeguards').find((one) => one.safeguard === 'careful matching');
    return row.harm_clear.startsWith('yes') ? `−${Math.abs(Math.round(row.harm))} (` : 'cannot be told from zero';
  },
};

async function settled(page, before = '') {
  await comes(page, (old) => {
    const result = document.querySelector('#story .result');
    return result && !result.hidden && !result.classList.contains('stale') && result.dataset.run !== old;
  }, before);
  return page.getAttribute('#story .result', 'data-run');
}

async function compare(page, step, run, what) {
  const report = await page.evaluate((id) => fetch(`api/v1/runs/${id}/report`).then((answer) => answer.json()), run);
  const said = await page.textContent('#story-say'), wanted = WANTED[step](report);
  check(said.includes(wanted), `step ${step}, ${what}: “${said}” says “${wanted}”`);
  return said;
}

/* Step 1 to 4: moved by the keyboard alone. */
const MOVES = {
  1: async (page) => { await page.focus('#story-0'); await page.keyboard.press('End'); },
  2: async (page) => { await page.focus('#story-1'); await page.keyboard.press('Space'); },
  3: async (page) => { await page.focus('#story-0-2'); await page.keyboard.press('ArrowUp'); },
  4: async (page) => { await page.focus('#story-1'); await page.keyboard.press('Space'); },
};

async function look(page, kind, step) {
  await page.evaluate(() => document.querySelectorAll('#story details').forEach((part) => { part.open = true; }));
  await axe(page, `step ${step} at ${kind}`, '#story');
  check(await tooWide(page) <= 0, `step ${step} at ${kind}: nothing is too wide`);
  if (folder) await page.screenshot({ path: join(folder, `story-${step}-${kind}.png`), fullPage: true });
}

async function steps({ open }) {
  const { page, end } = await open('');
  await page.waitForSelector('#learn:not([hidden])');
  await page.click('#learn');
  for (let step = 1; step <= 4; step++) {
    if (step > 1) await page.click('#story .turn .primary');
    await comes(page, (at) => location.hash === `#story=${at}`, step);
    check(await page.evaluate(() => document.activeElement?.id === 'story-h'), `step ${step}: the heading has the focus`);
    const run = await settled(page), said = await compare(page, step, run, 'at first');
    await MOVES[step](page);
    const moved = await settled(page, run), now = await compare(page, step, moved, 'moved');
    if (step !== 3) check(now !== said, `step ${step}: the sentence changes`);
    await comes(page, (text) => document.getElementById('spoken').textContent.startsWith(text), now);
    await look(page, '1400-light', step);
  }
  await page.click('#story .turn .primary');
  await page.waitForSelector('#story .pick');
  check(await page.isDisabled('#story .hands .primary'), 'step 5: nothing runs before a choice');
  check(await page.isHidden('#story .result'), 'step 5: nothing is shown before a choice');
  await page.focus('#story .pick input');
  await page.keyboard.press('Space');
  const chosen = page.locator('#story .pick > div', { hasText: 'Careful matching' });
  await chosen.locator('input').check();
  await page.click('#story .hands .primary');
  await compare(page, 5, await settled(page), 'chosen');
  check((await page.locator('#story-picture .row').count()) >= 6, 'step 5: all six safeguards are drawn');
  await look(page, '1400-light', 5);
  await end('steps');
}

/* Leaves with the settings in hand. */
async function leaving({ address, open }) {
  const { page, end } = await open('#story=2');
  const run = await settled(page);
  await MOVES[2](page);
  await settled(page, run);
  await page.focus('#story-0');
  await page.keyboard.press('End');
  const value = await page.textContent('#story output');
  await page.click('text=Open these settings in the explorer');
  await comes(page, () => location.hash.startsWith('#joined-up'));
  check(await page.isHidden('#story') && await page.isVisible('#controls'), 'the explorer stands where the steps were');
  const hash = decodeURIComponent(await page.evaluate(() => location.hash));
  check(hash.includes(`sensors.landlords.wrong_person.share=${value}`) && !hash.includes('purpose_limit'), `the settings went along: ${hash}`);
  await page.goto(`${address}#story=3`);
  await settled(page);
  await page.click('#story >> text=Leave');
  check(await page.isVisible('#controls') && !(await page.evaluate(() => location.hash)).startsWith('#story'), 'one can leave');
  check(await page.evaluate(() => document.activeElement?.id === 'learn'), 'the focus goes back to where one came from');
  await end('leaving');
}

/* The browser's own way back: the explorer takes up what it had let go of for the steps. */
async function back({ open }) {
  const { page, end } = await open('');
  await page.waitForSelector('#learn:not([hidden])');
  await page.click('#learn');
  await comes(page, () => location.hash === '#story=1');
  await page.goBack();
  await page.waitForSelector('#story', { state: 'hidden' });
  await comes(page, () => /replicate/i.test(document.getElementById('progress-words').textContent));
  check(await page.isEnabled('#run'), 'after Back the explorer goes on');
  await end('back');
}

async function sizes({ address, open }, width, colorScheme) {
  const { page, end } = await open('', { viewport: { width, height: 900 }, colorScheme });
  for (let step = 1; step <= 5; step++) {
    await page.goto(`${address}#story=${step}`);
    await comes(page, (at) => document.querySelector('#story [aria-current]')?.textContent.endsWith(at), String(step));
    await page.waitForSelector('#story .hands > *');
    if (step < 5) await settled(page);
    await look(page, `${width}-${colorScheme}`, step);
  }
  await end(`${width} px, ${colorScheme}`);
}

const sizesOf = [[390, 'dark'], ...(FULL ? [[390, 'light'], [1400, 'dark']] : [])];

await served(program, folder, async (all) => {
  for (const one of [steps, leaving, back]) await part(one.name, () => one(all));
  for (const [width, scheme] of sizesOf) await part(`${width} px, ${scheme}`, () => sizes(all, width, scheme));
});
