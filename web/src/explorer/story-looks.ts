/* Runs of the guided steps. They are small, kept for as long as somebody may go back, and apart from what
   the explorer shows: a step changes nothing there until it is left with its settings. */
import type { Report } from '../data';
import type { Model, Run, RunAsked } from './api';
import { ask, drop, follow, hasEnded } from './client';
import { type Settings, sourceOf } from './settings';
import { Unfinished } from './runs';

export interface Look { readonly run: Run; readonly report: Report }

/** How much a step runs. Nothing: a quick look. */
export interface Size { persons: number; replicates: number; worlds?: string[] }

const KEPT = 6;

export class Looks {
  private readonly known = new Map<string, Look>();
  private readonly models = new Map<string, Model>();

  /** The regime with these settings; Refused where they are not accepted. */
  async model(settings: Settings, signal: AbortSignal): Promise<Model> {
    const source = sourceOf(settings), key = JSON.stringify(source);
    const model = this.models.get(key) ?? await ask<Model>('POST', 'model', source, signal);
    this.models.set(key, model);
    return model;
  }

  async get(settings: Settings, size: Size | null, told: (run: Run) => void, signal: AbortSignal): Promise<Look> {
    const asked: RunAsked = { ...sourceOf(settings), ...(size ?? { quick: true }) }, key = JSON.stringify(asked);
    const old = this.known.get(key);
    if (old) return old;
    const begun = await ask<Run>('POST', 'runs', asked);
    if (signal.aborted) {
      drop(begun.id);
      throw new DOMException('stopped', 'AbortError');
    }
    told(begun);
    try {
      const run = hasEnded(begun) ? begun : await follow(begun.id, { run: told, report: () => undefined }, signal);
      if (run.state !== 'done') throw new Unfinished(run.error ?? 'The run was stopped.');
      const look = { run, report: await ask<Report>('GET', `runs/${run.id}/report`, undefined, signal) };
      this.known.set(key, look);
      for (const [other, { run: { id } }] of [...this.known].slice(0, Math.max(0, this.known.size - KEPT))) {
        this.known.delete(other);
        drop(id);
      }
      return look;
    } catch (trouble) {
      if (signal.aborted) drop(begun.id);
      throw trouble;
    }
  }
}
