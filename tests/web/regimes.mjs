/* What the explorer says of regimes that are no city of points, in a real browser:
   node tests/web/regimes.mjs COUNTERSCORE

   A lender, a watch list whose stops last a day, a list of firms, a list over twelve years: an answer with
   figures, nothing empty drawn, values as one reads them, words along axes apart at every width. A file with
   mistakes says so in sight; the first step stands on a projector as a whole. */
import { comes } from './browser.mjs';
import { check, part } from './checks.mjs';
import { served, settled, text } from './served.mjs';

const [program] = process.argv.slice(2);
const SIZE = '&persons=20000&replicates=1';

async function at({ open }, hash) {
  const opened = await open(hash), { page } = opened;
  await settled(page);
  await unrolled(page);
  return opened;
}

/* A part is drawn when it comes near, an axis a moment later. */
const unrolled = (page) => page.evaluate(async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 600) {
    scrollTo(0, y);
    await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  }
});

/** Words along an axis that stand on each other, and how many axes there are. */
const crowded = (page) => page.evaluate(() => {
  const axes = [...document.querySelectorAll('.ax .tr, .tr.own, .plot .in, .strip')];
  return [axes.length, axes.flatMap((axis) => {
    const words = [...axis.querySelectorAll(':scope > em, :scope > i.x, :scope > i:not([class])')].map((word) => [word.textContent, word.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0).sort((a, b) => a[1].left - b[1].left);
    return words.flatMap(([word, box], i) => (i && box.left < words[i - 1][1].right ? [`${words[i - 1][0]}|${word}`] : []));
  })];
});

/** What stands below the answer of a regime with this safeguard: of each figure the program's own paired difference. */
async function toldAgainst(page, { api }, safeguard, figures) {
  await comes(page, () => /than under the regime as published|cannot be told from zero/.test(document.querySelector('#live .line').textContent));
  const line = await text(page, '#live .line'), { runs } = await api('runs');
  const shown = runs.find((run) => run.state === 'done' && run.safeguards.includes(safeguard));
  const plain = runs.find((run) => run.state === 'done' && run.scenario === shown.scenario && !run.safeguards.length &&
    run.persons === shown.persons && run.replicates === shown.replicates);
  const minus = await api(`runs/${shown.id}/minus/${plain.id}`);
  for (const [name, words] of Object.entries(figures)) {
    const { difference, clear } = minus.figures.find((one) => one.figure === name);
    const size = Math.abs(difference.mean * 1000).toFixed(1), way = difference.mean < 0 ? 'fewer' : 'more';
    const unclear = difference.interval ? !clear : difference.mean === 0;
    check(unclear ? /cannot be told from zero|As many/.test(line) : line.includes(`${size} ${way} ${words}`),
      `${safeguard}: ${name} ${way} by ${size}${unclear ? ', which is unclear' : ''}: ${line}`);
  }
}

async function lender(served) {
  const { page, end } = await at(served, `#lending${SIZE}`);
  check(/people refused a loan, \d+ would have repaid it/.test(await text(page, '#live-h')), `a lender's headline has a figure: ${await text(page, '#live-h')}`);
  check(/\d+ refused; \d+ of these would have been repaid/.test(await text(page, '#live-say')), `and so has its answer: ${await text(page, '#live-say')}`);
  check(await page.locator('#live .figs > div').count() === 4, 'four figures stand below');
  check(await page.locator('#live h3').textContent() === 'Who is lent to?', 'the drawing of the regime stands in its own place alone');
  await comes(page, () => document.querySelector('#person-say')?.textContent);
  check(/^(Asked for a loan|Never)/.test(await text(page, '#person-say')), `a file speaks of loans: ${await text(page, '#person-say')}`);
  check(!(await text(page, '#person-kind')).includes('nothing went wrong'), 'nobody of whom that is not known is called untouched');
  const before = await text(page, '#live-say');
  await page.locator('#safeguard-same_share').click();
  await comes(page, (old) => document.querySelector('#live-say').textContent !== old && /^Quick look: about/.test(document.querySelector('#progress-words').textContent), before);
  check(/^Quick look, so about: This is a lender/.test(await text(page, '#live-say')), 'a switch changes the figures');
  await toldAgainst(page, served, 'same_share', { refused_good: 'of every 1,000 people refused a loan would have repaid it',
    true_positive_rate: 'of every 1,000 applications of people who repay are granted' });
  await end('lender');
}

async function watchList(served) {
  const { page, end } = await at(served, `#street-cameras${SIZE}`);
  check(await page.locator('#live .unit, #live .ladder').count() === 0, 'no thousand empty marks where nobody is listed on the last day');
  check(await page.locator('#groups .di').count() === 0 && /nobody is listed/.test(await text(page, '#groups')), 'no groups of zeros');
  check(!/\d\.\d (right|wrong|alerts)/.test(await text(page, '#live-say')), `people and alerts are whole: ${await text(page, '#live-say')}`);
  const values = await page.locator('#settings output').allTextContents();
  check(values.includes('15,000') && values.every((value) => !/_|e-/.test(value)), `values are written to be read: ${values.join('; ')}`);
  await end('watchList');
}

async function firms(served) {
  const { page, end } = await at(served, `#company-ratings&no_spill_over${SIZE}`);
  check(/What happens to firms stands below/.test(await text(page, '#live-say')), `firms are not nothing: ${await text(page, '#live-say')}`);
  await toldAgainst(page, served, 'no_spill_over', { listed_wrongly: 'of every 1,000 listed wrongly',
    'listed_wrongly of=firms': 'of every 1,000 firms listed wrongly' });
  await end('firms');
}

async function nobodyWrongly(served) {
  const { page, end } = await at(served, `#predictive-inspection${SIZE}`);
  check(await page.locator('#months .bars, #months .plot').count() === 0 && /It does not/.test(await text(page, '#months')), 'where nothing builds up, a sentence says so');
  await end('nobodyWrongly');
}

/* A list over twelve years, and a file that is no scenario, which says so where one looks. */
async function years(served) {
  const { page, end } = await at(served, `#court-defaulters${SIZE}`);
  check(/4,474 days \(12\.3 years\)/.test(await text(page, '#live')), 'a long time is told in years, too');
  check((await page.locator('#settings output').allTextContents()).includes('0.00241 per year'), 'three figures of a value');
  const published = await page.locator('.swatch.half').first().boundingBox();
  check(published !== null && published.width > 8, 'what is published can be told by its mark');
  check(await page.locator('#s-published details.pic').count() === 1, 'a chart can be saved as a picture');
  const wide = await page.locator('.sl').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
  check(wide === 0, 'no setting is wider than its column');
  for (const width of [1400, 700, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await unrolled(page);
    const [axes, found] = await crowded(page);
    check(axes > 8, `${width} px: there are axes (${axes})`);
    check(found.length === 0, `${width} px: words along axes stand apart: ${found.join('; ')}`);
  }
  await page.setViewportSize({ width: 1400, height: 900 });
  await mistaken(page);
  await end('years');
}

async function mistaken(page) {
  await page.setInputFiles('#load-file', { name: 'mine.yaml', mimeType: 'application/yaml', buffer: Buffer.from('this: is none\n') });
  await comes(page, () => document.querySelectorAll('.gone li').length > 0);
  check(/not run; what stands below is of the one before it/.test(await text(page, '.gone')), `a file with mistakes: ${await text(page, '.gone')}`);
  check((await page.locator('.gone li').first().boundingBox()).y < 900, 'its mistakes stand in sight');
  check(/The scenario has mistakes/.test(await text(page, '#progress-words')), `and Run waits: ${await text(page, '#progress-words')}`);
  await page.getByRole('radio', { name: /^Credit bureau/ }).check();
  await comes(page, () => document.querySelectorAll('.gone *').length === 0);
  check(true, 'another regime ends that');
}

/** At 1280 by 720 all 25 marks of the first step stand above the lower edge. */
async function projector({ open }) {
  const { page, end } = await open('#story=1', { viewport: { width: 1280, height: 720 } });
  await comes(page, () => document.querySelector('#story-picture > .few'));
  const marks = await page.locator('#story-picture > .few').boundingBox();
  check(marks.y + marks.height <= 720, `a projector shows the whole picture (to ${marks.y + marks.height} px)`);
  await end('projector');
}

await served(program, null, async (all) => {
  for (const one of [projector, lender, watchList, firms, nobodyWrongly, years]) await part(one.name, () => one(all));
});
