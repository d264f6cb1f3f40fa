/* The five steps: what each says, moves and shows. Every figure is of the run that was just made, or of the
   scenario's own settings; what is quoted names its source there. */
import { CHARTS } from '../charts/all';
import type { Report } from '../data';
import { write, writeInterval } from '../format';
import type { Model, Parameter } from './api';
import { sectionOf } from './figures';
import { words } from './names';
import { published, type Settings } from './settings';
import type { Size } from './story-looks';
import { lasting, offices, standing, STOPPED, stopped, tableRows, thousand } from './story-pictures';
import { readValue } from './values';

export type Control =
  | { kind: 'slider'; path: string; label: string; low: string; high: string; /** Told as "1 in 60,000,000". */ odds?: boolean }
  | { kind: 'switch'; label: string; safeguard: string; /** The switch is on while the safeguard is off. */ against?: boolean }
  | { kind: 'choice'; label: string; options: { label: string; sets?: Record<string, string>; safeguards?: string[] }[] }
  | { kind: 'guess'; label: string };

/** What a step has to speak from. */
export interface Seen { report: Report; before: Report | null; model: Model; settings: Settings; guess: string | null; quick: boolean }

export interface Step {
  title: string;
  line(model: Model): string;
  base: Settings;
  size: Size | null;
  controls: Control[];
  /** Parameters whose source is quoted. */
  quotes: string[];
  /** The sentence that changes, then what stands under it. */
  say(seen: Seen): [string, string];
  draw(host: HTMLElement, seen: Seen): void;
  think: string;
  ask: string[];
  leaves: string;
}

export function parameterOf(model: Model, path: string): Parameter | undefined {
  return model.parameters.find((parameter) => parameter.path === path);
}

/** A value as it is set now, in canonical units. */
function valueOf(model: Model, settings: Settings, path: string): number {
  const parameter = parameterOf(model, path), set = settings.sets[path];
  if (!parameter) return 0;
  return (set === undefined ? null : readValue(parameter, set)) ?? parameter.value;
}

function ladderOf(report: Report, key: string): string {
  const value = tableRows(report, 'who', 'ladder').find((row) => row.text('class') === key)?.estimate('per_1000')?.value;
  return value === undefined ? 'nobody' : write(value, 'rate');
}

function causeOf(report: Report, label: string): string {
  return write(tableRows(report, 'who', 'causes').find((row) => row.text('cause') === label)?.estimate('first')?.value ?? 0, 'rate');
}

function about(seen: Seen): string { return seen.quick ? 'about ' : ''; }

function withSafeguards(scenario: string, ...safeguards: string[]): Settings { return { ...published(scenario), safeguards }; }

/* Two figures are enough of "one in". */
export function oneIn(number: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(number)) - 1);
  return (Math.round(number / unit) * unit).toLocaleString('en-GB');
}

interface Gate { right: number; wrong: number; precision: ReturnType<ReturnType<typeof tableRows>[number]['estimate']> }

function gateOf(report: Report): Gate | null {
  const row = tableRows(report, 'sensors', 'sensors')[0];
  return row ? { right: row.number('correct'), wrong: row.number('false_match'), precision: row.estimate('precision') } : null;
}

function ofStopped(gate: Gate): number { return Math.round((gate.precision?.value ?? 0) * STOPPED); }

const VISITORS = 'crowds.festival.visitors', PRESENT = 'crowds.festival.listed_present',
  MATCH = 'sensors.gate.false_match', WANTED = 'lists.wanted.enter.initial';

