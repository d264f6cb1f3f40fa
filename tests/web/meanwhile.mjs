/* What happens to the explorer's page meanwhile, in a real browser: node tests/web/meanwhile.mjs COUNTERSCORE

   Runs that the program has forgotten, a run that is stopped, people of whom no history is kept, reports that
   come while somebody stands in the words of a part, pins that are moved and taken off, small differences. */
import { check, serve } from './served.mjs';

const [program] = process.argv.slice(2);

const words = (page) => page.textContent('#progress-words');
const looked = (page) => page.waitForFunction(() => /^Quick look: about/.test(document.querySelector('#progress-words')?.textContent));
const text = (page, where) => page.evaluate((at) => document.querySelector(at)?.textContent ?? '', where);
const runs = (page) => page.evaluate(() => fetch('api/v1/runs').then((a) => a.json()).then(({ runs }) => runs));
const toggle = (page, name) => page.getByRole('switch', { name }).click();

/* As if other pages had asked for so many runs that these are gone. */
async function forget(page) {
  const gone = await page.evaluate(() => fetch('api/v1/runs').then((a) => a.json()).then(async (list) => {
    for (const { id } of list.runs) await fetch(`api/v1/runs/${id}`, { method: 'DELETE' });
    return list.runs.map(({ id }) => id);
  }));
  check(gone.length > 0 && (await runs(page)).length === 0, `${gone.length} runs are forgotten`);
}

const pages = ({ address, open }) => async (hash, rests = true) => {
  const page = await open(1400, false, {}, /status of 4(04|22)/);
  await page.goto(address + hash);
  if (rests) await looked(page);
  await page.waitForFunction(() => document.querySelector('#person-say')?.textContent);
  return page;
};

