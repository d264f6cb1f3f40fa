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

/** What of several alike a path is about: "late payment" of score.rules.late_payment.points, "point 2, group minority"
    of operating_points.1.false_match_by.group.minority; "" where its part says it. */
function whichOf(path: string): string {
  const by = /_by(?:_band)?\.(.+)$/.exec(path), point = /operating_points\.(\d+)\./.exec(path);
  const parts = path.split('.');
  if (!by && !point) return parts.length > 3 ? words(parts[parts.length - 2]!) : '';
  return [point ? `point ${Number(point[1]) + 1}` : '', by ? words(by[1]!.replace(/\./g, ' ')) : ''].filter(Boolean).join(', ');
}

/** "Platform: share of acts it never records", "Score, late payment: points for each record of this kind": the part of the regime, and what the number is in it. */
export function settingOf(parameter: Parameter, model: Model): string {
  const parts = model.flow.nodes.filter((node) => node.parameters.includes(parameter.path));
  const path = parameter.path.split('.'), which = whichOf(parameter.path);
  const part = parts.length === 1 ? parts[0]!.label.replace(/,.*/, '') : capital(words(path[path.length > 2 ? 1 : 0]!));
  const phrase = phraseOf(parameter).replace(/^multipliers of (.*?),? by attribute.*$/, 'times $1');
  return `${part}${which && which !== part.toLowerCase() ? `, ${which}` : ''}: ${phrase}`;
}

/** "at the end of year three" is the report's; the sizes are the page's. */
export function sizeOf(run: { persons: number; replicates: number }): string {
  const people = run.persons.toLocaleString('en-GB');
  return `${run.replicates} ${run.replicates === 1 ? 'replicate' : 'replicates'} of ${people} people`;
}

export function titleOf(model: Model | null, settings: Settings): string {
  return model?.title || words(settings.scenario);
}
