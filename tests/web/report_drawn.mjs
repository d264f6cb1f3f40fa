/* What stands on a report's page, in tables and in drawings, is what the data say. */
import { require, web } from './browser.mjs';
import { check } from './checks.mjs';
import { objects } from './report_figures.mjs';
import { join } from 'node:path';

/* The page's own way of writing numbers. */
export async function pageFormat() {
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

function checkTables(data, tables, write) {
  for (const section of data.sections)
    for (const table of section.tables) {
      const name = `${section.id}.${table.name}`, shown = tables[name];
      const wanted = table.rows.map((row) => row.map((cell, c) =>
        cell === null ? (/_(low|high)$/.test(table.columns[c].key) ? '–' : table.undefined)
          : typeof cell === 'string' ? cell : write(cell, table.columns[c].type)));
      check(JSON.stringify(shown) === JSON.stringify(wanted), `table ${name} is what the data say`);
    }
}

async function checkReasons(data, page) {
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

/* What stands beside the dots is what the tables say: of each the columns, one picture below the other. */
const DOTS = { gain: [['gain', 'diff']], foretold: [['bands', 'did']], copies: [['keepers', 'kept', 'share']],
  safe: [['safeguards', 'harm', 'missed'], ['firm_safeguards', 'harm', 'missed']] };

async function checkDots(data, page, write) {
  for (const [id, pictures] of Object.entries(DOTS)) {
    const tables = data.sections.find((s) => s.id === id)?.tables ?? [];
    const wanted = pictures.flatMap(([name, ...keys]) => {
      const table = tables.find((t) => t.name === name);
      const rows = table ? objects(table) : [], drawn = id === 'copies' && rows.length > 2 ? rows.slice(0, -1) : rows;
      const type = (key) => table.columns.find((c) => c.key === key).type;
      return drawn.flatMap((row) => keys.filter((key) => row[key] !== null).map((key) => write(row[key], type(key))));
    });
    if (!wanted.length) continue;
    const shown = await page.evaluate((where) =>
      [...document.querySelectorAll(`#${where} .di .v`)].map((e) => e.firstChild.textContent), id);
    check(JSON.stringify(shown) === JSON.stringify(wanted), `the picture of ${id} is its table: ${shown}`);
  }
}

/* Every picture says in words what it shows, and its numbers stand in a table of its section. */
async function checkPictures(data, page) {
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
async function checkMarks(data, page, write, withUnit) {
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
async function checkFlow(data, page, write) {
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

export async function checkDrawn(data, page, { write, withUnit }) {
  checkTables(data, await readTables(page), write);
  await checkDots(data, page, write);
  await checkPictures(data, page);
  await checkReasons(data, page);
  await checkMarks(data, page, write, withUnit);
  await checkFlow(data, page, write);
}
