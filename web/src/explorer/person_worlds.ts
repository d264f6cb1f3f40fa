/* What each safeguard would have changed for this very person: worlds beside the run, on the same people and
   luck. Run once for the settings, in the background, when somebody asks; given up when they change. */
import { html, percent, place } from '../dom';
import type { PersonFile, PersonWorld, Run, RunAsked } from './api';
import { ask, drop, follow, hasEnded } from './client';
import { capital, words } from './names';
import { wrongSpans } from './person_marks';
import { askOf, sameRegime } from './settings';
import type { Result, State } from './state';

const KEPT = 3;

/** A run whose people are looked at. */
export type Home = Pick<Result, 'run' | 'settings'>;

/** Safeguards that are not on already in that run. */
export function offers(state: State, { settings }: Home): string[] {
  if (!sameRegime(settings, state.settings)) return [];
  return (state.published?.safeguards ?? []).map((one) => one.name)
    .filter((name) => !settings.safeguards.includes(name));
}

/** Runs with worlds, by the run they stand beside. */
export class Beside {
  private readonly known = new Map<string, string>();

  find(id: string): string | undefined { return this.known.get(id); }

  forget(id: string): void { this.known.delete(id); }

  async get(home: Home, worlds: string[], heard: (run: Run) => void, signal: AbortSignal): Promise<string> {
    const old = this.known.get(home.run.id);
    if (old) return old;
    const asked: RunAsked = { ...askOf(home.settings, home.run.quick), persons: home.run.persons,
      seed: home.run.seed, replicates: 1, worlds };
    const run = await ask<Run>('POST', 'runs', asked);
    try {
      if (signal.aborted) throw new DOMException('stopped', 'AbortError');
      const ended = hasEnded(run) ? run : await follow(run.id, { run: heard, report: () => undefined }, signal);
      if (ended.state !== 'done') throw new Error(ended.error ?? 'The run was stopped.');
    } catch (trouble) {
      drop(run.id);
      throw trouble;
    }
    this.known.set(home.run.id, run.id);
    for (const [other, id] of this.known) {
      if (this.known.size <= KEPT) break;
      this.known.delete(other);
      drop(id);
    }
    return run.id;
  }
}

function sameFor(a: PersonWorld, b: PersonWorld): boolean { return JSON.stringify(a.events) === JSON.stringify(b.events); }

/** "day 1,064"; first end of a time wrongly on a list. */
function putRight(world: PersonWorld, horizon: number): string {
  const [first] = wrongSpans(world, horizon);
  if (!first) return 'never listed wrongly';
  return first.to === null ? 'not within the run' : `day ${first.to.toLocaleString('en-GB')}`;
}

function strip(world: PersonWorld, horizon: number): HTMLElement {
  return html('span', { class: 'pf-strip', 'aria-hidden': 'true' }, ...wrongSpans(world, horizon).map(({ from, to }) =>
    place(html('u'), { left: percent(from / horizon), width: percent(((to ?? horizon) - from) / horizon) })));
}

function score(world: PersonWorld): string {
  return world.scores[world.scores.length - 1]?.applied.toLocaleString('en-GB') ?? '–';
}

/** A row for the regime as it is set and for each safeguard; choosing one draws it dashed. */
export function worldsTable(file: PersonFile, chosen: string | null, choose: (world: string | null) => void): HTMLElement {
  const base = file.worlds[0]!, horizon = file.horizon_days, scored = base.scores.length > 0;
  const head = ['with', 'days listed wrongly', 'refusals', 'first put right', ...(scored ? ['score at the end'] : []), 'when listed wrongly'];
  const row = (world: PersonWorld): HTMLElement => {
    const same = world !== base && sameFor(world, base), name = capital(words(world.world));
    const button = html('button', { class: 'btn quiet small', type: 'button', 'aria-pressed': String(chosen === world.world),
      title: world.about }, name);
    button.addEventListener('click', () => choose(chosen === world.world ? null : world.world));
    const first = html('th', { scope: 'row' }, world === base ? 'The regime as it is set' : same ? name : button);
    if (same) return html('tr', { 'data-world': world.world }, first,
      html('td', { colspan: head.length - 1, class: 'muted' }, 'nothing changed for this person'));
    const n = (value: number): HTMLElement => html('td', { class: 'n' }, value.toLocaleString('en-GB'));
    return html('tr', { 'data-world': world.world }, first, n(world.head.wrongful_days), n(world.head.refusals),
      html('td', {}, putRight(world, horizon)), ...(scored ? [html('td', { class: 'n' }, score(world))] : []),
      html('td', {}, strip(world, horizon)));
  };
  const numeric = new Set([1, 2, ...(scored ? [4] : [])]);
  return html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'What each safeguard changes for this person' },
    html('table', { 'data-table': 'person_worlds' },
      html('thead', {}, html('tr', {}, ...head.map((text, i) => html('th', { scope: 'col', ...(numeric.has(i) ? { class: 'n' } : {}) }, text)))),
      html('tbody', {}, ...file.worlds.map(row))));
}
