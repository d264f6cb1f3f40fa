/* The JSON interface of the served page: node tests/serve/api.mjs [build/counterscore]

   Starts `counterscore serve` on a free port and asks for everything docs/openapi.json has, in every way it can be
   refused that can be brought about from outside. Every answer must have a status and a type the document gives
   for it and fit its schema, in which no member may stand that is not named; and whatever the document gives must
   have been seen. Holds the document against web/src/explorer/api.ts, too (contract.mjs).
   Needs web/node_modules. Its last line is `N passed, N failed`; the exit status is 0 when nothing failed. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, part, run, until } from '../web/checks.mjs';
import { start } from '../web/served.mjs';
import { checkContract } from './contract.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(join(root, 'web', 'package.json'));
const Ajv = require('ajv/dist/2020.js').default;
const ts = require('typescript');
const program = process.argv[2] ?? process.env.COUNTERSCORE ?? join(root, 'build', 'counterscore');
const api = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8'));
const town = readFileSync(join(root, 'tests', 'web', 'everything.yaml'), 'utf8');

/* ---- answers against the document ---- */

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
ajv.addSchema({ $id: 'api', $defs: JSON.parse(JSON.stringify(api.components.schemas)
  .replaceAll('#/components/schemas/', 'api#/$defs/')) });
const validators = new Map();

function fits(schema, value) {
  const text = JSON.stringify(schema).replaceAll('#/components/schemas/', 'api#/$defs/');
  if (!validators.has(text)) validators.set(text, ajv.compile(JSON.parse(text)));
  const validate = validators.get(text);
  return validate(value) ? '' : ajv.errorsText(validate.errors).slice(0, 400);
}

const seen = new Set();

function responseOf(method, path, status) {
  const response = api.paths[path]?.[method.toLowerCase()]?.responses[status];
  return response?.$ref ? api.components.responses[response.$ref.split('/').pop()] : response;
}

/* The body as the document has it; undefined after a failure. */
function judge(method, path, answer, wanted) {
  const what = `${method} ${path}: ${answer.status}`;
  check(answer.status === wanted, `${what}, where ${wanted} was wanted: ${answer.text.slice(0, 200)}`);
  const response = responseOf(method, path, answer.status);
  check(response, `${what} is in docs/openapi.json`);
  if (!response) return undefined;
  seen.add(`${method} ${path} ${answer.status}`);
  const [type] = (answer.headers['content-type'] ?? '').split(';');
  check(type in response.content, `${what} is of type ${type}`);
  if (type !== 'application/json') return answer.text;
  const body = JSON.parse(answer.text), wrong = fits(response.content[type].schema, body);
  check(!wrong, `${what} fits its schema: ${wrong}`);
  if (wanted >= 400) check(/^[^\n]{15,}[^.\n]$/.test(body.error?.message ?? ''), `${what} says why: ${answer.text.slice(0, 200)}`);
  return body;
}

/* ---- asking ---- */

let port = 0;

function send(method, path, { headers = {}, body, until } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      const end = () => resolve({ status: response.statusCode, headers: response.headers, text });
      response.on('data', (piece) => {
        text += piece;
        if (until?.(text)) response.destroy();
      });
      response.on('close', end);
    });
    request.on('error', reject);
    if (body !== undefined) request.write(body);
    request.end();
  });
}

function fill(path, words) {
  return path.replace(/\{(\w+)\}/g, (_, name) => words[name]);
}

async function ask(method, path, wanted, { words = {}, json, ...options } = {}) {
  const own = json === undefined ? {} : { body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } };
  return judge(method, path, await send(method, fill(path, words), { ...own, ...options }), wanted);
}

const V = '/api/v1', RUNS = `${V}/runs`, RUN = `${RUNS}/{id}`;
const get = (path, wanted, words) => ask('GET', path, wanted, { words });
const post = (path, wanted, json) => ask('POST', path, wanted, { json });

