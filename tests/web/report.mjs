/* Reports in a real browser: node tests/web/report.mjs REPORT.html... [FOLDER]

   Opens each page, of a run or of a study, at 1400 px light, at 390 px dark, and with scripts off. No error, no request,
   nothing wider than the window; every figure in a table and beside a mark is the figure in the data, and the error
   rates of the groups fit together; what can be taken home comes. axe looks at every section in which something stands
   that it has not yet seen on a page before, at 390 px with everything unfolded; charts of each kind are saved as
   pictures once. FULL=1: at both widths in both themes, axe at everything folded and unfolded, all pictures at both.
   FOLDER, when given, receives screenshots. Exit status: 0 all passed, 1 something failed. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { axe, download, launch, open, tooWide } from './browser.mjs';
import { check, FULL, leave, part, run } from './checks.mjs';
import { checkDrawn, pageFormat } from './report_drawn.mjs';
import { checkFigures } from './report_figures.mjs';

const files = process.argv.slice(2).filter((word) => word.endsWith('.html'));
const folder = process.argv.slice(2).find((word) => !word.endsWith('.html'));

if (!files.length || !files.every(existsSync)) leave('usage: node tests/web/report.mjs REPORT.html... [FOLDER]');

async function picture(page, { name }, look) {
  if (folder) await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true });
}

const unfold = (page, open) => page.evaluate((state) => document.querySelectorAll('details').forEach((d) => { d.open = state; }), open);

/* Elements that were seen before: what each is, what it is in, and of what classes. */
const seen = new Set();

/* Sections of the page in which something stands that was on no page before. */
async function unseen(page) {
  const parts = await page.evaluate(() => [...document.querySelectorAll('main > *, body > :not(main, script), section')].filter((part) => !part.querySelector('section'))
    .map((part, i) => {
      part.dataset.part = i;
      const kind = (e) => `${e.localName}.${[...e.classList].sort().join('.')}[${e.getAttribute('role') ?? ''}${e.getAttribute('type') ?? ''}]`;
      return [...new Set([part, ...part.querySelectorAll('*')].map((e) => `${kind(e.parentElement)}>${kind(e)}`))];
    }));
  const fresh = parts.flatMap((kinds, i) => (kinds.some((kind) => !seen.has(kind)) ? [`[data-part="${i}"]`] : []));
  parts.flat().forEach((kind) => seen.add(kind));
  return fresh;
}

/* As it stands and with everything open it is no wider than the window, and every chart is drawn. */
async function checkLook(page, name) {
  check(await tooWide(page) <= 0, `${name}: nothing is wider than the window (by ${await tooWide(page)} px)`);
  const empty = await page.evaluate(() => [...document.querySelectorAll('[data-chart]')].filter((e) => !e.firstChild).map((e) => e.dataset.chart));
  check(empty.length === 0, `${name}: every chart is drawn (not ${empty})`);
  if (FULL) await axe(page, `${name}, tables folded`);
  await unfold(page, true);
  check(await tooWide(page) <= 0, `${name}: open tables scroll inside (${await tooWide(page)} px too wide)`);
  if (FULL) await axe(page, `${name}, tables open`);
}

async function checkNarrow(browser, report) {
  const { page, end } = await open(browser, report.address, { viewport: { width: 390, height: 900 }, colorScheme: 'dark' });
  await picture(page, report, '390-dark');
  await checkLook(page, '390 px, dark');
  const first = seen.size === 0, fresh = await unseen(page);
  if (!FULL && (first || fresh.length)) await axe(page, '390 px, dark, tables open', first ? undefined : fresh);
  await end('390 px, dark');
}

async function checkWithoutScript(browser, report) {
  const { page, end } = await open(browser, report.address, { javaScriptEnabled: false });
  const shown = Object.fromEntries(await page.evaluate(() => [...document.querySelectorAll('[id]')].map((root) => {
    const tables = [...root.querySelectorAll('table')];
    return [root.id, [root.querySelector('.say, .lead')?.textContent, tables.length, tables.at(-1)?.checkVisibility()]];
  })));
  for (const { id, answer, tables } of report.data.sections) {
    const [words, count, visible] = shown[id] ?? [];
    check(words === answer, `script off: ${id} has its sentence`);
    check(count === tables.length, `script off: ${id} has its tables`);
    if (tables.length) check(visible, `script off: tables of ${id} are open`);
  }
  await picture(page, report, 'no-script');
  await end('script off');
}

async function checkHands(page, { data }) {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await background();
  await page.locator('button.theme').click();
  check(await background() !== before, 'the theme button changes the theme');
  await page.locator('button.theme').click();
  for (const words of ['All tables (CSV)', ...data.files.map((file) => `${file.label} (YAML)`)]) {
    const { bytes } = await download(page, () => page.getByRole('button', { name: words, exact: true }).click());
    const text = bytes.toString('utf8');
    check(text.startsWith('# counterscore') && text.includes('synthetic'), `${words}: its first line says synthetic`);
  }
}

