/* What happens to the explorer's page meanwhile, in a real browser: node tests/web/meanwhile.mjs COUNTERSCORE

   Runs that the program has forgotten, a run that is stopped, people of whom no history is kept, reports that
   come while somebody stands in the words of a part, pins that are moved and taken off, small differences. */
import { comes } from './browser.mjs';
import { check, part, WAIT } from './checks.mjs';
import { looked, served, text, toggle, words } from './served.mjs';

const [program] = process.argv.slice(2);
const SIZE = '&persons=8000';
const runs = (page) => page.evaluate(() => fetch('api/v1/runs').then((a) => a.json()).then(({ runs }) => runs));

/* As if other pages had asked for so many runs that these are gone. */
async function forget(page) {
  const gone = await page.evaluate(() => fetch('api/v1/runs').then((a) => a.json()).then(async (list) => {
    for (const { id } of list.runs) await fetch(`api/v1/runs/${id}`, { method: 'DELETE' });
    return list.runs.map(({ id }) => id);
  }));
  check(gone.length > 0 && (await runs(page)).length === 0, `${gone.length} runs are forgotten`);
}

const somebody = (page) => comes(page, () => document.querySelector('#person-say')?.textContent);

/* A page of the regime on which somebody stands. */
const pages = ({ open }) => async (hash, rests = true) => {
  const opened = await open(hash);
  if (rests) await looked(opened.page);
  await somebody(opened.page);
  return opened;
};