const ended = (id) => until(`the end of run ${id}`, async () => {
  const run = JSON.parse((await send('GET', `${RUNS}/${id}`)).text);
  return !['waiting', 'running'].includes(run.state) && run;
});

/* ---- what is answered ---- */

async function whatThereIs() {
  const { opened } = await get(`${V}/program`, 200);
  check(opened === null, 'nothing is opened without --results');
  const served = await get(`${V}/openapi.json`, 200);
  check(JSON.stringify(served) === JSON.stringify(api), 'the document served is docs/openapi.json');
  const { scenarios } = await get(`${V}/scenarios`, 200);
  check(scenarios.length > 10, 'the bundled scenarios are there');
  const one = await get(`${V}/scenarios/{name}`, 200, { name: 'city-points' });
  check(one.text === readFileSync(join(root, 'scenarios', 'city-points.yaml'), 'utf8'), 'as written');
  await get(`${V}/scenarios/{name}`, 404, { name: 'city' });
  for (const { name } of scenarios) await aModel(await post(`${V}/model`, 200, { scenario: name }), name);
}

function aModel(model, name) {
  const paths = new Set(model.parameters.map((parameter) => parameter.path));
  const sources = new Set(model.sources.map((source) => source.name));
  const nodes = new Set(model.flow.nodes.map((node) => node.id));
  const ranks = model.parameters.map((one) => one.rank).filter((rank) => rank !== null).sort((a, b) => a - b);
  check(paths.size === model.parameters.length, `${name}: no parameter stands twice`);
  check(model.parameters.every((one) => one.source === null || sources.has(one.source)), `${name}: sources are known`);
  check(model.parameters.every((one) => one.low <= one.value && one.value <= one.high), `${name}: ranges hold values`);
  check(ranks.every((rank, i) => rank === i + 1) && ranks.length <= 8, `${name}: ranks ${ranks}`);
  check(nodes.size === model.flow.nodes.length && nodes.size > 2, `${name}: no part stands twice`);
  check(model.flow.nodes.every((node) => node.parameters.every((path) => paths.has(path))), `${name}: parts have parameters`);
  check(model.flow.links.every((link) => nodes.has(link.from) && nodes.has(link.to)), `${name}: links join parts`);
}

/* Ask for a run of the town and follow it to its end. */
async function aRun(json) {
  const run = await post(RUNS, 202, { text: town, persons: 1500, replicates: 8, ...json,
    sets: ['ledger.track=200', ...(json.sets ?? [])] });
  const answer = await send('GET', `${RUNS}/${run.id}/events`);
  judge('GET', `${RUN}/events`, answer, 200);
  const events = answer.text.split('\n\n').filter((event) => event.startsWith('event:'));
  for (const event of events) {
    const [, name, data] = /^event: ?(\w+)\ndata: ?(.*)$/s.exec(event) ?? [];
    const schema = { run: 'Run', end: 'Run', report: 'Report' }[name];
    const wrong = schema ? fits({ $ref: `#/components/schemas/${schema}` }, JSON.parse(data)) : 'it is not named';
    check(!wrong, `the event ${name} fits: ${wrong}`);
  }
  check(events.at(-1)?.startsWith('event: end'), 'the last event is the end');
  check(events.some((event) => event.startsWith('event: report')), 'a report came');
  const done = await get(RUN, 200, { id: run.id });
  check(done.state === 'done' && done.finished === done.rows && done.share === 1 && done.result_hash, 'the run is done');
  return run.id;
}

