/* The App of state.ts. One thing is under way at a time; whatever is moved stops it. */
import type { Report } from '../data';
import type { Model, Program, Run, ScenarioHead } from './api';
import { ask, askText, Gone, Refused } from './client';
import { nameOf, sizeOf } from './names';
import { Runs, Unfinished } from './runs';
import { asPublished, DEFAULT_SCENARIO, isPublished, keyOf, published, sameRegime, type Settings, sourceOf }
  from './settings';
import type { App, Listener, Phase, Pin, Result, State } from './state';

const DEBOUNCE_MS = 160;

function without(sets: Readonly<Record<string, string>>, path: string): Record<string, string> {
  return Object.fromEntries(Object.entries(sets).filter(([other]) => other !== path));
}

export class Explorer implements App {
  private state: State = {
    program: null, scenarios: [], settings: published(DEFAULT_SCENARIO), published: null, model: null,
    complaints: [], phase: 'starting', run: null, shown: null, fresh: false, reference: null,
    differences: null, pins: [], trouble: null, notice: '',
  };
  private readonly listeners = new Set<Listener>();
  private readonly runs = new Runs(() => this.state.program?.limits.kept ?? 20, () => this.needed());
  private under = new AbortController();
  private timer = 0;
  private lastPin = 0;
  /** Comparisons so far: of two under way, the later one is meant. */
  private compared = 0;
  /** What "Try again" does. */
  private retry: (() => void) | null = null;

