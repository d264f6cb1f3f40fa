/* The report in a real browser: node tests/web/report.mjs REPORT.html [FOLDER]

   Opens the page, of a run or of a study, at 390 and 1400 px, light and dark, and with scripts off. No error, no request, nothing
   wider than the window, axe finds nothing; every figure in a table is the figure in the data, and the
   error rates of the groups fit together. FOLDER, when given, receives screenshots.
   BRIEF=1 looks at 390 px dark and 1400 px light alone, has axe look once, and saves no chart as a
   picture; with PICTURES=1 it saves them at 1400 px.
   Needs web/node_modules (npm ci --ignore-scripts) and Chromium (CHROMIUM, else /usr/bin/chromium).
   Exit status: 0 all passed, 1 something failed. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { axe, check, finish, launch, leave, require, web } from './browser.mjs';

const [file, folder] = process.argv.slice(2);

if (!file || !existsSync(file)) leave('usage: node tests/web/report.mjs REPORT.html [FOLDER]');
const address = pathToFileURL(resolve(file)).href;
const source = readFileSync(file, 'utf8');
const data = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(source)[1]);

/* The page's own way of writing numbers. */
async function pageFormat() {
  const built = await require('esbuild').build({ entryPoints: [join(web, 'src', 'format.ts')],
    bundle: true, format: 'esm', write: false });
  return import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].text).toString('base64')}`);
}

/* Every table of the page as text, by "section.table". */
function readTables(page) {
  return page.evaluate(() => {
    const tables = {};
    for (const table of document.querySelectorAll('table[data-table]')) {
      const section = table.closest('section, #answer');
      tables[`${section.id}.${table.dataset.table}`] = [...table.tBodies[0].rows].map((row) =>
        [...row.cells].map((cell) => cell.textContent));
    }
    return tables;
  });
}

function checkTables(tables, write) {
  for (const section of data.sections)
    for (const table of section.tables) {
      const name = `${section.id}.${table.name}`, shown = tables[name];
      const wanted = table.rows.map((row) => row.map((cell, c) =>
        cell === null ? (/_(low|high)$/.test(table.columns[c].key) ? '–' : table.undefined)
          : typeof cell === 'string' ? cell : write(cell, table.columns[c].type)));
      check(JSON.stringify(shown) === JSON.stringify(wanted), `table ${name} is what the data say`);
    }
}

function objects(table) {
  return table.rows.map((row) => Object.fromEntries(table.columns.map((c, i) => [c.key, row[i]])));
}

/* FPR = p/(1-p) (1-PPV)/PPV (1-FNR), from the rates as printed, PPV being 1 - FDR (Chouldechova 2017).
   It is exact in every replicate (tests/published/test_case11.c) and near for the means printed here. */
function checkRates() {
  const table = data.sections.find((s) => s.id === 'groups')?.tables.find((t) => t.name === 'groups');
  if (!table) return;
  for (const g of objects(table)) {
    const people = g.tp + g.fp + g.fn + g.tn, name = `${g.attribute} ${g.stratum}`;
    check(Math.abs(people - g.n) <= 1e-6 * g.n, `outcomes of ${name} add up to its people: ${people} of ${g.n}`);
    if (g.tp < 50 || g.fp < 50) continue;
    const p = g.prevalence, ppv = 1 - g.false_discovery_rate, fnr = g.false_negative_rate;
    check(Math.abs(p - (g.tp + g.fn) / people) <= 0.01 * p, `prevalence of ${name}: ${p}`);
    const expected = p / (1 - p) * (1 - ppv) / ppv * (1 - fnr);
    check(Math.abs(expected - g.false_positive_rate) <= 0.02 * expected,
      `false positive rate of ${name}: ${g.false_positive_rate}, from the others ${expected}`);
    check(g.false_positive_rate_low == null || (g.false_positive_rate_low <= g.false_positive_rate &&
      g.false_positive_rate <= g.false_positive_rate_high), `interval of ${name} holds its rate`);
  }
}

function checkLadder() {
  const table = data.sections.find((s) => s.id === 'who')?.tables.find((t) => t.name === 'ladder');
  if (!table) return;
  const rows = Object.fromEntries(objects(table).map((row) => [row.class, row]));
  const parts = ['rule', 'protected', 'error', 'association'];
  const sum = (key) => parts.reduce((total, part) => total + rows[part][key], 0);
  check(sum('marks') === rows.penalised.marks, 'marks of the rungs add up');
  check(Math.abs(sum('per_1000') - rows.penalised.per_1000) < 1e-6 * (1 + rows.penalised.per_1000),
    'rungs add up to all penalised');
  check(rows.penalised.marks + rows.missed.marks <= 1000, 'no more than 1,000 marks');
}

/* tests/web/everything.yaml has every mechanism, so its page has every section. */
const SECTIONS = { answer: 'figures', flow: 'nodes,links', who: 'ladder', when: 'totals', groups: 'groups', time: 'lifted',
  refused: 'denied', recourse: 'steps,corrected,agencies,repairs', copies: 'keepers,copies', friends: 'by_association,rules,published', sensors: 'sensors', visits: 'visits',
  foretold: 'bands,foretold_groups', lending: 'lending,files', gain: 'gain', safe: 'safeguards',
  published: 'figures', assumed: 'assumptions', sure: 'replicates,needed,totals', method: 'run', downloads: '' };

function checkSections() {
  if (data.name !== 'everything') return;
  for (const [id, tables] of Object.entries(SECTIONS)) {
    const section = data.sections.find((s) => s.id === id);
    check(section, `a page of everything has the section ${id}`);
    for (const name of tables.split(',').filter(Boolean))
      check(section?.tables.find((t) => t.name === name)?.rows.length, `${id} has the table ${name}`);
  }
  const ids = data.sections.map((s) => s.id);
  check(ids.every((id) => id === 'firms' || id in SECTIONS), `every section is named in the test: ${ids}`);
}

/* What the page of a study of each kind has, beside what every study has. */
const STUDIES = {
  sweep: { 'figure-1': 'points' }, morris: { 'figure-1': 'effects,own' }, sobol: { 'figure-1': 'indices,own' },
  prior: { spread: 'spread', holds: 'conclusions' }, safeguards: { front: 'sets,costs' },
  calibration: { fit: 'parameters,tries', targets: 'targets' },
};
const STUDY = { answer: 'figures', work: 'work,figures,worlds', method: 'run', downloads: '' };

function kindOfStudy() {
  const run = data.sections.find((s) => s.id === 'method')?.tables.find((t) => t.name === 'run');
  return /^\w+/.exec(run?.rows.find(([key]) => key === 'Kind')?.[1] ?? '')?.[0];
}

function checkStudy() {
  const kind = kindOfStudy();
  if (!kind) return;
  check(kind in STUDIES, `the kind of study is known: ${kind}`);
  for (const [id, tables] of Object.entries({ ...STUDY, ...STUDIES[kind] })) {
    const section = data.sections.find((s) => s.id === id);
    check(section, `a page of the kind ${kind} has the section ${id}`);
    check(!(id in STUDIES[kind]) || section?.chart, `${id} has a chart`);
    for (const name of tables.split(',').filter(Boolean))
      check(section?.tables.find((t) => t.name === name)?.rows.length, `${id} has the table ${name}`);
  }
  check(kind === 'safeguards' || data.sections.some((s) => s.id === 'varied') ||
    data.sections.some((s) => s.id.startsWith('figure-')), 'what was varied is told');
  check(data.files.length >= (kind === 'sweep' ? 2 : 1), 'what was asked for is carried by the page');
}

/* Copies by the way they went add up to those of the list they were put on, and these to all. */
function checkCopies() {
  const section = data.sections.find((s) => s.id === 'copies');
  if (!section) return;
  const [keepers, arrows] = ['keepers', 'copies'].map((name) => objects(section.tables.find((t) => t.name === name)));
  const near = (a, b) => Math.abs(a - b) <= 1e-7 * (1 + Math.abs(b)) /* nine digits are written */;
  const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
  const all = keepers[keepers.length - 1], lists = keepers.slice(0, -1);
  for (const key of ['made', 'corrected', 'kept']) {
    check(near(sum(lists, key), all[key]), `copies ${key}: the lists add up to all`);
    for (const list of lists)
      check(near(sum(arrows.filter((row) => row.to === list.list), key), list[key]),
        `copies ${key} onto ${list.list}: its ways add up`);
  }
  for (const row of [...keepers, ...arrows].filter((row) => row.share !== null)) {
    const ended = row.kept + row.corrected;
    check(ended <= row.made * (1 + 1e-9), `no more originals ended than copies were made: ${JSON.stringify(row)}`);
    check(ended < 5 || Math.abs(row.kept / ended - row.share) < 0.02, `share kept onto ${row.list ?? row.to}: ${row.share}`);
  }
}

/* The verdicts follow from the numbers beside them, and what does not hold is said before the table. */
function checkPublished() {
  const table = data.sections.find((s) => s.id === 'published')?.tables[0];
  if (!table) return;
  const seen = { set: 0, predicted: 0 };
  for (const row of objects(table)) {
    seen[row.kind]++;
    if (row.verdict === 'not comparable') continue;
    const low = row.published_from - row.within * Math.abs(row.published_from);
    const high = row.published_to + row.within * Math.abs(row.published_to);
    const from = row.value_low ?? row.value, to = row.value_high ?? row.value;
    const verdict = row.value === null ? 'undefined' : to < low || from > high ? 'outside' : 'inside';
    check(row.verdict === verdict, `${row.figure} is ${verdict}, not ${row.verdict}`);
    check(row.value_low == null || row.middle_low == null || row.value_high - row.value_low
      <= 3 * (row.middle_high - row.middle_low) + 1e-12, `${row.figure}: the mean is known better than one replicate`);
  }
  if (data.name === 'everything') check(seen.set > 0 && seen.predicted > 0, 'one figure of each kind');
}

async function checkReasons(page) {
  const table = data.sections.find((s) => s.id === 'published')?.tables[0];
  if (!table) return;
  const items = await page.locator('#published .lim li').allTextContents();
  const failed = objects(table).filter((row) => row.verdict === 'outside' || row.verdict === 'undefined');
  check(items.length === Math.min(12, failed.length), `reasons are given for ${failed.length}: ${items.length}`);
  failed.slice(0, 12).forEach((row, i) => check(items[i].includes(row.figure) && items[i].includes(row.because),
    `the reason of ${row.figure} is told: ${items[i]}`));
  const loud = await page.locator('#published .strips .l b').allTextContents();
  check(JSON.stringify(loud) === JSON.stringify(objects(table).map((row) => row.verdict).filter((v) => v !== 'inside')),
    `what is not inside is bold: ${loud}`);
}

/* Both sides stand in the table, and nowhere is one taken off the other. */
function checkGain() {
  const table = data.sections.find((s) => s.id === 'gain')?.tables.find((t) => t.name === 'gain');
  if (!table) return;
  const rows = objects(table), sides = rows.map((row) => row.side);
  check(sides.includes('claimed benefit') && sides.includes('harm'), 'benefits and harms stand side by side');
  check(sides.join().lastIndexOf('claimed benefit') < sides.join().indexOf('harm'), 'benefits, then harms');
}

/* What stands beside the dots is what the table says. */
async function checkDots(page, write) {
  const charts = { gain: ['gain', 'diff'], foretold: ['bands', 'did'], copies: ['keepers', 'kept', 'share'] };
  for (const [id, [name, ...keys]] of Object.entries(charts)) {
    const table = data.sections.find((s) => s.id === id)?.tables.find((t) => t.name === name);
    if (!table) continue;
    const type = (key) => table.columns.find((c) => c.key === key).type;
    const shown = await page.evaluate((where) =>
      [...document.querySelectorAll(`#${where} .di .v`)].map((e) => e.firstChild.textContent), id);
    const rows = objects(table), drawn = id === 'copies' && rows.length > 2 ? rows.slice(0, -1) : rows;
    const wanted = drawn.flatMap((row) => keys.filter((key) => row[key] !== null).map((key) => write(row[key], type(key))));
    check(JSON.stringify(shown) === JSON.stringify(wanted), `the picture of ${id} is its table: ${shown}`);
  }
}

