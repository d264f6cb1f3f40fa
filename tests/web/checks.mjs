/* What every script here shares: a count of what passed, the one limit of time, and a folder that goes away.

   Nothing here measures how quick a machine is. Whatever is waited for may take WAIT; a script that waits
   that long has found something that does not happen. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const WAIT = 300_000; /* ms */
/** Every look at every page; without it, each kind of thing is looked at once. */
export const FULL = process.env.FULL === '1';
let passed = 0, failed = 0;

export function check(good, what) {
  if (good) passed++;
  else {
    failed++;
    console.log(`FAILED: ${what}`);
  }
}

export function leave(sentence) {
  console.error(sentence);
  process.exit(1);
}

export const rest = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Calls `get` until it gives something that is not false. */
export async function until(what, get) {
  for (const end = Date.now() + WAIT; ;) {
    const got = await get();
    if (got) return got;
    if (Date.now() > end) throw new Error(`${what}: it has not come`);
    await rest(100);
  }
}

/** One part of a script: where it breaks off, that is one failure, and the next part begins. */
export async function part(name, work) {
  try {
    await work();

  } catch (error) {
    check(false, `${name}, to its end: ${error.stack}`);
  }
}

/** Does `work` in a folder that is removed after it, and ends. The last line is `N passed, N failed`. */
export async function run(work) {
  const scratch = mkdtempSync(join(tmpdir(), 'counterscore-'));
  await part('the script goes on', () => work(scratch));
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
