/* Runs: asked for, followed, kept. What was run once with the same settings is not run again. */
import type { Report } from '../data';
import type { Differences, Run } from './api';
import { ask, drop, follow, hasEnded, Refused } from './client';
import { askOf, keyOf, type Settings } from './settings';
import type { Result } from './state';

const POLITE = 8;

export interface Heard { run(run: Run): void; result(result: Result): void }

/** The run ended without a result: it failed, or somebody stopped it elsewhere. */
export class Unfinished extends Error {}

export class Runs {
  private readonly known = new Map<string, Result>();
  /** Runs that must stay: what is shown, what is pinned. */
  constructor(private readonly most: () => number, private readonly needed: () => ReadonlySet<string>) {}

  find(settings: Settings, quick: boolean): Result | undefined {
    const key = keyOf(settings, quick), result = this.known.get(key);
    if (result) {
      this.known.delete(key);
      this.known.set(key, result); /* the last used stays longest */
    }
    return result;
  }

  /** One that the program already has. */
  adopt(result: Result): void { this.keep(keyOf(result.settings, result.run.quick), result); }

  private keep(key: string, result: Result): void {
    this.known.set(key, result);
    const needed = this.needed(), most = Math.max(4, this.most() - POLITE);
    for (const [other, old] of this.known) {
      if (this.known.size <= most) break;
      if (other === key || needed.has(old.run.id)) continue;
      this.known.delete(other);
      drop(old.run.id);
    }
  }

  /** The program keeps so many; another page may have asked for more since. */
  private async isThere(result: Result, signal: AbortSignal): Promise<boolean> {
    try {
      await ask<Run>('GET', `runs/${result.run.id}`, undefined, signal);
      return true;
    } catch (trouble) {
      if (!(trouble instanceof Refused) || trouble.status !== 404) throw trouble;
      this.known.delete(keyOf(result.settings, result.run.quick));
      return false;
    }
  }

  /** Runs it, or finds it. Rejects with Refused, Gone, Unfinished, or the abort. */
  async get(settings: Settings, quick: boolean, heard: Heard, signal: AbortSignal): Promise<Result> {
    const old = this.find(settings, quick);
    if (old && await this.isThere(old, signal)) return old;
    const asked = await ask<Run>('POST', 'runs', askOf(settings, quick));
    if (signal.aborted) {
      drop(asked.id);
      throw new DOMException('stopped', 'AbortError');
    }
    heard.run(asked);
    let last = asked;
    try {
      const ended = hasEnded(asked) ? asked : await follow(asked.id, {
        run: (run) => heard.run(last = run),
        report: (data) => heard.result({ run: last, report: JSON.parse(data) as Report, settings, final: false }),
      }, signal);
      if (ended.state === 'failed') throw new Unfinished(ended.error ?? 'The run failed.');
      if (ended.state === 'cancelled') throw new Unfinished('The run was stopped.');
      const report = await ask<Report>('GET', `runs/${ended.id}/report`, undefined, signal);
      const result = { run: ended, report, settings, final: true };
      this.keep(keyOf(settings, quick), result);
      return result;
    } catch (trouble) {
      if (signal.aborted) drop(asked.id);
      throw trouble;
    }
  }

  async minus(result: Result, other: Result, signal?: AbortSignal): Promise<Differences> {
    try {
      return await ask<Differences>('GET', `runs/${result.run.id}/minus/${other.run.id}`, undefined, signal);
    } catch (trouble) {
      if (!(trouble instanceof Refused)) throw trouble;
      const why = trouble.status === 404 ? 'The program has forgotten one of the two runs.' : `${trouble.message}.`;
      return { paired: false, why, figures: [] };
    }
  }
}
