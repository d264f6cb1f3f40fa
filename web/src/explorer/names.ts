/* What a changed regime is called. */
import type { Model } from './api';
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

/** "at the end of year three" is the report's; the sizes are the page's. */
export function sizeOf(run: { persons: number; replicates: number }): string {
  const people = run.persons.toLocaleString('en-GB');
  return `${run.replicates} ${run.replicates === 1 ? 'replicate' : 'replicates'} of ${people} people`;
}

export function titleOf(model: Model | null, settings: Settings): string {
  return model?.title || words(settings.scenario);
}
