/* What a changed regime is called. */
import type { Model, Parameter } from './api';
import { isPublished, type Settings } from './settings';

export function words(name: string): string { return name.replace(/_/g, ' '); }

export function capital(text: string): string { return text.charAt(0).toUpperCase() + text.slice(1); }

/** "Expiry; bank misses 10 %", "As published". */
export function nameOf(settings: Settings): string {
  if (isPublished(settings)) return 'As published';
  const changes = [...settings.safeguards.map(words),
    ...Object.entries(settings.sets).map(([path, value]) => `${shortPath(path)} ${value}`)];
  return capital(changes.length > 4 ? `${changes.slice(0, 3).join('; ')}; and ${changes.length - 3} more`
    : changes.join('; '));
}

/** "sensors.bank.misses" → "bank misses"; "lists.defaulters.leave.after" → "defaulters leave after". */
export function shortPath(path: string): string {
  const parts = path.split('.');
  return words((parts.length > 2 ? parts.slice(1) : parts).filter((part) => part !== 'rules').join(' '));
}

/** "Share of acts it never records (false non-match); …" → "share of acts it never records". */
export function phraseOf(parameter: Parameter): string {
  const text = parameter.label, end = text.search(/[;:(]|\. /), phrase = (end < 0 ? text : text.slice(0, end)).trim();
  return phrase.charAt(0).toLowerCase() + phrase.slice(1);
}

/** "Platform: share of acts it never records", "Score, late payment: points for each record of this kind": the part of the regime, and what the number is in it. */
export function settingOf(parameter: Parameter, model: Model): string {
  const parts = model.flow.nodes.filter((node) => node.parameters.includes(parameter.path));
  const path = parameter.path.split('.');
  const part = parts.length === 1 ? parts[0]!.label.replace(/,.*/, '') : capital(words(path[path.length > 2 ? 1 : 0]!));
  const within = path.length > 3 ? `, ${words(path[path.length - 2]!)}` : '';
  return `${part}${within}: ${phraseOf(parameter)}`;
}

/** "at the end of year three" is the report's; the sizes are the page's. */
export function sizeOf(run: { persons: number; replicates: number }): string {
  const people = run.persons.toLocaleString('en-GB');
  return `${run.replicates} ${run.replicates === 1 ? 'replicate' : 'replicates'} of ${people} people`;
}

export function titleOf(model: Model | null, settings: Settings): string {
  return model?.title || words(settings.scenario);
}
