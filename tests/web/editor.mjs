/* The scenario as text, in a real browser: node tests/web/editor.mjs COUNTERSCORE [FOLDER]

   A mistake is told at its line, mended and run; nothing is run while there is one; the keyboard gets in
   and out; no style is refused by the page's content security policy. At 1400 px light and 390 px dark; FULL=1:
   at 390 px light and 1400 px dark, too. FOLDER, when given, receives screenshots. */
import { join } from 'node:path';
import { axe, comes, download, tooWide } from './browser.mjs';
import { check, FULL, part } from './checks.mjs';
import { ran, served } from './served.mjs';

const [program, folder] = process.argv.slice(2);

/* Few people and one replicate: the text is what is looked at. */
async function enter(open, options) {
  const opened = await open('#company-ratings&persons=10000&replicates=1', options), { page } = opened;
  await page.waitForSelector('#editor:not([hidden])');
  await page.focus('#editor-fold summary');
  await page.keyboard.press('Enter');
  await page.locator('#editor-text', { hasText: 'title:' }).waitFor();
  return opened;
}

const inside = (page) => page.locator('#editor-text').evaluate((box) => box.getRootNode().activeElement === box);
const said = (page, words) => comes(page, (text) =>
  document.getElementById('editor-status').textContent.includes(text), words);

async function tidy(page, name) {
  await axe(page, name, '#editor');
  check(await tooWide(page) <= 0, `${name}: nothing is too wide`);
}

async function editing({ open }) {
  const { page, end } = await enter(open);
  let runs = 0;
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/runs')) runs++; });
  const text = await page.evaluate(() => fetch('api/v1/scenarios/company-ratings').then((a) => a.json()).then((a) => a.text));
  const line = text.split('\n').findIndex((row) => row.startsWith('title:')) + 1;
  check(await page.isDisabled('#editor-use'), 'there is nothing to use while nothing is changed');
  check((await page.textContent('#editor-text')).includes('#'), 'comments are there');
  check(await page.locator('.cm-content').evaluate((box) => getComputedStyle(box).whiteSpace === 'pre'), 'the box has its styles');

  await page.click('.cm-line >> text=/^title:/');
  await page.keyboard.press('Home');
  await ran(page); /* what the page does by itself is done */
  const before = runs;
  await page.keyboard.type('x');
  await said(page, 'mistake');
  const complaints = await page.locator('#editor-complaints li').allTextContents();
  check(complaints.some((one) => one.startsWith(`line ${line}, column 1: `) && one.includes('xtitle')), `the mistake is told at its line: ${complaints}`);
  const wanted = await page.evaluate((t) => fetch('api/v1/model', { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: t }) }).then((a) => a.json()), text.replace(/^title:/m, 'xtitle:'));
  check(wanted.error.complaints.every((one, i) => complaints[i].endsWith(one.message)), 'the sentences are the program’s');
  check(await page.locator('.cm-lintRange-error').count() >= 1, 'the place is underlined');
  check(await page.locator('.cm-lint-marker-error').count() >= 1, 'the margin marks it');
  check(await page.isDisabled('#editor-use'), 'it cannot be used');
  check(runs === before, 'nothing is run while one types');
  await page.keyboard.press('Control+End');
  await page.locator('#editor-complaints .jump').first().click();
  check(await inside(page), 'a complaint leads to its place');
  await tidy(page, 'with a mistake');
  if (folder) await page.locator('#editor').screenshot({ path: join(folder, 'editor-mistake.png') });

  await page.keyboard.press('Delete');
  await said(page, 'text that is in use');
  await page.keyboard.press('End');
  await page.keyboard.type(', mended');
  await said(page, 'No mistakes');
  await page.click('#editor-use');
  await comes(page, () => document.querySelector('.chip:has(:checked) b')?.textContent.endsWith(', mended'));
  await ran(page);
  check(runs > before, '“Use this” runs it');
  await page.focus('#editor-text');
  await page.keyboard.press('Control+z');
  await page.locator('#editor-text', { hasNotText: ', mended' }).waitFor();
  check(true, 'what was typed can be undone');
  await end('editing');
}

/* Tab indents, Escape and Tab leave. */
async function keyboard({ open }) {
  const { page, end } = await enter(open, { colorScheme: 'dark' });
  await page.keyboard.press('Tab');
  check(await inside(page), 'Tab leads into the text');
  await page.keyboard.press('Tab');
  check(await inside(page), 'Tab stays in it');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  check(!await inside(page), 'Escape, then Tab leads out');
  const told = await page.getAttribute('#editor-text', 'aria-label');
  check(told?.includes('Escape'), 'the label says so');
  const { name, bytes } = await download(page, () => page.click('#editor >> text=Download'));
  check(name === 'company-ratings.yaml' && bytes.length > 0, 'the text can be taken home');
  await end('keyboard');
}

async function sizes({ open }, width, colorScheme) {
  const { page, end } = await enter(open, { viewport: { width, height: 900 }, colorScheme });
  await tidy(page, `${width} px, ${colorScheme}`);
  if (folder) await page.locator('#editor').screenshot({ path: join(folder, `editor-${width}-${colorScheme}.png`) });
  await end(`${width} px, ${colorScheme}`);
}

const looks = [[390, 'dark'], ...(FULL ? [[390, 'light'], [1400, 'dark']] : [])];

await served(program, folder, async (all) => {
  for (const one of [editing, keyboard]) await part(one.name, () => one(all));
  for (const [width, scheme] of looks) await part(`${width} px, ${scheme}`, () => sizes(all, width, scheme));
});