/* Every picture says in words what it shows, and its numbers stand in a table of its section. */
async function checkPictures(page) {
  const bare = await page.evaluate(() => [...document.querySelectorAll('[role=img]')]
    .filter((e) => !(e.getAttribute('aria-label') ?? '').trim()).length);
  check(bare === 0, `every picture has words for who does not see it (${bare} have none)`);
  for (const section of data.sections.filter((s) => s.chart && s.chart !== 'downloads')) {
    check(section.tables.length > 0, `the picture of ${section.id} has its table`);
    check(await page.locator(`#${section.id} [role=img]`).count() > 0, `${section.id} has a picture`);
  }
}

const LANES = { morris: ['effects', 'mu_star'], sobol: ['indices', 'first'] };
const STRIPS = { published: ['figures', 'value'], spread: ['spread', 'middle'], fit: ['parameters', 'after'], targets: ['targets', 'after'] };

/* Bars and strips of studies: the words beside the marks are the table's. */
async function checkMarks(page, write, withUnit) {
  for (const section of data.sections) {
    const [name, key] = LANES[section.chart] ?? STRIPS[section.chart] ?? [];
    const table = section.tables.find((t) => t.name === name);
    if (!table) continue;
    const type = table.columns.find((c) => c.key === key).type, lanes = section.chart in LANES;
    const shown = await page.evaluate(([id, lanes]) => {
      const text = (e) => [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join('').trim();
      return lanes ? [...document.querySelector(`#${id} .lanes`).querySelectorAll(':scope > div > .v')]
        .map((e) => text(e.firstElementChild)) : [...document.querySelectorAll(`#${id} .strips .v`)].map(text);
    }, [section.id, lanes]);
    const wanted = objects(table).filter((row) => row[key] !== null).slice(0, lanes ? 20 : undefined)
      .map((row) => withUnit(write(row[key], type), lanes ? '' : row.unit));
    check(JSON.stringify(shown) === JSON.stringify(wanted), `the picture of ${section.id} is its table: ${shown}`);
  }
  for (const section of data.sections.filter((s) => s.chart === 'sweep')) {
    const points = objects(section.tables[0]).filter((row) => row.value !== null);
    const dots = await page.locator(`#${section.id} .plot .pt, #${section.id} .di .row .tr:nth-child(2) b`).count();
    check(dots > 0 && dots % points.length === 0, `${section.id} draws every point: ${dots} of ${points.length}`);
  }
}

/* The drawing of the regime: what stands in its parts is the table's, and no link is left out. */
async function checkFlow(page, write) {
  const section = data.sections.find((s) => s.id === 'flow');
  if (!section) return;
  const [nodes, links] = section.tables.map(objects);
  const shown = await page.evaluate(() => [...document.querySelectorAll('#flow .part')].map((part) => [part.dataset.id,
    ...[...part.querySelectorAll('b, small:not(.fto), .fv span')].map((e) => e.textContent)]));
  const wanted = nodes.map((n) => [n.id, n.label, n.note, n.amount === null ? '' : write(n.amount, 'rate'),
    n.wrong === null ? '' : `${write(n.wrong, 'share')} wrong`]);
  check(JSON.stringify(shown) === JSON.stringify(wanted), `the parts of the flow are its table: ${JSON.stringify(shown)}`);
  const drawn = await page.evaluate(() => [...document.querySelectorAll('#flow path:not(.head)')]
    .map((path) => [path.dataset.key, path.classList.contains('back')].join()));
  check(JSON.stringify(drawn.sort()) === JSON.stringify(links.map((l) => [`${l.from} ${l.to}`, l.back === 'yes'].join()).sort()),
    `every link of the flow is drawn: ${drawn.length} of ${links.length}`);
  const under = await page.evaluate(() => {
    const parts = [...document.querySelectorAll('#flow .part')].map((e) => e.getBoundingClientRect());
    return parts.filter((a, i) => parts.some((b, j) => i < j && a.left < b.right && b.left < a.right &&
      a.top < b.bottom && b.top < a.bottom)).length;
  });
  check(under === 0, `no part of the flow covers another (${under} do)`);
}

async function open(browser, options) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const trouble = [];
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) trouble.push(m.text()); });
  page.on('pageerror', (e) => trouble.push(String(e)));
  page.on('dialog', (d) => { trouble.push(`dialog ${d.message()}`); d.dismiss(); });
  page.on('request', (r) => {
    if (r.url() !== address && !r.url().startsWith('data:')) trouble.push(`request ${r.url()}`);
  });
  await page.goto(address, { waitUntil: 'load' });
  return { context, page, trouble };
}

