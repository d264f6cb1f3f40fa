/* What somebody may set: a regime, what differs from it as published, and how much is run. */
import type { RunAsked, Source } from './api';

export const DEFAULT_SCENARIO = 'city-points';
/** Persons of a run unless somebody asks for others. */
export const PERSONS = 100_000;

export interface Settings {
  /** A bundled name; the name of a text that somebody brought. */
  scenario: string;
  /** YAML of one's own; null: the bundled one. */
  text: string | null;
  /** Values that differ from the scenario: path, and value as written. */
  sets: Readonly<Record<string, string>>;
  /** Safeguards that are on. */
  safeguards: readonly string[];
  /** 0: the scenario's. */
  persons: number;
  /** 0: the scenario's. */
  replicates: number;
  /** null: the scenario's. */
  seed: number | null;
}

export function published(scenario: string, text: string | null = null): Settings {
  return { scenario, text, sets: {}, safeguards: [], persons: PERSONS, replicates: 0, seed: null };
}

/** The same regime and size, with nothing changed. */
export function asPublished(settings: Settings): Settings { return { ...settings, sets: {}, safeguards: [] }; }

export function isPublished(settings: Settings): boolean {
  return settings.safeguards.length === 0 && Object.keys(settings.sets).length === 0;
}

export function sameRegime(a: Settings, b: Settings): boolean {
  return a.scenario === b.scenario && a.text === b.text;
}

export function sourceOf(settings: Settings): Source {
  const source: Source = {
    sets: Object.entries(settings.sets).map(([path, value]) => `${path}=${value}`),
    safeguards: [...settings.safeguards],
  };
  if (settings.text === null) source.scenario = settings.scenario;
  else source.text = settings.text;
  return source;
}

/** A quick look has a size of its own. */
export function askOf(settings: Settings, quick: boolean): RunAsked {
  const asked: RunAsked = { ...sourceOf(settings), quick };
  if (!quick) {
    asked.persons = settings.persons;
    asked.replicates = settings.replicates;
  }
  if (settings.seed !== null) asked.seed = settings.seed;
  return asked;
}

/** The same key, the same answer. */
export function keyOf(settings: Settings, quick: boolean): string {
  const asked = askOf(settings, quick);
  return JSON.stringify([settings.scenario, settings.text, [...(asked.sets ?? [])].sort(),
    [...(asked.safeguards ?? [])].sort(), quick, asked.persons ?? 0, asked.replicates ?? 0, asked.seed ?? null]);
}
