/* The events of a file in words, and few enough of them to be drawn: the table has all. */
import type { PersonEvent, PersonFile, PersonWorld } from './api';
import { capital, words } from './names';
import { CAUSES } from './person_kinds';

export interface Mark {
  day: number;
  /** What stands in bold, where something went wrong there. */
  text: string;
  note: string;
  wrong: boolean;
  /** How many events it stands for. */
  count: number;
  event: PersonEvent;
}

export const SIDES: Record<PersonEvent['side'], string> = {
  truth: 'truly happened', record: 'recorded', after: 'what followed',
};

/** The scenario's names stand apart from the sentence: "Court filed “judgment default”". */
function quoted(text: string): string {
  return text.replace(/ filed ([^,;{]+)/, ' filed “$1”').replace(/^(learnt at a refusal of being on) ([^,;{]+)$/, '$1 “$2”')
    .replace(/^(reached through somebody else) by ([^,;{]+)/, '$1, by the rule “$2”')
    .replace(/^((?:listed|still) on) ([^,:;{]+)/, '$1 “$2”');
}

/** "Court filed “judgment default”"; what is wrong about it apart. */
export function wordsOf(event: PersonEvent): { text: string; about: string } {
  const [head = '', rest] = words(event.text).split('; WRONG, ');
  const text = capital(quoted(head).replace(/^did: /, '').replace(/, ([+-]\d+) points?$/, ', $1').replace(/-(\d)/g, '−$1'));
  return { text, about: rest ?? '' };
}

/** What an event of a file is about, for the third column of the table. */
export function causeOf(event: PersonEvent): string {
  if (event.cause === null) return event.kind === 'association' ? 'by association' : '';
  return CAUSES[event.cause] ?? (event.cause === 'correct' ? 'true record' : words(event.cause));
}

function markOf(event: PersonEvent): Mark {
  const { text, about } = wordsOf(event);
  const reason = about ? about.replace(/^(an?|the) /, '').split(':')[0]! : '';
  const cause = event.kind === 'association' ? 'by association' : about ? reason : '';
  return { day: event.day, text, wrong: event.wrong, count: 1, event,
    note: [`day ${event.day.toLocaleString('en-GB')}`, cause].filter(Boolean).join(' · ') };
}

const GROUPS: Record<string, [string, string]> = {
  act: ['act', 'acts'], record: ['record', 'records'], association: ['time reached through others', 'times reached through others'],
  expired: ['time points ended', 'times points ended'], loan: ['loan', 'loans'], repair: ['repair', 'repairs'],
  notice: ['notice', 'notices'], dispute: ['dispute', 'disputes'], decision: ['decision', 'decisions'],
  denied: ['refusal', 'refusals'], score: ['change of score', 'changes of score'], listed: ['listing', 'listings'],
  left: ['end of a listing', 'ends of listings'], cause: ['change of cause', 'changes of cause'],
  reinserted: ['time it came back', 'times it came back'], answers: ['time a firm was answered for', 'times a firm was answered for'],
};

/** "tenant list, tax list and court list". */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** What differs in the name of a list alone: one sentence with all of them; "" where more differs. */
function together(events: readonly PersonEvent[], lists: readonly string[]): string {
  const found = events.map((event) => lists.find((list) => event.text.includes(` ${list}`)) ?? '');
  const plain = events.map((event, i) => event.text.replace(found[i]!, '{}'));
  if (found.includes('') || plain.some((text) => text !== plain[0])) return '';
  return wordsOf({ ...events[0]!, text: plain[0]!.replace('{}', listed([...new Set(found)].map(words))) }).text;
}

function groupMark(events: PersonEvent[], span: string, lists: readonly string[]): Mark {
  const first = events[0]!, last = events[events.length - 1]!;
  if (events.length === 1) return markOf(first);
  const joined = span ? '' : together(events, lists);
  if (joined) return { ...markOf(first), text: joined, count: events.length };
  const [, many] = GROUPS[first.kind] ?? ['event', 'events'], what = first.wrong && first.kind === 'record' ? 'wrong records' : many;
  const alike = events.every((event) => event.text === first.text);
  const days = first.day === last.day ? `day ${first.day.toLocaleString('en-GB')}`
    : `day ${first.day.toLocaleString('en-GB')} to ${last.day.toLocaleString('en-GB')}`;
  return { day: first.day, wrong: first.wrong, count: events.length, event: first,
    text: alike ? `${wordsOf(first).text}, ${events.length} times` : `${events.length} ${what}${span}`,
    note: alike && wordsOf(first).about ? `${days} · ${wordsOf(first).about.split(':')[0]!.replace(/^(an?|the) /, '')}` : days };
}

/** Events of a kind within a span of days become one mark. */
function grouped(events: readonly PersonEvent[], span: number, name: (day: number) => string,
  lists: readonly string[]): Mark[] {
  const groups = new Map<string, PersonEvent[]>();
  for (const event of events) {
    const key = span ? `${Math.floor(event.day / span)} ${event.kind} ${event.wrong}`
      : `${event.day} ${event.kind} ${together([event], lists) ? `${event.text.split(' ')[0]} ${event.cause}` : event.text}`;
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return [...groups.values()].map((group) => groupMark(group, span ? name(group[0]!.day) : '', lists))
    .sort((a, b) => a.day - b.day);
}

/** At most about `most` marks: one by one, by month, by half a year, by year, or for the whole time. */
export function marksOf(events: readonly PersonEvent[], most: number, horizon: number, world: PersonWorld): Mark[] {
  const lists = [...new Set(world.spells.map((spell) => spell.list))].sort((a, b) => b.length - a.length);
  const spans: [number, (day: number) => string][] = [[0, () => ''],
    [30.42, (day) => ` in month ${Math.floor(day / 30.42) + 1}`],
    [182.5, (day) => (Math.floor(day / 182.5) % 2 ? ` in late year ${Math.floor(day / 365) + 1}` : ` in early year ${Math.floor(day / 365) + 1}`)],
    [365, (day) => ` in year ${Math.floor(day / 365) + 1}`], [horizon + 1, () => ' in all']];
  for (const [span, name] of spans) {
    if (span > horizon + 1) continue;
    const marks = grouped(events, span, name, lists);
    if (marks.length <= most || span > horizon) return marks;
  }
  return [];
}

/** Below the line: what went on file, what came back, what people did about it. Listings and refusals have
    rows of their own; a listing stands here where nothing wrong on file says why. */
export function below(world: PersonWorld): PersonEvent[] {
  const wrong = world.events.some((event) => event.wrong && (event.kind === 'record' || event.kind === 'association'));
  return world.events.filter((event) => event.side !== 'truth' && event.kind !== 'score' && event.kind !== 'denied' &&
    event.kind !== 'left' && event.kind !== 'expired' &&
    (event.kind === 'cause' ? event.wrong : event.kind !== 'listed' || (event.wrong && !wrong)));
}

export function above(world: PersonWorld): PersonEvent[] {
  return world.events.filter((event) => event.side === 'truth');
}

/** Days with at least one wrongful listing, as spans without a break. */
export function wrongSpans(world: PersonWorld, horizon: number): { from: number; to: number | null }[] {
  const spans: { from: number; to: number | null }[] = [];
  for (const spell of world.spells.filter((one) => one.wrongful).sort((a, b) => a.from - b.from)) {
    const last = spans[spans.length - 1];
    if (last && spell.from <= (last.to ?? horizon)) {
      if (last.to !== null && (spell.to === null || spell.to > last.to)) last.to = spell.to;
    } else spans.push({ from: spell.from, to: spell.to });
  }
  return spans;
}

export function days(count: number): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? 'day' : 'days'}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count.toLocaleString('en-GB')} times`;
}

/** What the drawing shows, in a sentence. */
export function sentenceOf(file: PersonFile, world: PersonWorld): string {
  const { head } = world, refused = head.refusals ? `, refused ${times(head.refusals)}` : '';
  const last = world.scores[world.scores.length - 1];
  const score = last ? ` The score ends at ${last.applied.toLocaleString('en-GB')}; on true, unprotected conduct alone it would be ${last.conduct.toLocaleString('en-GB')}.` : '';
  const loans = world.events.filter((event) => event.kind === 'loan'), turned = loans.filter((event) => event.text.includes('refused')).length;
  if (!head.listed_days && loans.length) /* a lender lists nobody */
    return `Asked for a loan ${times(loans.length)} in ${days(file.horizon_days)}, ${turned ? `and was refused ${turned === loans.length && turned === 1 ? 'it' : times(turned)}` : 'and was lent to'}.${score}`;
  if (!head.listed_days)
    return `Never on a penal list in ${days(file.horizon_days)}${refused || ', and never refused'}.${score}`;
  const causes = new Set(world.spells.filter((spell) => spell.wrongful).map((spell) => spell.cause));
  const why = head.worst ? `, ${causes.size > 1 ? 'mostly ' : ''}${CAUSES[head.worst] ?? words(head.worst)}` : '';
  const wrong = head.wrongful_days === head.listed_days ? `all of them wrongly${why}`
    : head.wrongful_days ? `${head.wrongful_days.toLocaleString('en-GB')} of them wrongly${why}` : 'none of them wrongly';
  return `On a penal list for ${days(head.listed_days)} of ${file.horizon_days.toLocaleString('en-GB')}, ${wrong}${refused}.${score}`;
}