async function checkLook(browser, width, colorScheme) {
  const name = `${width} px, ${colorScheme}`;
  const { context, page, trouble } = await open(browser,
    { viewport: { width, height: 900 }, colorScheme });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= width, `${name}: nothing is wider than the window (${wide})`);
  const empty = await page.evaluate(() => [...document.querySelectorAll('[data-chart]')]
    .filter((e) => !e.firstChild).map((e) => e.dataset.chart));
  check(empty.length === 0, `${name}: every chart is drawn (not ${empty})`);
  if (folder) await page.screenshot({ path: join(folder, `report-${width}-${colorScheme}.png`), fullPage: true });
  /* axe is slow on long pages: a brief look has it once, on the narrow page with everything unfolded */
  for (const state of !brief ? ['folded', 'open'] : width < 800 ? ['open'] : []) {
    await page.evaluate((open) => document.querySelectorAll('details').forEach((d) => { d.open = open; }),
      state === 'open');
    const found = await axe(page);
    check(found.length === 0, `${name}, tables ${state}: axe finds ${found.join('; ')}`);
  }
  const still = await page.evaluate(() => document.documentElement.scrollWidth);
  check(still <= width, `${name}: open tables scroll inside (${still})`);
  check(trouble.length === 0, `${name}: ${trouble.join('; ')}`);
  await context.close();
}