  get(): State { return this.state; }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private change(part: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...part };
    for (const listener of [...this.listeners]) listener(this.state, before);
  }

  private needed(): Set<string> {
    const { shown, reference, pins } = this.state;
    return new Set([shown, reference?.result, ...pins.map((pin) => pin.result)]
      .flatMap((result) => (result ? [result.run.id] : [])));
  }

  /** Once, when every part of the page is mounted; `link` reads the settings that the address asks for. */
  async begin(link: (scenarios: readonly ScenarioHead[]) => Promise<{ settings: Settings; notice: string }>): Promise<void> {
    this.retry = () => void this.begin(link);
    try {
      const program = await ask<Program>('GET', 'program');
      const { scenarios } = await ask<{ scenarios: ScenarioHead[] }>('GET', 'scenarios');
      this.change({ program, scenarios, trouble: null });
      if (program.opened !== null && !location.hash && await this.adopt(program.opened)) return;
      const before = this.state.settings, { settings, notice } = await link(scenarios);
      if (this.state.settings !== before) return; /* somebody chose something in the meantime */
      this.open(settings);
      this.say(notice);
    } catch (trouble) {
      this.fail(trouble);
    }
  }

  /* ---- what somebody does ---- */

  choose(scenario: string): void {
    const { persons, replicates } = this.state.settings;
    this.open({ ...published(scenario), persons, replicates });
  }

  async show(id: string): Promise<void> {
    this.retry = () => void this.show(id);
    try {
      await this.adopt(id);
    } catch (trouble) {
      this.fail(trouble);
    }
  }

  load(text: string, name: string): void {
    const { persons, replicates } = this.state.settings;
    this.open({ ...published(name, text), persons, replicates });
  }

  set(path: string, value: string | null): void {
    const { settings } = this.state, sets = without(settings.sets, path);
    if (value !== null) sets[path] = value;
    this.moved({ ...settings, sets });
  }

  toggle(safeguard: string, on: boolean): void {
    const { settings } = this.state, rest = settings.safeguards.filter((name) => name !== safeguard);
    this.moved({ ...settings, safeguards: on ? [...rest, safeguard] : rest });
  }

  size(size: Partial<Pick<Settings, 'persons' | 'replicates' | 'seed'>>): void {
    const settings = { ...this.state.settings, ...size };
    if (size.seed !== undefined) this.moved(settings);
    else this.change({ settings });
  }

  open(settings: Settings): void {
    const same = this.state.published !== null && sameRegime(settings, this.state.settings);
    this.halt();
    this.change({ settings, complaints: [], notice: '', fresh: false,
      ...(same ? {} : { published: null, model: null, reference: null, differences: null }) });
    void this.enter(settings);
  }

  reset(): void { this.moved(asPublished(this.state.settings)); }

  start(): void {
    if (this.state.complaints.length || !this.state.model) return;
    this.halt();
    void this.go(this.state.settings, false);
  }

  stop(): void {
    this.halt();
    this.change({ phase: 'idle', run: null });
  }

  again(): void {
    const retry = this.retry;
    this.change({ trouble: null });
    retry?.();
  }

  say(notice: string): void { this.change({ notice }); }

  pin(): void {
    const { shown, pins } = this.state;
    if (!shown?.final || pins.some((pin) => pin.result.run.id === shown.run.id)) return;
    const plain = nameOf(shown.settings);
    const name = pins.some((pin) => pin.name === plain) ? `${plain} (${sizeOf(shown.run)})` : plain;
    this.change({ pins: [...pins, { id: ++this.lastPin, name, result: shown, differences: null }] });
    void this.compare();
  }

  unpin(id: number): void {
    const pins = this.state.pins.filter((pin) => pin.id !== id), same = pins[0] === this.state.pins[0];
    this.change({ pins: same ? pins : pins.map((pin) => ({ ...pin, differences: null })) });
    void this.compare();
  }

  compareWith(id: number): void {
    const pins = [...this.state.pins].sort((a, b) => Number(b.id === id) - Number(a.id === id));
    this.change({ pins: pins.map((pin) => ({ ...pin, differences: null })) });
    void this.compare();
  }

  /* ---- what follows ---- */

  /** Shows a run that the program has; false for a study, which is of no one regime. */
  private async adopt(id: string): Promise<boolean> {
    const run = await ask<Run>('GET', `runs/${id}`);
    if (run.kind === 'study') return false;
    const [report, text] = await Promise.all([ask<Report>('GET', `runs/${id}/report`), askText(`runs/${id}/scenario.yaml`)]);
    const { persons, replicates, seed } = run;
    const settings: Settings = { ...published(run.scenario, text), persons, replicates, seed };
    this.runs.adopt({ run, report, settings, final: true });
    this.open(settings);
    return true;
  }

  private halt(): void {
    clearTimeout(this.timer);
    this.under.abort();
    this.under = new AbortController();
  }

  /** Something was moved: the run under way is stopped, and a quick look follows when the hand rests. */
  private moved(settings: Settings): void {
    this.halt();
    this.retry = () => void this.go(settings, true);
    this.change({ settings, complaints: [], notice: '', fresh: false, phase: 'quick', run: null, trouble: null });
    this.timer = window.setTimeout(() => void this.go(settings, true), DEBOUNCE_MS);
  }

  /** A regime is entered: its model, a quick look, and where nothing is changed the whole run. */
  private async enter(settings: Settings): Promise<void> {
    const signal = this.under.signal;
    this.retry = () => void this.enter(settings);
    this.change({ phase: 'quick' });
    try {
      const plain = await ask<Model>('POST', 'model', sourceOf(asPublished(settings)), signal);
      if (signal.aborted) return;
      this.change({ published: plain, ...(isPublished(settings) ? { model: plain } : {}) });
    } catch (trouble) {
      if (!signal.aborted) this.fail(trouble);
      return;
    }
    const known = this.runs.find(settings, false) !== undefined;
    if (!known && (!await this.go(settings, true) || signal.aborted || !isPublished(settings))) return;
    await this.go(this.state.settings, false);
  }

  /** False where it did not come to its end. */
  private async go(settings: Settings, quick: boolean): Promise<boolean> {
    const signal = this.under.signal;
    let taken = false;
    this.retry = () => void this.go(settings, quick);
    this.change({ phase: quick ? 'quick' : 'running', trouble: null });
    const show = (result: Result): void => {
      if (!signal.aborted) this.change({ shown: result, fresh: true, differences: null, ...(result.final ? { run: null } : {}) });
    };
    try {
      const model = isPublished(settings) && this.state.published ? Promise.resolve(this.state.published)
        : ask<Model>('POST', 'model', sourceOf(settings), signal);
      const result = this.runs.get(settings, quick,
        { run: (run: Run) => { if (!signal.aborted) this.change({ run }); }, result: show }, signal);
      result.catch(() => undefined); /* a refusal of the model says more */
      const accepted = await model;
      if (signal.aborted) return false;
      this.change({ model: accepted, complaints: [] });
      taken = true;
      show(await result);
      if (signal.aborted) return false;
      await this.compare();
      if (!signal.aborted) this.change({ phase: 'idle', run: null });
      return !signal.aborted;
    } catch (trouble) {
      if (signal.aborted) return false;
      /* a regime that is taken and not run has too few people */
      const few = taken && !quick && settings.persons > 0 && trouble instanceof Refused && trouble.complaints.length > 0;
      if (few) return this.goWithItsOwn(settings, trouble.complaints[0]!.message);
      this.fail(trouble);
      return false;
    }
  }

  private goWithItsOwn(settings: Settings, why: string): Promise<boolean> {
    this.change({ settings: { ...this.state.settings, persons: 0 }, notice: `${settings.persons.toLocaleString('en-GB')} ` +
      `people are too few for this regime (${why}), so it is run with as many as it has itself.` });
    return this.go({ ...settings, persons: 0 }, false);
  }

  /** The regime that what is shown is compared with, at the size of what is shown. */
  private referenceOf(shown: Result): { settings: Settings; name: string } {
    const first = this.state.pins[0];
    const { persons, replicates, seed } = shown.settings;
    if (first && sameRegime(first.result.settings, shown.settings))
      return { settings: { ...first.result.settings, persons, replicates, seed }, name: isPublished(first.result.settings) ? 'as published' : first.name };
    return { settings: asPublished(shown.settings), name: 'as published' };
  }

  private async compare(): Promise<void> {
    const { shown } = this.state, signal = this.under.signal, turn = ++this.compared;
    const over = (): boolean => signal.aborted || turn !== this.compared;
    if (!shown?.final) return;
    const wanted = this.referenceOf(shown), quick = shown.run.quick;
    try {
      const same = keyOf(wanted.settings, quick) === keyOf(shown.settings, quick);
      const result = same ? shown : await this.runs.get(wanted.settings, quick,
        { run: (run) => { if (!over()) this.change({ run }); }, result: () => undefined }, signal);
      const differences = same ? null : await this.runs.minus(shown, result, signal);
      if (over()) return;
      this.change({ reference: { result, name: wanted.name }, differences });
      await this.comparePins(signal, over);
    } catch (trouble) {
      if (over()) return;
      /* what is refused is the other regime, not the one that is set */
      if (trouble instanceof Refused) this.change({ reference: null, differences: null, notice: `No comparison with ${wanted.name}: ${trouble.message}.`.replace('..', '.') });
      else this.fail(trouble);
    }
  }

  private async comparePins(signal: AbortSignal, over: () => boolean): Promise<void> {
    const first = this.state.pins[0];
    for (const pin of this.state.pins.slice(1)) {
      if (!first || pin.differences) continue;
      const differences = await this.runs.minus(pin.result, first.result, signal);
      if (over()) return;
      this.change({ pins: this.state.pins.map((other): Pin =>
        (other.id === pin.id ? { ...other, differences } : other)) });
    }
  }

  private fail(trouble: unknown): void {
    const phase: Phase = 'idle';
    if (trouble instanceof Refused && trouble.complaints.length)
      this.change({ complaints: trouble.complaints, phase, run: null });
    else if (trouble instanceof Gone || trouble instanceof Refused || trouble instanceof Unfinished)
      this.change({ trouble: { message: trouble.message, again: true }, phase, run: null });
    else {
      this.change({ trouble: { message: 'The page itself made a mistake; nothing you set is lost.', again: true }, phase, run: null });
      reportError(trouble);
    }
  }
}