const rare: Step = {
  title: 'How can a camera that is hardly ever wrong stop mostly the wrong people?',
  line: (model) => {
    const match = parameterOf(model, MATCH)?.value ?? 0, list = parameterOf(model, WANTED)?.value ?? 0;
    const visitors = parameterOf(model, VISITORS)?.value ?? 0, present = parameterOf(model, PRESENT)?.value ?? 0;
    return `Cameras at a festival compare ${visitors.toLocaleString('en-GB')} visitors with a list of ` +
      `${list.toLocaleString('en-GB')} wanted people. A visitor who is not wanted is taken for one of them once in ` +
      `${oneIn(1 / (1 - (1 - match) ** list))} visits. ${present} of the wanted are there. Move how many.`;
  },
  base: published('festival-watchlist'), size: { persons: 150_000, replicates: 8 },
  controls: [
    { kind: 'slider', path: PRESENT, label: 'Wanted people in the crowd', low: 'few', high: 'many' },
    { kind: 'slider', path: MATCH, label: 'Wrong matches among comparisons', low: 'strict', high: 'loose', odds: true },
  ],
  quotes: [MATCH, 'sensors.gate.finds'],
  say: ({ report, model, settings }) => {
    const gate = gateOf(report);
    if (!gate || !gate.precision) return ['Nobody was stopped, so there is no share to give.', ''];
    const right = ofStopped(gate), innocent = valueOf(model, settings, VISITORS) - valueOf(model, settings, PRESENT);
    const few = right === 0 ? 'fewer than one was wanted' : `${right} ${right === 1 ? 'was' : 'were'} wanted and ${STOPPED - right} ${STOPPED - right === 1 ? 'was' : 'were'} not`;
    return [`Of every ${STOPPED} people stopped, about ${few}.`,
      `The gates stopped ${write(gate.right, 'rate')} wanted people and ${write(gate.wrong, 'rate')} others. ` +
      (gate.wrong > 0 ? `They were wrong about one of ${oneIn(innocent / gate.wrong)} visitors who are not wanted. ` : '') +
      `${write(gate.precision.value, 'share')} of the alerts were right (precision` +
      `${gate.precision.interval ? `, ${writeInterval(gate.precision, 'share')}` : ''}).`];
  },
  draw: (host, seen) => {
    const gate = gateOf(seen.report);
    if (gate?.precision) stopped(host, ofStopped(gate), rare.say(seen)[0]);
  },
  think: 'The camera did not change when you moved the number of wanted people. What did?',
  ask: ['Ask for a guess before anything is moved: of 25 people stopped, how many were wanted? Write the guesses down.',
    'Then make the wanted ten times as many, with the same camera. Who can say in one sentence why more alerts are now right?'],
  leaves: 'Everybody is stopped once at most, nobody argues with a guard, and all faces are equally hard to tell apart; the error rates of real systems differ between groups.',
};

const TENANTS = 'sensors.landlords.wrong_person.share';

const link: Step = {
  title: 'What does one bill in the wrong name cost?',
  line: (model) => `A landlord reports a debt, and ${parameterOf(model, TENANTS)?.text ?? 'some'} of the reports are filed under ` +
    'somebody else in the same home. Four offices keep a list each. Move the share; then let the offices copy each other’s lists.',
  base: withSafeguards('joined-up', 'purpose_limit'), size: null,
  controls: [
    { kind: 'slider', path: TENANTS, label: 'Reports that land on somebody else at home', low: 'few', high: 'many' },
    { kind: 'switch', label: 'The offices copy each other’s lists', safeguard: 'purpose_limit', against: true },
  ],
  quotes: ['sensors.court.wrong_person.share', TENANTS],
  say: (seen) => {
    const { report } = seen;
    return [`Of every 1,000 people, ${about(seen)}${ladderOf(report, 'error')} are listed because a record is wrong.`,
      `What put them there first: for ${causeOf(report, 'wrong person')} a record about another person, for ${causeOf(report, 'false record')} ` +
      `a record of nothing that happened, for ${causeOf(report, 'stale')} an entry that was kept after it should have ended.`];
  },
  draw: (host, seen) => offices(host, seen.report),
  think: 'With copying on, which office made the error, and which office should the person write to?',
  ask: ['One half of the class keeps the lists apart and moves the share, the other half only turns copying on. Which half changed more?',
    'Let them find “Corrections follow” among the safeguards in the explorer, and say what it would ask of four offices.'],
  leaves: 'Offices make no new errors while they copy, and nobody notices that a copy looks odd. How often corrections travel is an assumption, not a measurement.',
};

const FRIENDS = 'association.friends.points', FAMILY_OFF = 'no_association';

const friends: Step = {
  title: 'Who is listed for what somebody else did?',
  line: (model) => `In this city a friend with the lowest score costs ${parameterOf(model, FRIENDS)?.text.replace('-', '') ?? 'some'} points, ` +
    'and a debtor’s whole family goes onto a list of its own. Choose whom the rules may reach.',
  base: published('city-points'), size: null,
  controls: [{ kind: 'choice', label: 'The rules reach', options: [
    { label: 'only the person who did it', safeguards: [FAMILY_OFF] },
    { label: 'the family too', sets: { [FRIENDS]: '0' } },
    { label: 'family and friends, as published', sets: {} },
  ] }],
  quotes: [FRIENDS],
  say: (seen) => {
    const rules = tableRows(seen.report, 'friends', 'rules').map((row) =>
      `${write(row.estimate('reached')?.value ?? 0, 'rate')} times through ${words(row.text('rule'))}`);
    return [`Of every 1,000 people, ${about(seen)}${ladderOf(seen.report, 'association')} are listed only because of somebody else.`,
      rules.length ? `For every 1,000 people, the rules reached somebody ${rules.join(' and ')}, in the whole run.` : ''];
  },
  draw: (host, seen) => thousand(host, seen.report),
  think: 'Which rule reaches more people, and which one puts more of them on a list? Who would know what to do about it?',
  ask: ['Ask each pupil to write down ten names who would be reached through them. Nobody has to read the list out.',
    'A rule that costs few points may list nobody by itself. Is it then harmless? What else could it change?'],
  leaves: 'Friends are drawn at random within regions and groups; the model has no quarrels, no pressure inside a family, and nobody who drops a friend to save points unless they were published.',
};

