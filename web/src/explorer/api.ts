/* The contract between the explorer and the program: what src/serve prints, and docs/openapi.json
   says in JSON Schema. Everything is on the same origin; nothing here is ever about a real person.

   GET    /api/v1/program                     Program
   GET    /api/v1/openapi.json                this contract
   GET    /api/v1/scenarios                   { scenarios: ScenarioHead[] }
   GET    /api/v1/scenarios/{name}            { name, title, text }: a bundled one, as written
   POST   /api/v1/model        Source         Model; 422 Refusal with complaints
   POST   /api/v1/runs         RunAsked       202 Run; 422 Refusal with complaints; 429 when the queue is full
   GET    /api/v1/runs                        { runs: Run[] }, newest first
   GET    /api/v1/runs/{id}                   Run
   DELETE /api/v1/runs/{id}                   Run: one that waits or runs is stopped, one that has ended is forgotten
   GET    /api/v1/runs/{id}/events            server-sent events: `run` (Run), `report` (Report), `end` (Run)
   GET    /api/v1/runs/{id}/report            Report (web/src/data.ts), of the replicates finished so far; 409: none yet
   GET    /api/v1/runs/{id}/report.html       the same as one self-contained page
   GET    /api/v1/runs/{id}/results.db        the results file (SQLite); 409 while the run goes on
   GET    /api/v1/runs/{id}/scenario.yaml     the resolved scenario
   GET    /api/v1/runs/{id}/tables            { tables: string[] }
   GET    /api/v1/runs/{id}/tables/{name}.csv one table of the results file
   GET    /api/v1/runs/{id}/people            People: tracked synthetic persons, those wrongly listed for longest first
   GET    /api/v1/runs/{id}/people/{number}   PersonFile, in every world of the run
   GET    /api/v1/runs/{id}/minus/{other}     Differences: this run minus the other, replicate by replicate

   Every refusal is a Refusal, whatever the status. */
import type { Report } from '../data';

export interface Program {
  program: 'counterscore';
  version: string;
  threads: number;
  /** Persons of a quick look: one block. */
  quick_persons: number;
  /** Most bytes of a request body; most runs that may wait; most finished runs kept. */
  limits: { body_bytes: number; waiting: number; kept: number };
  /** The run made of the results file the program was started with. */
  opened: string | null;
}

export interface ScenarioHead {
  name: string;
  title: string;
  about: string;
  persons: number;
  replicates: number;
  horizon_days: number;
  safeguards: number;
}

/** Where a scenario comes from: a bundled name, or YAML. Then settings, then safeguards switched on. */
export interface Source {
  scenario?: string;
  text?: string;
  /** "path=value", as --set. */
  sets?: string[];
  /** Names of safeguards, all switched on together. */
  safeguards?: string[];
}

export interface RunAsked extends Source {
  /** 0 or absent: the scenario's. */
  persons?: number;
  replicates?: number;
  /** Absent: the scenario's. */
  seed?: number;
  /** One block of persons and one replicate, for an answer at once; no intervals. */
  quick?: boolean;
  /** Worlds beside this one, on the same people and luck: safeguards, "a+b" for two at once, "no_regime". */
  worlds?: string[];
}

export interface Complaint {
  file: string;
  /** From 1; 0 where the complaint is about no place. */
  line: number;
  column: number;
  message: string;
  excerpt: string;
}

export interface Refusal {
  error: {
    /** bad_request, forbidden, not_found, not_tracked, method, too_large, scenario, usage, busy, not_yet, failed */
    code: string;
    /** One sentence: what was found, what was wanted. */
    message: string;
    complaints?: Complaint[];
  };
}

export type Unit = 'none' | 'share' | 'probability' | 'time' | 'rate' | 'points';

export interface Parameter {
  path: string;
  /** What it is, from the spec tables. */
  label: string;
  /** As written: "5 %". */
  text: string;
  /** Canonical: shares 0..1, times in days, rates per year. low == high == value without a range. */
  value: number;
  low: number;
  high: number;
  unit: Unit;
  whole: boolean;
  /** sourced, assumed, default */
  kind: 'sourced' | 'assumed' | 'default';
  source: string | null;
  /** 1: harm hangs on it most (from a sensitivity study of the bundled scenario); null: not ranked. */
  rank: number | null;
}

export interface Safeguard { name: string; about: string; cost: number; from_day: number; on: boolean }

