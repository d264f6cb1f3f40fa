/* `counterscore serve`, for every script that asks it something, and what its page says of its runs. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { comes, launch, open } from './browser.mjs';
import { leave, rest, run, until, WAIT } from './checks.mjs';

/** Starts the program, whose own files go into `scratch`. `stop` asks it to end, and gives its status. */
export async function start(program, scratch, words = []) {
  const TMPDIR = mkdtempSync(join(scratch, 'serve-'));
  const child = spawn(program, ['serve', '--threads', '2', ...words],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR } });
  const ended = new Promise((done) => { child.once('exit', done); });
  let said = '';
  child.stdout.on('data', (bytes) => { said += bytes; });
  const address = await until(`the address of ${program}`, () => /http:\/\/127\.0\.0\.1:\d+\/(?=\s)/.exec(said)?.[0] ??
    (child.exitCode === null ? null : leave(`counterscore serve ended with ${child.exitCode}: ${said}`)));
  return { address, child, stop: async () => {
    child.kill('SIGINT');
    const late = rest(WAIT).then(() => child.kill('SIGKILL'));
    return Promise.race([ended, late]);
  } };
}

async function halt(api) {
  for (const { id, state } of (await api('runs')).runs)
    if (state === 'waiting' || state === 'running') await api(`runs/${id}`, 'DELETE');
}

/** A script about the page of a server: `work` has its address, what it may be asked, and `open`. The program is
    `named`, else COUNTERSCORE's, else build/counterscore; `folder`, where given, is made, for pictures. */
export function served(named, folder, work) {
  const program = resolve(named ?? process.env.COUNTERSCORE ?? 'build/counterscore');
  if (!existsSync(program)) leave(`There is no program at ${program}; build it, or name it.`);
  if (folder) mkdirSync(folder, { recursive: true });
  return run(async (scratch) => {
    const browser = await launch();
    const server = await start(program, scratch);
    const api = async (path, method = 'GET') => (await fetch(`${server.address}api/v1/${path}`, { method })).json();
    try {
      await work({ program, scratch, browser, address: server.address, api, open: async (hash, options) => {
        const opened = await open(browser, server.address, { hash, ...options });
        return { ...opened, end: async (name) => {
          await opened.end(name);
          await halt(api); /* nobody waits for what the page began */
        } };
      } });
    } finally {
      await browser.close();
      await server.stop();
    }
  });
}

export const text = (page, where) => page.evaluate((at) => document.querySelector(at)?.textContent ?? '', where);
export const words = (page) => text(page, '#progress-words');
export const toggle = (page, name) => page.getByRole('switch', { name }).click();

/* What stands beside Run, once it is of this kind. */
const says = (kind) => async (page) => {
  await comes(page, (begin) => new RegExp(`^(${begin})`).test(document.querySelector('#progress-words')?.textContent ?? ''), kind);
  return words(page);
};

export const looked = says('Quick look: about');
/** All replicates are in, and nothing is under way. */
export const ran = says('\\d+ replicates? of');
/** Whichever of the two comes. */
export const settled = says('Quick look: about|\\d+ replicates? of');

/** Rows of a table of a report, as objects. */
export function rows(report, id, name) {
  const table = report.sections.find((s) => s.id === id)?.tables.find((t) => t.name === name);
  return (table?.rows ?? []).map((row) => Object.fromEntries(table.columns.map((c, i) => [c.key, row[i]])));
}