const TOLD = 'recourse.notice.told', DISPUTES = 'recourse.dispute.wrong';

const appeal: Step = {
  title: 'How long does a mistake last when nobody is told?',
  line: (model) => `Of the people who are put on a list here, ${parameterOf(model, TOLD)?.text ?? 'few'} are told. The others find out ` +
    'when they are refused something, or never. Move how many are told; then turn on a hearing with a deadline.',
  base: published('city-points'), size: null,
  controls: [
    { kind: 'slider', path: TOLD, label: 'People who are told', low: 'few', high: 'most' },
    { kind: 'switch', label: 'Everybody is told at once and heard within 30 days', safeguard: 'heard' },
  ],
  quotes: [TOLD, DISPUTES],
  say: (seen) => {
    const { half, days, year, year_day } = lasting(seen.report), steps = new Map(tableRows(seen.report, 'recourse', 'steps')
      .map((row) => [row.text('step'), row.estimate('wrongful')?.value ?? 0]));
    const step = (name: string): string => write(steps.get(name) ?? 0, 'rate');
    return [half === null ? `Fewer than half of all wrongful listings had ended by day ${days}.`
      : `Half of all wrongful listings had ended by ${about(seen)}day ${write(half, 'count')}.`,
    `${year === null ? '' : `After ${year_day === 365 ? 'a year' : `${year_day} days`} ${write(year, 'share')} still stood. `}` +
      `For every 1,000 people, somebody was listed wrongly ${step('listed')} times; ${step('told')} came to know of it, ` +
      `${step('disputed')} disputed it, and a review granted it to ${step('granted')}.`];
  },
  draw: (host, seen) => standing(host, seen.report, seen.before, appeal.say(seen)[0]),
  think: 'Between being told and being taken off, where are most people lost?',
  ask: ['Let the class name every stage between a wrong entry and its end, then find each stage in the last sentence.',
    'Is it enough to tell people? Move the first control all the way before you turn on the second.'],
  leaves: 'Disputing costs nothing here but the courage to do it: no fees, no lawyers, no fear of worse. Most listings that end do so because their time is up.',
};

const CHOSEN = ['no_association', 'expiry', 'human_review', 'heard', 'no_protected', 'careful_matching'];

const which: Step = {
  title: 'Which safeguard would help most?',
  line: () => 'Six safeguards, each switched on alone in the same city, for the same people and the same luck. Choose the one you think spares ' +
    'most days on a list, then run all seven cities.',
  base: published('city-points'), size: { persons: 10_000, replicates: 8, worlds: CHOSEN },
  controls: [{ kind: 'guess', label: 'I think this one helps most' }],
  quotes: [],
  say: ({ report, guess }) => {
    const rows = tableRows(report, 'safe', 'safeguards'), own = rows.find((row) => row.text('safeguard') === words(guess ?? ''));
    const tell = (row: typeof own): string => {
      const harm = row?.estimate('harm');
      if (!row || !harm) return 'is undefined';
      if (!row.text('harm_clear').startsWith('yes')) return 'cannot be told from zero';
      return `is ${write(harm.value, 'difference')} (${writeInterval(harm, 'difference')}) days on a list for every 1,000 people`;
    };
    const most = [...rows].filter((row) => row.estimate('harm')).sort((a, b) => a.estimate('harm')!.value - b.estimate('harm')!.value)[0];
    return [`You chose “${words(guess ?? '')}”: its change in wrongful days ${tell(own)}.`,
      most && most !== own ? `The largest change here is that of “${most.text('safeguard')}”: it ${tell(most)}.`
        : most ? 'No other one changes more here.' : ''];
  },
  draw: (host, seen) => {
    const section = sectionOf(seen.report, 'safe');
    if (section) CHARTS.safeguards?.(host, section, seen.report);
  },
  think: 'Which one surprised you? Would your answer change if few people could leave the list by waiting?',
  ask: ['Let everybody choose before anybody runs it, and keep the choices. No choice is wrong before there is a measurement.',
    'Where a difference cannot be told from zero: what would you need in order to tell?'],
  leaves: 'Each safeguard stands alone and works as it says; what it costs is not counted here. Another regime, or a larger city, may order them differently.',
};

export const STORY: readonly Step[] = [rare, link, friends, appeal, which];
