/* The scenario as text, in a real browser: node tests/web/editor.mjs COUNTERSCORE [FOLDER]

   A mistake is told at its line, mended and run; nothing is run while there is one; the keyboard gets in
   and out; no style is refused by the page's content security policy. */
import { join } from 'node:path';
import { check, serve, tidy } from './served.mjs';

const [program, folder] = process.argv.slice(2);

async function enter(page, address) {
  await page.goto(`${address}#company-ratings`);
  await page.waitForSelector('#editor:not([hidden])');
  await page.focus('#editor-fold summary');
  await page.keyboard.press('Enter');
  await page.locator('#editor-text', { hasText: 'title:' }).waitFor();
}

const inside = (page) => page.locator('#editor-text').evaluate((box) => box.getRootNode().activeElement === box);
const said = (page, words) => page.waitForFunction((text) =>
  document.getElementById('editor-status').textContent.includes(text), words);

async function editing({ address, open }) {
  const page = await open(1400, false);
  let runs = 0;
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/runs')) runs++; });
  await enter(page, address);
  const text = await page.evaluate(() => fetch('api/v1/scenarios/company-ratings').then((a) => a.json()).then((a) => a.text));
  const line = text.split('\n').findIndex((row) => row.startsWith('title:')) + 1;
  check(await page.isDisabled('#editor-use'), 'there is nothing to use while nothing is changed');
  check((await page.textContent('#editor-text')).includes('#'), 'comments are there');
  check(await page.locator('.cm-content').evaluate((box) => getComputedStyle(box).whiteSpace === 'pre'), 'the box has its styles');

  await page.click('.cm-line >> text=/^title:/');
  await page.keyboard.press('Home');
  await page.waitForTimeout(1500);
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
  await tidy(page, '#editor', 'with a mistake');
  if (folder) await page.locator('#editor').screenshot({ path: join(folder, 'editor-mistake.png') });

  await page.keyboard.press('Delete');
  await said(page, 'text that is in use');
  await page.keyboard.press('End');
  await page.keyboard.type(', mended');
  await said(page, 'No mistakes');
  await page.click('#editor-use');
  await page.waitForFunction(() => document.querySelector('.chip:has(:checked) b')?.textContent.endsWith(', mended'));
  check(runs > before, '“Use this” runs it');
  await page.focus('#editor-text');
  await page.keyboard.press('Control+z');
  await page.locator('#editor-text', { hasNotText: ', mended' }).waitFor();
  check(true, 'what was typed can be undone');
  await page.close();
}

/* Tab indents, Escape and Tab leave. */
async function keyboard({ address, open }) {
  const page = await open(1400, true);
  await enter(page, address);
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
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#editor >> text=Download')]);
  check(download.suggestedFilename() === 'company-ratings.yaml', 'the text can be taken home');
  await page.close();
}

async function sizes({ address, open }) {
  for (const [width, dark] of [[390, false], [390, true], [1400, true]]) {
    const page = await open(width, dark);
    await enter(page, address);
    await tidy(page, '#editor', `at ${width}, ${dark ? 'dark' : 'light'}`);
    if (folder) await page.locator('#editor').screenshot({ path: join(folder, `editor-${width}-${dark ? 'dark' : 'light'}.png`) });
    await page.close();
  }
}

await serve(program, folder, async (served) => {
  await editing(served);
  await keyboard(served);
  await sizes(served);
});