/* What is wrong with a saved SVG, read in the browser: words that are not in it, references, coordinates. */
function faultsOf(page, id, text) {
  return page.evaluate(([section, source]) => {
    const made = new DOMParser().parseFromString(source, 'image/svg+xml'), faults = [];
    if (made.querySelector('parsererror') || made.documentElement.localName !== 'svg') return ['it is no XML'];
    const host = document.getElementById(section).querySelector('[data-chart]');
    const walk = document.createTreeWalker(host, NodeFilter.SHOW_TEXT), plain = (t) => t.replace(/\s+/g, '');
    const said = plain([...made.querySelectorAll('text')].map((e) => e.textContent).join(' '));
    while (walk.nextNode()) {
      const on = walk.currentNode.parentElement, words = plain(walk.currentNode.data);
      if (words && on.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !said.includes(words))
        faults.push(`lacks ${walk.currentNode.data}`);
    }
    const shapes = host.querySelectorAll('svg path, svg line, svg rect, svg circle').length;
    if (made.querySelectorAll('path, line, rect, circle').length < shapes) faults.push(`has not all ${shapes} shapes`);
    for (const element of made.querySelectorAll('*'))
      for (const { name, value } of element.attributes)
        if (/href|^on|^style$|^class$/.test(name) || /url\(|var\(|NaN|undefined/.test(value) || (/http/.test(value) && name !== 'xmlns'))
          faults.push(`${name}="${value}"`);
    if (!/Synthetic: nobody here exists; counterscore \d/.test(made.documentElement.textContent)) faults.push('does not say synthetic');
    return faults;
  }, [id, text]);
}

/* Colours of a picture, and the share of it that is not of the commonest. */
function coloursOf(page, bytes) {
  return page.evaluate(async (source) => {
    const image = new Image(), sheet = document.createElement('canvas'), seen = new Map();
    image.src = source;
    await image.decode();
    [sheet.width, sheet.height] = [image.width, image.height];
    const pen = sheet.getContext('2d');
    pen.drawImage(image, 0, 0);
    const data = new Uint32Array(pen.getImageData(0, 0, sheet.width, sheet.height).data.buffer);
    let looked = 0; /* one dot in 37 is enough to know, and a page has dozens of pictures of millions */
    for (let i = 0; i < data.length; i += 37, looked++) seen.set(data[i], (seen.get(data[i]) ?? 0) + 1);
    return { colours: seen.size, marked: 1 - Math.max(...seen.values()) / looked, width: image.width };
  }, `data:image/png;base64,${bytes.toString('base64')}`);
}

const drawn = new Set(); /* kinds of charts of which one was saved */

/* Every chart can be saved as it is seen. */
async function checkSaved(page, data, sections, width) {
  await unfold(page, false);
  for (const { id } of sections) {
    const name = `picture of ${id} at ${width} px`, menu = page.locator(`#${id} details.pic`);
    check(await menu.count() === 1, `${name}: there is a menu`);
    if (await menu.count() !== 1) continue;
    await menu.locator('summary').click();
    const saved = {};
    for (const kind of ['SVG', 'PNG']) {
      const { name: file, bytes } = await download(page, () => menu.getByRole('button', { name: kind, exact: true }).click());
      saved[kind] = bytes;
      check(file === `${data.name}-${id}.${kind.toLowerCase()}`, `${name}: ${file}`);
    }
    const faults = await faultsOf(page, id, saved.SVG.toString('utf8'));
    check(faults.length === 0, `${name}: the SVG ${faults.slice(0, 4).join('; ')}`);
    check(saved.PNG.subarray(0, 8).equals(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])), `${name}: a PNG`);
    const { colours, marked, width: dots } = await coloursOf(page, saved.PNG);
    check(colours > 8 && marked > 0.01 && dots > width, `${name}: not blank (${colours} colours, ${marked} marked, ${dots} wide)`);
  }
  if (!sections.length) return;
  await page.emulateMedia({ media: 'print' });
  check(await page.locator('details.pic:visible').count() === 0, 'no menu is printed');
  await page.emulateMedia({ media: 'screen' });
}

const charts = (data) => data.sections.filter((s) => s.chart && s.chart !== 'downloads');

async function checkWide(browser, report, format) {
  const { data } = report, { page, end } = await open(browser, report.address);
  await checkDrawn(data, page, format);
  await picture(page, report, '1400-light');
  await checkLook(page, '1400 px, light');
  await checkHands(page, report);
  const fresh = charts(data).filter(({ chart }) => FULL || !drawn.has(chart));
  fresh.forEach(({ chart }) => drawn.add(chart));
  await checkSaved(page, data, fresh, 1400);
  await end('1400 px, light');
}

async function checkMore(browser, report) {
  for (const [width, colorScheme] of [[390, 'light'], [1400, 'dark']]) {
    const { page, end } = await open(browser, report.address, { viewport: { width, height: 900 }, colorScheme });
    await picture(page, report, `${width}-${colorScheme}`);
    await checkLook(page, `${width} px, ${colorScheme}`);
    if (width < 800) await checkSaved(page, report.data, charts(report.data), width);
    await end(`${width} px, ${colorScheme}`);
  }
}

async function checkPage(browser, file, format) {
  const source = readFileSync(file, 'utf8');
  const data = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(source)[1]);
  const report = { data, address: pathToFileURL(resolve(file)).href, name: basename(file, '.html') };
  check(!/<script[^>]*src=|<link[^>]*href="http|url\(\s*["']?http/i.test(source), 'nothing is fetched');
  check(/Content-Security-Policy" content="default-src 'none'/.test(source), 'a content security policy');
  checkFigures(data);
  await checkWide(browser, report, format);
  await checkNarrow(browser, report);
  await checkWithoutScript(browser, report);
  if (FULL) await checkMore(browser, report);
}

await run(async () => {
  if (folder) mkdirSync(folder, { recursive: true });
  const format = await pageFormat(), browser = await launch();
  for (const file of files) {
    console.log(`-- ${file}`); /* what follows is of this page */
    await part(file, () => checkPage(browser, file, format));
  }
  await browser.close();
});