async function checkWithoutScript(browser, write) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  await page.goto(address);
  for (const section of data.sections) {
    const root = page.locator(`#${section.id}`);
    const words = await root.locator('.say, .lead').first().textContent();
    check(words === section.answer, `script off: ${section.id} has its sentence`);
    check(await root.locator('table').count() === section.tables.length,
      `script off: ${section.id} has its tables`);
    if (section.tables.length)
      check(await root.locator('table').last().isVisible(), `script off: tables of ${section.id} are open`);
  }
  if (folder) await page.screenshot({ path: join(folder, 'report-no-script.png'), fullPage: true });
  await context.close();
}

async function checkHands(browser) {
  const { context, page, trouble } = await open(browser,
    { viewport: { width: 1400, height: 900 }, acceptDownloads: true });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await background();
  await page.locator('button.theme').click();
  check(await background() !== before, 'the theme button changes the theme');
  for (const words of ['All tables (CSV)', ...data.files.map((file) => `${file.label} (YAML)`)]) {
    const [download] = await Promise.all([page.waitForEvent('download', { timeout: 5000 }),
      page.getByRole('button', { name: words, exact: true }).click()]);
    const text = readFileSync(await download.path(), 'utf8');
    check(text.startsWith('# counterscore') && text.includes('synthetic'), `${words}: its first line says synthetic`);
  }
  await page.keyboard.press('Tab');
  check(trouble.length === 0, `by hand: ${trouble.join('; ')}`);
  await context.close();
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

/* Every chart can be saved as it is seen. */
async function checkSaved(browser, width, colorScheme) {
  const { context, page, trouble } = await open(browser, { viewport: { width, height: 900 }, colorScheme, acceptDownloads: true });
  for (const { id } of data.sections.filter((s) => s.chart && s.chart !== 'downloads')) {
    const name = `picture of ${id} at ${width} px`, menu = page.locator(`#${id} details.pic`);
    check(await menu.count() === 1, `${name}: there is a menu`);
    if (await menu.count() !== 1) continue;
    await menu.locator('summary').click();
    const saved = {};
    for (const kind of ['SVG', 'PNG']) {
      const [download] = await Promise.all([page.waitForEvent('download', { timeout: 10000 }),
        menu.getByRole('button', { name: kind, exact: true }).click()]);
      saved[kind] = readFileSync(await download.path());
      check(download.suggestedFilename() === `${data.name}-${id}.${kind.toLowerCase()}`, `${name}: ${download.suggestedFilename()}`);
    }
    const faults = await faultsOf(page, id, saved.SVG.toString('utf8'));
    check(faults.length === 0, `${name}: the SVG ${faults.slice(0, 4).join('; ')}`);
    check(saved.PNG.subarray(0, 8).equals(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])), `${name}: a PNG`);
    const { colours, marked, width: dots } = await coloursOf(page, saved.PNG);
    check(colours > 8 && marked > 0.01 && dots > width, `${name}: not blank (${colours} colours, ${marked} marked, ${dots} wide)`);
  }
  check(trouble.length === 0, `pictures at ${width} px: ${trouble.join('; ')}`);
  await page.emulateMedia({ media: 'print' });
  check(await page.locator('details.pic:visible').count() === 0, 'no menu is printed');
  await context.close();
}

