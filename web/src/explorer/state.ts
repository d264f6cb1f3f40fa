/* The explorer's state, and everything that may be done to it. Parts of the page are modules with
   `mount(host, app)`: they read `app.get()`, are told by `app.subscribe`, and change things by the actions
   below, and by nothing else. */
import type { Report } from '../data';
import type { Complaint, Differences, Model, Program, Run, ScenarioHead } from './api';
import type { Settings } from './settings';

/** A run and what came of it; `final` once it has ended, and intervals are there. */
export interface Result {
  readonly run: Run;
  readonly report: Report;
  readonly settings: Settings;
  readonly final: boolean;
}

export interface Pin {
  readonly id: number;
  readonly name: string;
  readonly result: Result;
  /** Against the first pin; null until it is known. */
  readonly differences: Differences | null;
}

/** What is shown is compared with this; why there is no paired difference stands in `differences`. */
export interface Reference {
  readonly result: Result;
  /** "as published", or the name of the first pin. */
  readonly name: string;
}

/** quick: a quick look is under way; running: all replicates are. */
export type Phase = 'starting' | 'idle' | 'quick' | 'running';

export interface Trouble {
  readonly message: string;
  /** Something was under way that "Try again" would do again. */
  readonly again: boolean;
}

export interface State {
  readonly program: Program | null;
  readonly scenarios: readonly ScenarioHead[];
  readonly settings: Settings;
  /** The chosen regime with nothing changed; null until it is known. */
  readonly published: Model | null;
  /** The same with the settings; the last one that was accepted. */
  readonly model: Model | null;
  /** Why the settings are refused. Run waits until there are none. */
  readonly complaints: readonly Complaint[];
  readonly phase: Phase;
  /** The run under way, as last heard of it. */
  readonly run: Run | null;
  /** What the page shows; null before the first answer. */
  readonly shown: Result | null;
  /** Whether it belongs to the settings as they are now. */
  readonly fresh: boolean;
  readonly reference: Reference | null;
  /** Of `shown` minus `reference`; null until known, and where they are the same run. */
  readonly differences: Differences | null;
  /** The first one is what everything is compared with. */
  readonly pins: readonly Pin[];
  readonly trouble: Trouble | null;
  /** One sentence about a link or a file that was refused, or what was done; "" for none. */
  readonly notice: string;
}

export type Listener = (now: State, before: State) => void;

export interface App {
  get(): State;
  /** Called after every change; returns what ends it. */
  subscribe(listener: Listener): () => void;

  /** A bundled regime, as published. */
  choose(scenario: string): void;
  /** YAML of one's own; `name` is what it is called. */
  load(text: string, name: string): void;
  /** One value, as written; null: back to the scenario's. A quick look follows. */
  set(path: string, value: string | null): void;
  toggle(safeguard: string, on: boolean): void;
  /** Persons, replicates, seed of the next run. */
  size(size: Partial<Pick<Settings, 'persons' | 'replicates' | 'seed'>>): void;
  /** A run that the program has, as it stands there; what is moved then starts from its scenario. */
  show(id: string): Promise<void>;
  /** Everything at once, as a link has it. Refused with a sentence where words are unknown. */
  open(settings: Settings): void;
  /** Back to the regime as published. */
  reset(): void;
  /** All replicates. */
  start(): void;
  stop(): void;
  /** What failed, once more. */
  again(): void;
  /** Keep what is shown. */
  pin(): void;
  unpin(id: number): void;
  /** Make this pin the one that others are compared with. */
  compareWith(id: number): void;
  say(notice: string): void;
}