export type Stage = 'stream' | 'sensor' | 'score' | 'list' | 'consequence' | 'recourse';

/** A part of the regime. `parameters`: paths, as in Model.parameters. */
export interface FlowNode {
  id: string;
  stage: Stage;
  label: string;
  /** Two to six words on how it is set: "misses 6 %, 11 days late". */
  note: string;
  /** What such a part does: from the spec tables. */
  about: string;
  parameters: string[];
}

/** back: corrections, and what goes against the stream. */
export interface FlowLink { from: string; to: string; back: boolean }

export interface Model {
  name: string;
  title: string;
  about: string;
  /** Hash of the resolved scenario, and its text. */
  hash: string;
  text: string;
  persons: number;
  replicates: number;
  seed: number;
  horizon_days: number;
  parameters: Parameter[];
  safeguards: Safeguard[];
  sources: { name: string; text: string }[];
  flow: { nodes: FlowNode[]; links: FlowLink[] };
}

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Run {
  id: string;
  /** run: of a scenario; study: a study file the program was started with. */
  kind: 'run' | 'study';
  state: RunState;
  title: string;
  /** The bundled name, or the name of the text. */
  scenario: string;
  /** Hash of the resolved scenario. */
  scenario_hash: string;
  sets: string[];
  safeguards: string[];
  /** Names of its worlds: "base", then those asked for. */
  worlds: string[];
  persons: number;
  replicates: number;
  seed: number;
  quick: boolean;
  /** Runs (a world, a replicate) finished, of how many. */
  finished: number;
  rows: number;
  /** Part of the whole that is done, 0..1; the day in hand; seconds since it began. */
  share: number;
  day: number;
  days: number;
  seconds: number;
  /** Of one that is done. */
  result_hash: string | null;
  /** Of one that failed. */
  error: string | null;
}

export interface PersonHead {
  person: number;
  acts: number;
  records: number;
  wrong_records: number;
  refusals: number;
  listed_days: number;
  wrongful_days: number;
  /** Cause of most wrongful days ("false_match"), or null. */
  worst: string | null;
  /** Longest unbroken time wrongly on a list, in days. */
  longest: number;
}

/** tracked: persons whose history is kept; persons: all. typical: of those wrongly listed, the one whose
    wrongful days are the median; null when there is none. */
export interface People { tracked: number; persons: number; typical: number | null; people: PersonHead[] }

/** truth: what happened. record: what went on file. after: what followed. */
export interface PersonEvent {
  day: number;
  side: 'truth' | 'record' | 'after';
  /** act, record, expired, listed, cause, left, denied, loan, association, answers, score, notice, dispute,
      decision, reinserted, repair */
  kind: string;
  text: string;
  points: number | null;
  /** The tag of a record (correct, false_match, ...), the cause of a listing (stale, association, ...). */
  cause: string | null;
  /** Whether this is where the file and the truth part. */
  wrong: boolean;
}

export interface PersonWorld {
  /** "base", or the safeguards of the world. */
  world: string;
  about: string;
  head: PersonHead;
  events: PersonEvent[];
  /** Score from that day on: on all records, and on true, unprotected conduct alone. Empty without scores. */
  scores: { day: number; applied: number; conduct: number }[];
  /** to: null while it lasts. */
  spells: { list: string; from: number; to: number | null; cause: string; wrongful: boolean }[];
  denials: { day: number; service: string; cause: string; wrongful: boolean }[];
}

export interface PersonFile {
  person: number;
  horizon_days: number;
  /** "income": "low", ... */
  strata: Record<string, string>;
  /** Where a band ends, for the lists that a score leads to. */
  thresholds: { label: string; points: number }[];
  worlds: PersonWorld[];
}

export interface Estimate3 { mean: number; low: number; high: number; interval: boolean; replicates: number }

export interface Difference {
  /** Name as `reproduces` and studies have it: "wrongful_days". */
  figure: string;
  label: string;
  unit: string;
  /** Null: undefined in every replicate. */
  value: Estimate3 | null;
  other: Estimate3 | null;
  /** 95 % t interval of the mean paired difference. */
  difference: Estimate3 | null;
  /** The interval of the difference leaves zero out. */
  clear: boolean;
}

/** paired: same people, same luck, so differences are of the regime alone; else `why` it is not, and no
    differences. */
export interface Differences { paired: boolean; why: string | null; figures: Difference[] }

export type { Report };
