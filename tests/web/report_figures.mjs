/* What the data of a report's page must be by themselves: rates fit together, parts add up, a page of everything has
   everything, the page of a study has what its kind has. */
import { check } from './checks.mjs';

export function objects(table) {
  return table.rows.map((row) => Object.fromEntries(table.columns.map((c, i) => [c.key, row[i]])));
}

/* FPR = p/(1-p) (1-PPV)/PPV (1-FNR), from the rates as printed, PPV being 1 - FDR (Chouldechova 2017).
   It is exact in every replicate (tests/published/test_case11.c) and near for the means printed here. */
function checkRates(data) {
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

function checkLadder(data) {
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

function checkSections(data) {
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

function kindOfStudy(data) {
  const run = data.sections.find((s) => s.id === 'method')?.tables.find((t) => t.name === 'run');
  return /^\w+/.exec(run?.rows.find(([key]) => key === 'Kind')?.[1] ?? '')?.[0];
}

function checkStudy(data) {
  const kind = kindOfStudy(data);
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
function checkCopies(data) {
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
function checkPublished(data) {
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

/* Both sides stand in the table, and nowhere is one taken off the other. */
function checkGain(data) {
  const table = data.sections.find((s) => s.id === 'gain')?.tables.find((t) => t.name === 'gain');
  if (!table) return;
  const rows = objects(table), sides = rows.map((row) => row.side);
  check(sides.includes('claimed benefit') && sides.includes('harm'), 'benefits and harms stand side by side');
  check(sides.join().lastIndexOf('claimed benefit') < sides.join().indexOf('harm'), 'benefits, then harms');
}

export function checkFigures(data) {
  for (const one of [checkRates, checkLadder, checkSections, checkGain, checkCopies, checkPublished, checkStudy]) one(data);
}