async function itsResults(id, other) {
  const words = { id, other };
  const report = await get(`${RUN}/report`, 200, words);
  check(report.sections.length > 5, 'the report has its sections');
  check((await get(`${RUN}/report.html`, 200, words)).includes('<html'), 'the page is one');
  check((await get(`${RUN}/results.db`, 200, words)).startsWith('SQLite format 3'), 'the results file is one');
  check((await get(`${RUN}/scenario.yaml`, 200, words)).includes('persons: 1500'), 'the scenario is the one that ran');
  const { tables } = await get(`${RUN}/tables`, 200, words);
  check(tables.length > 10, 'there are tables');
  for (const name of tables.slice(0, 5))
    check((await get(`${RUN}/tables/{name}.csv`, 200, { ...words, name })).includes(','), `${name} is a table`);
  await get(`${RUN}/tables/{name}.csv`, 404, { ...words, name: 'nothing' });
  const { people, tracked, typical } = await get(`${RUN}/people`, 200, words);
  check(people.length > 0 && people.length <= tracked && typical !== null, 'there are people');
  for (const { person } of people.slice(0, 20)) {
    const file = await get(`${RUN}/people/{number}`, 200, { ...words, number: person });
    check(file.worlds.length === 3 && file.person === person, `person ${person} is in every world`);
  }
  await get(`${RUN}/people/{number}`, 404, { ...words, number: 999999 });
  const differences = await get(`${RUN}/minus/{other}`, 200, words);
  check(differences.paired && differences.figures.some((one) => one.difference?.mean !== 0), 'runs differ, on the same people');
  const none = await get(`${RUN}/minus/{other}`, 200, { id, other: id });
  check(none.figures.every((one) => !one.difference || one.difference.mean === 0), 'a run does not differ from itself');
  await get(`${RUN}/minus/{other}`, 404, { id, other: 'nothing' });
}

/* ---- what is refused ---- */

async function whoMayNotAsk() {
  const words = { id: 'nothing', other: 'nothing', name: 'nothing', number: 1 };
  for (const [path, operations] of Object.entries(api.paths)) {
    const filled = fill(path, words);
    for (const method of Object.keys(operations).map((one) => one.toUpperCase())) {
      for (const headers of [{ Host: 'example.org' }, { Host: `127.0.0.1.example.org:${port}` },
        { Origin: 'https://example.org' }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'cross-site' }])
        judge(method, path, await send(method, filled, { headers }), 403);
      judge(method, path, await send(method, filled + 'x'.repeat(2001)), 414);
    }
    const other = await send('PATCH', filled);
    for (const method of Object.keys(operations)) judge(method.toUpperCase(), path, other, 405);
  }
  const nowhere = JSON.parse((await send('GET', `${V}/nothing`)).text);
  check(!fits({ $ref: '#/components/schemas/Refusal' }, nowhere) && nowhere.error.code === 'not_found', 'there is nothing');
}

async function whatIsNotWanted() {
  const json = { 'Content-Type': 'application/json' };
  for (const path of [`${V}/model`, RUNS]) {
    for (const body of ['', '{', '[]', '"city-points"', '{"scenario": 5}', '{"scenario": "city-points", "person": 7}',
      '{"scenario": "city-points", "text": "title: Town"}', '{}']) {
      const answer = await send('POST', path, { headers: json, body });
      judge('POST', path, answer, answer.status === 422 ? 422 : 400);
    }
    judge('POST', path, await send('POST', path, { body: '{}', headers: { 'Content-Type': 'text/plain' } }), 415);
    judge('POST', path, await send('POST', path, { headers: json, body: `{"text": "${'x'.repeat(1 << 20)}"}` }), 413);
    const mistakes = await post(path, 422, { text: 'title: Town\nhorizon: many\n' });
    check(mistakes.error.code === 'scenario' && mistakes.error.complaints.some((one) => one.line === 2), 'all mistakes, with their lines');
    await post(path, 404, { scenario: '../../etc/passwd' });
    await post(path, 422, { scenario: 'city-points', safeguards: ['no_such_safeguard'] });
  }
  await post(RUNS, 422, { scenario: 'city-points', worlds: ['no_such_safeguard'] });
  for (const [path, operations] of Object.entries(api.paths))
    for (const [method, operation] of Object.entries(operations))
      if (path.includes('{id}') && operation.responses[404])
        await ask(method.toUpperCase(), path, 404, { words: { id: 'nothing', other: 'nothing', name: 'world', number: 1 } });
}