const { write, withUnit } = await pageFormat(), brief = process.env.BRIEF === '1', pictures = process.env.PICTURES === '1';
if (folder) mkdirSync(folder, { recursive: true });
const browser = await launch();
try {
  check(!/<script[^>]*src=|<link[^>]*href="http|url\(\s*["']?http/i.test(source), 'nothing is fetched');
  check(/Content-Security-Policy" content="default-src 'none'/.test(source), 'a content security policy');
  const { context, page } = await open(browser, {});
  checkTables(await readTables(page), write);
  await checkDots(page, write);
  await checkPictures(page);
  await checkReasons(page);
  await checkMarks(page, write, withUnit);
  await checkFlow(page, write);
  await context.close();
  checkRates();
  checkLadder();
  checkSections();
  checkGain();
  checkCopies();
  checkPublished();
  checkStudy();
  const looks = [[390, 'dark'], [1400, 'light'], ...(brief ? [] : [[390, 'light'], [1400, 'dark']])];
  for (const [width, scheme] of looks) await checkLook(browser, width, scheme);
  await checkWithoutScript(browser, write);
  await checkHands(browser);
  if (!brief || pictures) await checkSaved(browser, 1400, 'light');
  if (!brief) await checkSaved(browser, 390, 'dark');
} finally {
  await browser.close();
}
finish();