/* What was looked at before is looked at again: the program must still have it. */
async function forgotten(begin) {
  const page = await begin('#city-points&no_association');
  const person = page.waitForResponse((answer) => /\/people\/\d+$/.test(answer.url()));
  await toggle(page, /^No association/);
  await looked(page);
  await (await person).finished(); /* else the page may still be about to say the same by itself */
  await forget(page);
  const number = await page.inputValue('#person-number');
  await page.fill('#person-number', String(Number(number) + 1));
  await page.press('#person-number', 'Enter');
  await page.waitForFunction(() => /forgotten/.test(document.querySelector('#person-note').textContent));
  check(!/No history is kept/.test(await text(page, '#person-note')), 'of a forgotten run it is not said that it keeps no history');
  await toggle(page, /^No association/);
  await looked(page);
  const there = (await runs(page)).filter((run) => run.state === 'done').map(({ id }) => id);
  const link = await page.getAttribute('#files a[href$="results.db"]', 'href');
  check(there.includes(/runs\/(\w+)\//.exec(link)[1]), `what is shown is a run that the program has: ${link} of ${there}`);
  check(/fewer of every 1,000/.test(await text(page, '#live .line')), `it is compared anew: ${await text(page, '#live .line')}`);
  await page.waitForFunction(() => document.querySelector('#person-say')?.textContent);
  check(await text(page, '#person-note') === '', 'and its people are there');
  await page.close();
}

/* Of a stopped run not all replicates are said to be shown. */
async function stopped(begin) {
  const page = await begin('#city-points&expiry&persons=300000&replicates=40');
  await page.click('#run');
  await page.waitForFunction(() => /^So far: /.test(document.querySelector('#live .line')?.textContent));
  await page.click('#run');
  await page.waitForFunction(() => document.querySelector('#run').textContent === 'Run');
  const said = await words(page), [, of] = /^Stopped: what is shown is of (\d+) of 40 replicates/.exec(said) ?? [];
  check(Number(of) >= 1 && Number(of) < 40, `how much is shown of a run that was stopped: ${said}`);
  check((await text(page, '#live .line')).startsWith(`So far: ${of} of 40`), 'the line says the same');
  await page.close();
}

/* Nobody of a run before stands there as if of this one. */
async function nobody(begin) {
  const page = await begin('#city-points&expiry');
  check(/^Synthetic person/.test(await text(page, '.pf-who')), 'a person is there');
  await page.evaluate(() => { location.hash = '#city-points&ledger.track=0'; });
  await page.waitForFunction(() => /keeps no histories/.test(document.querySelector('#person-note').textContent));
  const left = await page.evaluate(() => ['.pf-who', '#person-say', '.pf-body', '.pf-safe'].map((at) =>
    document.querySelector(`#person ${at}`).textContent).join(''));
  check(left === '', `nobody of the run before is left: ${left.slice(0, 80)}`);
  await page.evaluate(() => { location.hash = '#city-points&expiry'; });
  await page.waitForFunction(() => /^Synthetic person/.test(document.querySelector('.pf-who').textContent));
  check(await text(page, '#person-note') === '', 'and somebody of the next one is');
  await page.close();
}

/* The focus stays where it was while reports come. */
async function focus(begin) {
  const page = await begin('#city-points&expiry&persons=100000&replicates=20');
  await page.click('#flow .part[data-id="sensors.bank"]');
  await page.focus('#flow .ndet button');
  await page.evaluate(() => {
    window.held = document.activeElement;
    document.querySelector('#run').click();
  });
  await page.waitForFunction(() => /^So far: ([3-9]|1\d)/.test(document.querySelector('#live .line')?.textContent));
  check(await page.evaluate(() => window.held.isConnected && document.activeElement === window.held), 'the focus stays in the words of a part');
  await page.click('#run');
  await page.close();
}

async function pins(begin) {
  const page = await begin('#city-points&expiry');
  await page.click('#pin');
  await toggle(page, /^Heard/);
  await looked(page);
  await page.click('#pin');
  await page.waitForFunction(() => document.querySelectorAll('#pins .pin').length === 2);
  const at = () => page.evaluate(() => document.activeElement?.closest('#pins, #acts')?.id);
  for (const name of [/^Compare the others with/, /^Unpin/]) {
    await page.getByRole('button', { name }).first().focus();
    await page.keyboard.press('Enter');
    check(await at() === 'pins', `the focus stays with the pins after ${name}: ${await at()}`);
  }
  await page.getByRole('button', { name: /^Unpin/ }).focus();
  await page.keyboard.press('Enter');
  check(await page.isHidden('#pins') && await at() === 'acts', `after the last one it is where one pins: ${await at()}`);
  await page.close();
}

/* The way to the controls is no regime. */
async function skipped(begin) {
  const page = await begin('#city-points&expiry');
  await page.focus('.skip');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(400);
  check(await page.getByRole('switch', { name: /^Expiry/ }).isChecked() && await text(page, '#notice') === '', 'the skip link changes no setting');
  await page.keyboard.press('Tab');
  check(await page.evaluate(() => document.activeElement?.closest('#controls') !== null), 'and leads to the controls');
  await page.close();
}

/* A regime that needs more people than the page would take has them. */
async function large(begin) {
  const page = await begin('#festival-2017', false);
  await page.waitForFunction(() => /^Replicate 1 of 20/.test(document.querySelector('#progress-words').textContent));
  check(/^100,000 people are too few for this regime .*2300000 visitors/.test(await text(page, '#notice')), `it is said: ${await text(page, '#notice')}`);
  check(await page.inputValue('#persons') === '0' && await text(page, '.loose') === '', 'it runs with its own number, and nothing is refused');
  await page.click('#run');
  await page.close();
}

/* A small change is a change. */
async function small({ address, open }) {
  const page = await open(1400, false);
  await page.route('**/minus/*', async (route) => {
    const answer = await route.fetch(), found = await answer.json();
    for (const figure of found.figures)
      if (figure.figure === 'listed_share') Object.assign(figure.difference, { mean: -0.00003, low: -0.00003, high: -0.00003, interval: false });
    await route.fulfill({ json: found });
  });
  await page.goto(`${address}#city-points&expiry`);
  await looked(page);
  const said = await page.locator('#live .rung .change').allTextContents();
  check(said.some((one) => one.startsWith('about −0.03 against')), `a small change is said: ${said}`);
  await page.close();
}

await serve(program, null, async (served) => {
  const begin = pages(served);
  await forgotten(begin);
  await stopped(begin);
  await nobody(begin);
  await focus(begin);
  await pins(begin);
  await skipped(begin);
  await large(begin);
  await small(served);
});