/* A run that goes on has no results yet, and the queue has an end. */
async function whatIsNotYet(done) {
  const long = await post(RUNS, 202, { text: town, persons: 12000, replicates: 2000 });
  const words = { id: long.id, other: done, name: 'world', number: 1 };
  const waiting = await post(RUNS, 202, { text: town, persons: 1000, replicates: 1 });
  check(waiting.state === 'waiting', 'one run at a time');
  for (const path of ['report', 'report.html', 'results.db', 'tables', 'tables/{name}.csv', 'people', 'people/{number}', 'minus/{other}'])
    await get(`${RUN}/${path}`, 409, { ...words, id: waiting.id });
  const asked = [waiting.id];
  let answer;
  do {
    answer = await send('POST', RUNS, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text: town, quick: true }) });
    if (answer.status === 202) asked.push(JSON.parse(answer.text).id);
  } while (answer.status === 202 && asked.length < 100);
  judge('POST', RUNS, answer, 429);
  for (const id of asked) check((await ask('DELETE', RUN, 200, { words: { id } })).state === 'cancelled', 'one that waits is stopped');
  const never = await get(`${RUN}/results.db`, 409, { id: waiting.id });
  check(/nothing of the run was finished/.test(never.error.message), `one stopped while it waited never had a file: ${never.error.message}`);
  await ask('DELETE', RUN, 200, { words: { id: long.id } });
  check((await ended(long.id)).state === 'cancelled', 'one that runs is stopped');
  await ask('DELETE', RUN, 200, { words: { id: long.id } });
  await get(RUN, 404, { id: long.id });
}

/* ---- a study the program was started with ---- */

async function aStudy(folder) {
  const file = join(folder, 'study.db');
  const made = spawnSync(program, ['sensitivity', join(root, 'tests', 'web', 'studied.yaml'), '--samples', '2', '--persons',
    '1000', '--replicates', '1', '-o', file, '--quiet'], { encoding: 'utf8' });
  check(made.status === 0, `a study is made: ${made.stderr}`);
  await asking(folder, ['--results', file], async () => {
    const { opened } = await get(`${V}/program`, 200);
    const run = await get(RUN, 200, { id: opened });
    check(run.kind === 'study' && run.state === 'done', 'it is a study, and done');
    await get(`${RUN}/report`, 200, { id: opened });
    await get(`${RUN}/scenario.yaml`, 409, { id: opened });
    await ask('DELETE', RUN, 409, { words: { id: opened } });
    for (const path of ['people', 'people/{number}', 'minus/{other}'])
      await get(`${RUN}/${path}`, 409, { id: opened, other: opened, number: 1 });
  });
}

/* ---- all of it ---- */

/* With a program of its own, which ends well when it is asked to. */
async function asking(scratch, words, work) {
  const server = await start(program, scratch, words);
  port = Number(new URL(server.address).port);
  await part(`asked of serve ${words.join(' ')}`, work);
  const code = await server.stop();
  check(code === 0, `the program ends well when asked to: ${code}`);
}

/* A full disk, no memory, thirty-two streams: not from here. */
function wasSeen() {
  for (const [path, operations] of Object.entries(api.paths))
    for (const [method, { responses }] of Object.entries(operations))
      for (const status of Object.keys(responses)) {
        if (status === '500' || status === '503' || (path.endsWith('/events') && status === '429')) continue;
        const what = `${method.toUpperCase()} ${path} ${status}`;
        check(seen.has(what), `${what} was brought about`);
      }
}

await run(async (scratch) => {
  checkContract(ts, join(root, 'web'), api, check);
  await asking(scratch, [], async () => {
    await whatThereIs();
    await whoMayNotAsk();
    await whatIsNotWanted();
    const id = await aRun({ worlds: ['hidden', 'no_regime'] });
    const other = await aRun({ sets: ['sensors.bank.wrong_person.share=0 %'] });
    await itsResults(id, other);
    check((await get(RUNS, 200)).runs[0].id === other, 'the newest run comes first');
    await whatIsNotYet(id);
  });
  await aStudy(scratch);
  wasSeen();
});
