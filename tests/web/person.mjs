/* One person's file in a real browser: node tests/web/person.mjs COUNTERSCORE [SCENARIO [FOLDER]]

   Starts `COUNTERSCORE serve`, opens the explorer, and looks into a file of every kind that is offered: what
   the page says is what the interface says, and what `explain` says of the downloaded results. Another world
   of the same person; a number that is typed; the keyboard; 390 and 1400 px, one light, one dark; axe finds
   nothing, labels do not touch, and the console stays silent. FOLDER, when given, receives screenshots.
   FULL=1: in both themes at both widths. Exit status: 0 all passed, 1 something failed. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { axe, comes, tooWide } from './browser.mjs';
import { check, FULL, part } from './checks.mjs';
import { ran, served } from './served.mjs';

const [named, scenario = 'city-points', folder] = process.argv.slice(2);
const SIZE = '&persons=65536&replicates=1';

const plain = (text) => Number(text.replace(/,/g, ''));

/* What stands in the section. */
function read(page) {
  return page.evaluate(() => {
    const text = (selector) => document.querySelector(`#person ${selector}`)?.textContent ?? '';
    return { who: text('.pf-who'), say: text('#person-say'), note: text('#person-note'), sum: text('.pf-sum'),
      number: document.querySelector('#person-number').value, bars: document.querySelectorAll('#person .pf-bar').length,
      ticks: document.querySelectorAll('#person .pf-refused .pf-track > u').length,
      image: document.querySelector('#person .pf-draw')?.getAttribute('aria-label') ?? '',
      link: document.querySelector('#person a[download]')?.getAttribute('href') ?? '' };
  });
}

/* Pairs of words in the drawing that touch, each pair once. */
function touching(page) {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll('#person .pf-flag > div, #person .pf-title, #person .pf-end, #person .pf-row > i, ' +
      '#person .pf-said span, #person .pf-axis i')].filter((e) => e.textContent)
      .map((e) => ({ text: e.textContent, box: e.getBoundingClientRect() })).filter(({ box }) => box.width);
    const found = [];
    all.forEach((a, i) => all.slice(i + 1).forEach((b) => {
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (wide > 1 && high > 2) found.push(`“${a.text}” and “${b.text}”`);
    }));
    return found;
  });
}

