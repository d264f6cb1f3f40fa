/* Figures of a report and their paired differences, in words. */
import { type Estimate, type Report, type Row, rowsOf, type Section } from '../data';
import { write } from '../format';
import type { Difference, Differences } from './api';
import type { Result } from './state';

export function sectionOf(report: Report | undefined, id: string): Section | null {
  return report?.sections.find((section) => section.id === id) ?? null;
}

/** Which figure of the paired differences belongs to a rung. */
const FIGURES: Record<string, string> = {
  protected: 'listed_for_protected', error: 'listed_by_error', association: 'listed_by_association',
  penalised: 'listed_share', missed: 'missed',
};

export interface Change { value: number; low: number; high: number; interval: boolean; clear: boolean }

/** Shares become people of 1,000. */
export function changeOf(figure: Difference): Change | null {
  const d = figure.difference;
  if (!d) return null;
  const times = isShare(figure) ? 1000 : 1;
  return { value: d.mean * times, low: d.low * times, high: d.high * times, interval: d.interval, clear: figure.clear };
}

export function isShare(figure: Difference): boolean { return figure.unit === 'share' || figure.unit === 'probability'; }

export function findFigure(differences: Differences | null, name: string): Difference | null {
  return differences?.paired ? differences.figures.find((figure) => figure.figure === name) ?? null : null;
}

function rung(report: Report, key: string): Row | null {
  const who = sectionOf(report, 'who');
  return (who && rowsOf(who, 'ladder').find((row) => row.text('class') === key)) ?? null;
}

/** Change of a rung, per 1,000 people; where the program has no such figure, of the means alone. */
export function rungChange(key: string, shown: Result, other: Result, differences: Differences | null): Change | null {
  if (!differences?.paired) return null;
  const figure = findFigure(differences, FIGURES[key] ?? '');
  if (figure) return changeOf(figure);
  const one = rung(shown.report, key)?.estimate('per_1000'), two = rung(other.report, key)?.estimate('per_1000');
  if (!one || !two) return null;
  const value = one.value - two.value;
  return { value, low: value, high: value, interval: false, clear: false };
}

/** People of 1,000 listed wrongly. */
export function wrongly(report: Report): Estimate | null {
  const parts = ['protected', 'error', 'association'].map((key) => rung(report, key)?.estimate('per_1000'));
  if (parts.some((part) => !part)) return null;
  const value = parts.reduce((sum, part) => sum + part!.value, 0);
  return { value, low: value, high: value, interval: false };
}

/** "−2.1 (−2.3 to −1.9)"; "about −2.1"; "cannot be told from zero". */
export function writeChange(change: Change): string {
  if (change.value === 0 && change.low === 0 && change.high === 0) return 'no change seen';
  if (!change.interval) return Math.abs(change.value) < 1e-9 ? 'no change seen' : `about ${write(change.value, 'difference')}`;
  if (!change.clear) return 'cannot be told from zero';
  return `${write(change.value, 'difference')} (${write(change.low, 'difference')} to ${write(change.high, 'difference')})`;
}

/** A figure in words: that there are more of it, a change of it, and as many. */
interface Words { more: string; change: string; same: string }

const PEOPLE: Words = { more: 'of every 1,000 listed wrongly', change: 'people listed wrongly', same: 'people are listed wrongly' };

/** What some regimes are told in as well, or instead: by figure. */
const BESIDE: Record<string, Words> = {
  'listed_wrongly of=firms': { more: 'of every 1,000 firms listed wrongly', change: 'firms listed wrongly',
    same: 'firms are listed wrongly' },
  refused_good: { more: 'of every 1,000 people refused a loan would have repaid it',
    change: 'people refused a loan who would have repaid it', same: 'of those refused a loan would have repaid it' },
  true_positive_rate: { more: 'of every 1,000 applications of people who repay are granted',
    change: 'applications granted to people who repay', same: 'applications of people who repay are granted' },
};

/** "2.1 fewer of every 1,000 listed wrongly than under the regime as published (1.9–2.3, same people and luck)." */
export function sentenceOf(change: Change, name: string, quick: boolean, words = PEOPLE): string {
  const than = name === 'as published' ? 'under the regime as published' : `in “${name}”`;
  const size = write(Math.abs(change.value), 'rate');
  if (change.value === 0 && change.low === 0 && change.high === 0) return `As many ${words.same} as ${than}.`;
  if (change.interval && !change.clear)
    return `Compared with ${name === 'as published' ? 'the regime as published' : `“${name}”`}, the change in ${words.change} cannot be told from zero.`;
  const direction = change.value < 0 ? 'fewer' : 'more';
  const [low, high] = [Math.abs(change.low), Math.abs(change.high)].sort((a, b) => a - b);
  return `${quick || !change.interval ? 'About ' : ''}${size} ${direction} ${words.more} than ${than}` +
    (change.interval ? ` (${write(low!, 'rate')}–${write(high!, 'rate')}, same people and luck).` : '.');
}

/** What changed for firms, and for who asks a lender. */
export function besideOf(differences: Differences | null, name: string, quick: boolean): string[] {
  return Object.entries(BESIDE).flatMap(([figure, words]) => {
    const found = findFigure(differences, figure), change = found && changeOf(found);
    return change ? [sentenceOf(change, name, quick, words)] : [];
  });
}