/* What was looked at before is looked at again: the program must still have it. */
async function forgotten(begin) {
  const { page, end } = await begin(`#city-points&no_association${SIZE}`);
  const person = page.waitForResponse((answer) => /\/people\/\d+$/.test(answer.url()));
  await toggle(page, /^No association/);
  await looked(page);
  await (await person).finished(); /* else the page may still be about to say the same by itself */
  await forget(page);
  const number = await page.inputValue('#person-number');
  await page.fill('#person-number', String(Number(number) + 1));
  await page.press('#person-number', 'Enter');
  await comes(page, () => /forgotten/.test(document.querySelector('#person-note').textContent));
  check(!/No history is kept/.test(await text(page, '#person-note')), 'of a forgotten run it is not said that it keeps no history');
  await toggle(page, /^No association/);
  await looked(page);
  const there = (await runs(page)).filter((run) => run.state === 'done').map(({ id }) => id);
  const link = await page.getAttribute('#files a[href$="results.db"]', 'href');
  check(there.includes(/runs\/(\w+)\//.exec(link)[1]), `what is shown is a run that the program has: ${link} of ${there}`);
  check(/fewer of every 1,000/.test(await text(page, '#live .line')), `it is compared anew: ${await text(page, '#live .line')}`);
  await somebody(page);
  check(await text(page, '#person-note') === '', 'and its people are there');
  await end('forgotten');
}

/* Of a stopped run not all replicates are said to be shown. */
async function stopped(begin) {
  const { page, end } = await begin('#city-points&expiry&persons=50000&replicates=900');
  await page.click('#run');
  await comes(page, () => /^So far: /.test(document.querySelector('#live .line')?.textContent));
  await page.click('#run');
  await comes(page, () => document.querySelector('#run').textContent === 'Run');
  const said = await words(page), [, of] = /^Stopped: what is shown is of (\d+) of 900 replicates/.exec(said) ?? [];
  check(Number(of) >= 1 && Number(of) < 900, `how much is shown of a run that was stopped: ${said}`);
  check((await text(page, '#live .line')).startsWith(`So far: ${of} of 900`), 'the line says the same');
  await end('stopped');
}

/* Nobody of a run before stands there as if of this one. */
async function nobody(begin) {
  const { page, end } = await begin(`#city-points&expiry${SIZE}`);
  check(/^Synthetic person/.test(await text(page, '.pf-who')), 'a person is there');
  await page.evaluate(() => { location.hash = '#city-points&ledger.track=0&persons=8000'; });
  await comes(page, () => /keeps no histories/.test(document.querySelector('#person-note').textContent));
  const left = await page.evaluate(() => ['.pf-who', '#person-say', '.pf-body', '.pf-safe'].map((at) =>
    document.querySelector(`#person ${at}`).textContent).join(''));
  check(left === '', `nobody of the run before is left: ${left.slice(0, 80)}`);
  await page.evaluate(() => { location.hash = '#city-points&expiry&persons=8000'; });
  await comes(page, () => /^Synthetic person/.test(document.querySelector('.pf-who').textContent));
  check(await text(page, '#person-note') === '', 'and somebody of the next one is');
  await end('nobody');
}

/* The focus stays where it was while reports come. */
async function focus(begin) {
  const { page, end } = await begin('#city-points&expiry&persons=20000&replicates=900');
  await page.click('#flow .part[data-id="sensors.bank"]');
  await page.focus('#flow .ndet button');
  await page.evaluate(() => {
    window.held = document.activeElement;
    document.querySelector('#run').click();
  });
  await comes(page, () => /^So far: ([3-9]|\d\d)/.test(document.querySelector('#live .line')?.textContent));
  check(await page.evaluate(() => window.held.isConnected && document.activeElement === window.held), 'the focus stays in the words of a part');
  await page.click('#run');
  await end('focus');
}

async function pins(begin) {
  const { page, end } = await begin(`#city-points&expiry${SIZE}`);
  await page.click('#pin');
  await toggle(page, /^Heard/);
  await looked(page);
  await page.click('#pin');
  await comes(page, () => document.querySelectorAll('#pins .pin').length === 2);
  const at = () => page.evaluate(() => document.activeElement?.closest('#pins, #acts')?.id);
  for (const name of [/^Compare the others with/, /^Unpin/]) {
    await page.getByRole('button', { name }).first().focus();
    await page.keyboard.press('Enter');
    check(await at() === 'pins', `the focus stays with the pins after ${name}: ${await at()}`);
  }
  await page.getByRole('button', { name: /^Unpin/ }).focus();
  await page.keyboard.press('Enter');
  check(await page.isHidden('#pins') && await at() === 'acts', `after the last one it is where one pins: ${await at()}`);
  await end('pins');
}

/* The way to the controls is no regime. */
async function skipped(begin) {
  const { page, end } = await begin(`#city-points&expiry${SIZE}`);
  await page.focus('.skip');
  await page.keyboard.press('Enter');
  /* that nothing happens: had the page taken it for a regime, it would have asked for its model meanwhile */
  for (let i = 0; i < 2; i++)
    await page.evaluate(() => fetch('api/v1/model', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"scenario": "city-points"}' }).then((a) => a.json()));
  await looked(page);
  check(await page.getByRole('switch', { name: /^Expiry/ }).isChecked() && await text(page, '#notice') === '', 'the skip link changes no setting');
  await page.keyboard.press('Tab');
  check(await page.evaluate(() => document.activeElement?.closest('#controls') !== null), 'and leads to the controls');
  await end('skipped');
}

/* A regime that needs more people than the page would take has them. */
async function large(begin) {
  const { page, end } = await begin('#festival-2017', false);
  await comes(page, () => /^Replicate \d+ of 20/.test(document.querySelector('#progress-words').textContent));
  check(/^100,000 people are too few for this regime .*2300000 visitors/.test(await text(page, '#notice')), `it is said: ${await text(page, '#notice')}`);
  check(await page.inputValue('#persons') === '0' && await text(page, '.loose') === '', 'it runs with its own number, and nothing is refused');
  await page.click('#run');
  await end('large');
}

/* A small change is a change. */
async function small({ open }) {
  const { page, end } = await open(`#city-points&expiry${SIZE}`, { before: (made) => made.route('**/minus/*', async (route) => {
    const answer = await route.fetch({ timeout: WAIT }), found = await answer.json();
    for (const figure of found.figures)
      if (figure.figure === 'listed_share') Object.assign(figure.difference, { mean: -0.00003, low: -0.00003, high: -0.00003, interval: false });
    await route.fulfill({ json: found });
  }) });
  await looked(page);
  const said = await page.locator('#live .rung .change').allTextContents();
  check(said.some((one) => one.startsWith('about −0.03 against')), `a small change is said: ${said}`);
  await end('small');
}

await served(program, null, async (all) => {
  const begin = pages(all);
  for (const one of [forgotten, stopped, nobody, focus, pins, skipped, large]) await part(one.name, () => one(begin));
  await part('small', () => small(all));
});