async function tableRows(page) {
  await page.evaluate(() => { document.querySelector('#person details.tb').open = true; });
  await page.waitForSelector('#person table[data-table=person]', { state: 'attached' });
  return page.$$eval('#person table[data-table=person] tbody tr', (rows) =>
    rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
}

function checkFile(kind, seen, file, rows) {
  const base = file.worlds[0], { head } = base, name = `${kind}, person ${file.person}`;
  check(seen.who.includes(file.person.toLocaleString('en-GB')), `${name}: the number is said`);
  check(seen.image === seen.say && seen.say.length > 20, `${name}: the drawing has its sentence`);
  check(seen.sum.includes('This person does not exist'), `${name}: nobody exists`);
  const figures = [...seen.sum.matchAll(/([\d,]+) (days? on|of them|refusal|dispute|wrong record)/g)].map((m) => plain(m[1]));
  const wanted = [head.listed_days, head.listed_days - head.wrongful_days, head.refusals,
    base.events.filter((e) => e.kind === 'dispute').length, head.wrong_records];
  check(JSON.stringify(figures) === JSON.stringify(wanted), `${name}: ${figures} is ${wanted}`);
  check(seen.bars === base.spells.length, `${name}: ${seen.bars} bars of ${base.spells.length}`);
  check(seen.ticks === base.denials.length, `${name}: ${seen.ticks} ticks of ${base.denials.length}`);
  check(rows.length === base.events.length, `${name}: ${rows.length} rows of ${base.events.length}`);
  check(rows.every((row, i) => plain(row[0]) === base.events[i].day && (row[4] === 'wrong') === base.events[i].wrong),
    `${name}: days and what is wrong in the table`);
}

/* The same days, and every line of them, as the program tells of the results file. */
function checkExplained(program, results, file) {
  const said = execFileSync(program, ['explain', results, String(file.person)], { encoding: 'utf8' });
  const { events } = file.worlds[0], flat = said.replace(/\s+/g, ' ');
  const days = [...said.matchAll(/^day (\d+)/gm)].map((m) => Number(m[1]));
  const lines = said.match(/^(day \d+)? +(truth|did|on file|followed|truly) /gm) ?? [];
  const wanted = [...new Set(events.map((event) => event.day))];
  check(JSON.stringify(days) === JSON.stringify(wanted), `explain tells the same ${wanted.length} days of ${file.person}: ${days.length}`);
  check(lines.length === events.length, `explain has ${lines.length} lines of ${file.person}, of ${events.length}`);
  const missing = events.filter((event) => !flat.includes(event.text));
  check(missing.length === 0, `explain says “${missing[0]?.text}” of ${file.person}`);
}

/* Somebody of the kind; returns the number. */
async function choose(page, kind) {
  const opened = page.waitForResponse((r) => /\/people\/\d+$/.test(r.url()));
  if (await page.inputValue('#person-kind') === kind) await page.click('#person-another');
  else await page.selectOption('#person-kind', kind);
  const number = /\d+$/.exec((await opened).url())[0];
  await comes(page, (n) => document.querySelector('#person-number').value === n, number);
  return number;
}

async function checkWorlds(page, api) {
  const before = await read(page);
  await page.click('#person-worlds');
  await page.waitForSelector('#person table[data-table=person_worlds]');
  const rows = await page.$$eval('#person table[data-table=person_worlds] tbody tr', (all) =>
    all.map((row) => [row.dataset.world, ...[...row.cells].map((cell) => cell.textContent)]));
  const { runs } = await api('runs');
  const file = await api(`runs/${runs.find((run) => run.worlds.length > 1).id}/people/${before.number}`);
  check(rows.length === file.worlds.length && rows.length > 1, `${rows.length} worlds of ${file.worlds.length}`);
  const alike = (world) => JSON.stringify(world.events) === JSON.stringify(file.worlds[0].events);
  file.worlds.forEach((world, i) => {
    const row = rows[i] ?? [];
    check(row[0] === world.world, `row ${i} is of ${world.world}`);
    if (i > 0 && alike(world)) check(/nothing changed/.test(row[2]), `${world.world}: nothing changed, and it is said`);
    else check(plain(row[2]) === world.head.wrongful_days && plain(row[3]) === world.head.refusals, `${world.world}: ${row}`);
  });
  const [, ...others] = file.worlds, other = others.find((world) => !alike(world));
  if (other) {
    await page.focus(`#person tr[data-world="${other.world}"] button`);
    await page.keyboard.press('Enter');
    check(await page.$$eval('#person .pf-ghost', (all) => all.length) === other.spells.length, `${other.world} is dashed`);
    check(await page.getAttribute('#person tr button[aria-pressed=true]', 'aria-pressed') === 'true', 'the one chosen is marked');
    check(await page.evaluate(() => document.activeElement?.getAttribute('aria-pressed')) === 'true', 'the focus stays');
    await axe(page, 'with another world', '#person');
    await page.keyboard.press('Space');
    check(await page.$$eval('#person .pf-ghost', (all) => all.length) === 0, 'and goes again');
  }
  return { base: file.worlds[0], before };
}

async function checkTyped(page, kinds) {
  const number = await page.inputValue('#person-number');
  for (const bad of ['x', '-1', '99999999999', '65536.5e9']) {
    await page.fill('#person-number', bad);
    await page.keyboard.press('Enter');
    await comes(page, (typed) => document.querySelector('#person-note').textContent.includes(`“${typed}”`), bad);
    check(/is wanted/.test((await read(page)).note), `“${bad}” is refused with a sentence`);
  }
  const opened = page.waitForResponse((r) => r.url().endsWith(`/people/${number}`));
  await page.fill('#person-number', number);
  await page.keyboard.press('Enter');
  await (await opened).finished();
  await comes(page, () => document.querySelector('#person-note').textContent === '');
  check((await read(page)).who.includes(plain(number).toLocaleString('en-GB')), 'a number that was typed opens');
  const last = await choose(page, kinds.at(-1).id);
  await choose(page, kinds[0].id);
  await page.fill('#person-number', String(last));
  await page.keyboard.press('Enter');
  await comes(page, (typed) => document.querySelector('#person a[download]') && document.querySelector('.pf-head').textContent.includes(typed), Number(last).toLocaleString('en-GB'));
  check(await page.inputValue('#person-kind') !== kinds[0].id, 'the kind that is chosen is one of the person who was typed');
  check(kinds.every((kind) => !/worst/i.test(kind.label)), 'nobody is called the worst');
}

/* What is seen of one person, at every width. */
async function checkLooks(page, id, number, first) {
  const looks = [[1400, 'light'], [390, 'dark'], [800, 'light'], ...(FULL ? [[1400, 'dark'], [390, 'light']] : [])];
  for (const [width, colorScheme] of looks) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    /* labels are placed anew when the width has changed */
    await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
    check(await tooWide(page) <= 0, `${id} at ${width}: ${await tooWide(page)} px too wide`);
    const touch = await touching(page);
    check(touch.length === 0, `${id}, person ${number} at ${width}: ${touch.slice(0, 3).join('; ')}`);
    if (width !== 800 && (FULL || first || width === 390)) await axe(page, `${id} at ${width}, ${colorScheme}`, '#person');
    if (folder) await page.locator('#person').screenshot({ path: join(folder, `${scenario}-${id}-${width}-${colorScheme}.png`) });
  }
  await page.setViewportSize({ width: 1400, height: 900 });
}

async function files({ address, api, open, program, scratch }) {
  const { page, end } = await open(`#${scenario}${SIZE}`);
  await ran(page);
  await comes(page, () => document.querySelector('#person-say')?.textContent);
  const kinds = await page.$$eval('#person-kind option', (all) => all.map((one) => ({ id: one.value, label: one.textContent })));
  check(kinds.length >= 3, `${kinds.length} kinds of people`);
  const run = /runs\/(\w+)\//.exec((await read(page)).link)[1];
  const results = join(scratch, 'results.db');
  writeFileSync(results, Buffer.from(await (await fetch(`${address}api/v1/runs/${run}/results.db`)).arrayBuffer()));
  for (const { id } of kinds) {
    const number = await choose(page, id);
    const seen = await read(page), file = await api(`runs/${run}/people/${number}`);
    checkFile(id, seen, file, await tableRows(page));
    checkExplained(program, results, file);
    await checkLooks(page, id, number, id === kinds[0].id);
    check(await page.$$eval('.pf-list li', (all) => all.length) > 0 || file.worlds[0].events.length === 0, `${id}: a list for a phone`);
  }
  await checkTyped(page, kinds);
  await choose(page, kinds[0].id);
  const { before } = await checkWorlds(page, api);
  /* a switch: the same person */
  const first = page.locator('#safeguards input').first();
  await first.focus();
  await page.keyboard.press('Space');
  await comes(page, (link) => document.querySelector('#person a[download]').getAttribute('href') !== link, before.link);
  check((await read(page)).number === before.number, 'the person stays when a safeguard is switched on');
  await end('the files');
}

await served(named, folder, (all) => part('the files', () => files(all)));
