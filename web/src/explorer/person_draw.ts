/* The drawing of a file: above the line what truly happened, below it what was recorded, between them two
   scores, then lists and refusals. Marks are at percentages; where words go is measured, and measured again
   when the width changes. */
import { scaleLinear } from 'd3-scale';
import { dayTicks } from '../charts/plot';
import { glyph } from '../charts/glyph';
import { html, percent, place, svg } from '../dom';
import type { PersonFile, PersonWorld } from './api';
import { words } from './names';
import { CAUSES, rungOf } from './person_kinds';
import { above, below, days, type Mark, marksOf, sentenceOf } from './person_marks';

const ABOVE = 7, BELOW = 8, GAP = 5;

export interface Drawing { root: HTMLElement; layout(): void }

/** Labels as flags: a stem at the day, words to its right. From the right to the left, each one is put
    beyond those that it would touch, so that no stem goes through words. */
function flags(zone: HTMLElement, labels: HTMLElement[], up: boolean): void {
  const placed: { left: number; right: number; end: number }[] = [];
  let height = 0;
  for (const label of [...labels].reverse()) {
    const words_ = label.firstElementChild as HTMLElement, left = label.offsetLeft, right = left + words_.offsetWidth + 12;
    const start = Math.max(6, ...placed.filter((other) => other.left < right && left < other.right)
      .map((other) => other.end + GAP));
    const end = start + words_.offsetHeight;
    placed.push({ left, right, end });
    height = Math.max(height, end);
    place(label, { height: `${end}px` });
  }
  place(zone, { height: `${height + (up ? 24 : 26)}px` });
}

function flag(mark: Mark, horizon: number, up: boolean): HTMLElement {
  return place(html('div', { class: `pf-flag ${up ? 'up' : 'down'}${mark.wrong ? ' wrong' : ''}`, 'data-mark': mark.event.kind },
    html('div', {}, mark.wrong ? html('b', {}, mark.text) : mark.text, html('small', {}, mark.note))),
    { left: percent(mark.day / horizon) });
}

function zone(marks: Mark[], title: string, horizon: number, up: boolean): { root: HTMLElement; layout(): void } {
  const labels = marks.map((mark) => flag(mark, horizon, up));
  const root = html('div', { class: `pf-zone ${up ? 'up' : 'down'}` }, html('span', { class: 'pf-title' }, title), ...labels);
  return { root, layout: () => flags(root, labels, up) };
}

/* ---- scores ---- */

type Score = PersonWorld['scores'][number];

function steps(scores: readonly Score[], horizon: number): Score[] {
  const last = scores[scores.length - 1];
  return last ? [...scores, { ...last, day: horizon }] : [];
}

function path(scores: readonly Score[], key: 'applied' | 'conduct', x: (day: number) => number, y: (v: number) => number): string {
  return scores.map((score, i) => (i ? `H${x(score.day).toFixed(1)}V${y(score[key]).toFixed(1)}`
    : `M${x(score.day).toFixed(1)} ${y(score[key]).toFixed(1)}`)).join('');
}

/** Where the two scores part, span by span. */
function gaps(scores: readonly Score[], x: (day: number) => number, y: (v: number) => number): string {
  return scores.slice(0, -1).map((score, i) => (score.applied === score.conduct ? ''
    : `M${x(score.day).toFixed(1)} ${y(score.applied).toFixed(1)}H${x(scores[i + 1]!.day).toFixed(1)}V${y(score.conduct).toFixed(1)}H${x(score.day).toFixed(1)}Z`)).join('');
}

interface End { at: number; text: string; kind: string }

/** Words beside the ends of the curves, moved apart. */
function ends(host: HTMLElement, all: End[]): () => void {
  const labels = [...all].sort((a, b) => a.at - b.at).map((end) => ({ at: end.at,
    label: html('i', { class: `pf-end ${end.kind}` }, end.text) }));
  host.append(...labels.map(({ label }) => label));
  return () => {
    const height = host.clientHeight;
    let top = -8;
    const tops = labels.map(({ at, label }) => {
      const y = Math.max(top, at * height - label.offsetHeight / 2);
      top = y + label.offsetHeight + 1;
      return y;
    });
    let limit = height;
    for (let i = labels.length - 1; i >= 0; i--) {
      const label = labels[i]!.label;
      tops[i] = Math.min(tops[i]!, limit - label.offsetHeight);
      limit = tops[i]! - 1;
      place(label, { top: `${tops[i]}px` });
    }
  };
}

function curves(file: PersonFile, world: PersonWorld, other: PersonWorld | null): { root: HTMLElement; layout(): void } | null {
  const own = steps(world.scores, file.horizon_days), overlaid = other ? steps(other.scores, file.horizon_days) : [];
  if (!own.length) return null;
  const values = [...own, ...overlaid].flatMap((score) => [score.applied, score.conduct]);
  const reach = [Math.min(...values), Math.max(...values)], near = (reach[1]! - reach[0]!) * 0.8 + 60;
  const thresholds = file.thresholds.filter(({ points }) => points > reach[0]! - near && points < reach[1]! + near);
  const all = [...values, ...thresholds.map(({ points }) => points)];
  const x = scaleLinear([0, file.horizon_days], [0, 1000]);
  const pad = Math.max(2, (Math.max(...all) - Math.min(...all)) * 0.09);
  const y = scaleLinear([Math.min(...all) - pad, Math.max(...all) + pad], [1000, 0]);
  const drawing = svg('svg', { viewBox: '0 0 1000 1000', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { class: 'pf-gap', d: gaps(own, x, y) }),
    ...thresholds.map(({ points }) => svg('path', { class: 'pf-threshold', d: `M0 ${y(points)}H1000` })),
    ...(overlaid.length ? [svg('path', { class: 'pf-other', d: path(overlaid, 'applied', x, y) })] : []),
    svg('path', { class: 'pf-conduct', d: path(own, 'conduct', x, y) }),
    svg('path', { class: 'pf-applied', d: path(own, 'applied', x, y) }));
  const root = html('div', { class: 'pf-scores' }, drawing), last = own[own.length - 1]!;
  const same = own.every((score) => score.applied === score.conduct), write = (v: number): string => v.toLocaleString('en-GB');
  const layout = ends(root, [
    ...(same ? [{ at: y(last.conduct) / 1000, text: `${write(last.conduct)}: the score, applied and by conduct`, kind: 'conduct' }]
      : [{ at: y(last.conduct) / 1000, text: `${write(last.conduct)}: by true, unprotected conduct`, kind: 'conduct' },
        { at: y(last.applied) / 1000, text: `${write(last.applied)}: the score as applied`, kind: 'applied' }]),
    ...thresholds.map(({ label, points }) => ({ at: y(points) / 1000, text: `below ${write(points)}: ${words(label)}`, kind: 'threshold' }))]);
  return { root, layout };
}

/* ---- lists and refusals ---- */

type Spell = PersonWorld['spells'][number];

function bar(spell: Spell, horizon: number): HTMLElement {
  const to = spell.to ?? horizon, rung = rungOf(spell.cause);
  return place(html('span', { class: `pf-bar k-${rung}`, 'data-cause': spell.cause }, glyph(rung),
    html('span', {}, `${CAUSES[spell.cause] ?? words(spell.cause)}, ${days(to - spell.from)}`)),
    { left: percent(spell.from / horizon), width: percent((to - spell.from) / horizon) });
}

/** Words in a bar that has room for them, or behind it where nothing follows; else the mark alone. */
function fit(root: HTMLElement): void {
  for (const track of root.querySelectorAll<HTMLElement>('.pf-track')) {
    const bars = [...track.querySelectorAll<HTMLElement>('.pf-bar')];
    bars.forEach((one, i) => {
      one.classList.remove('bare', 'thin', 'out');
      if (one.scrollWidth <= one.clientWidth + 1) return;
      const width = one.lastElementChild!.scrollWidth + 10;
      const room = (bars[i + 1]?.offsetLeft ?? track.clientWidth) - one.offsetLeft - one.offsetWidth;
      if (one.clientWidth < 20) one.classList.add('thin');
      one.classList.add(room > width ? 'out' : 'bare');
    });
  }
}

function total(spells: readonly Spell[], horizon: number): number {
  return spells.reduce((sum, spell) => sum + (spell.to ?? horizon) - spell.from, 0);
}

function listRows(file: PersonFile, world: PersonWorld, other: PersonWorld | null): HTMLElement[] {
  const horizon = file.horizon_days;
  const names = [...new Set([...world.spells, ...(other?.spells ?? [])].map((spell) => spell.list))];
  return names.map((name) => {
    const own = world.spells.filter((spell) => spell.list === name);
    const theirs = other?.spells.filter((spell) => spell.list === name) ?? [];
    return html('div', { class: `pf-row${other ? ' two' : ''}` },
      html('div', { class: 'pf-track' }, ...own.map((spell) => bar(spell, horizon)),
        ...theirs.map((spell) => place(html('span', { class: 'pf-ghost' }), { left: percent(spell.from / horizon),
          width: percent(((spell.to ?? horizon) - spell.from) / horizon) }))),
      html('i', {}, `${words(name)}: ${days(total(own, horizon))}`,
        other ? html('small', {}, `dashed: ${days(total(theirs, horizon))}`) : null));
  });
}

/** Ticks, with words where there is room; words stand for those that they cover, too. */
function refusals(file: PersonFile, world: PersonWorld): { root: HTMLElement; layout(): void } | null {
  if (!world.denials.length) return null;
  const ticks = world.denials.map((denial) => place(html('u', { class: `k-${rungOf(denial.cause)}` }),
    { left: percent(denial.day / file.horizon_days) }));
  const said = html('div', { class: 'pf-said' }), track = html('div', { class: 'pf-track' }, ...ticks, said);
  const counts = new Map<string, number>();
  for (const { service } of world.denials) counts.set(service, (counts.get(service) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1]);
  const text = (service: string, count: number): string => `${words(service)}${count > 1 ? ` ×${count}` : ''}`;
  const layout = (): void => {
    const width = track.clientWidth;
    let free = 0;
    said.replaceChildren();
    for (let i = 0; i < world.denials.length;) {
      const first = world.denials[i]!, left = first.day / file.horizon_days * width;
      const label = place(html('span', {}, text(first.service, 1)), { left: `${left}px` });
      said.append(label);
      let next = i;
      const covered = new Map<string, number>();
      for (let right = left; next < world.denials.length; next++) {
        const one = world.denials[next]!;
        if (next > i && one.day / file.horizon_days * width > right) break;
        covered.set(one.service, (covered.get(one.service) ?? 0) + 1);
        label.textContent = covered.size < 3 ? [...covered].map(([service, count]) => text(service, count)).join(', ')
          : `${next - i + 1} refusals`;
        right = left + label.offsetWidth + 8;
      }
      if (left + label.offsetWidth > width) {
        if (free + label.offsetWidth > width) label.textContent = `×${next - i}`;
        place(label, { left: `${Math.max(free, width - label.offsetWidth)}px` });
      }
      free = label.offsetLeft + label.offsetWidth + 8;
      i = next;
    }
  };
  return { layout, root: html('div', { class: 'pf-row pf-refused' }, track,
    html('i', {}, `refused ${world.denials.length === 1 ? 'once' : `${world.denials.length} times`}`, html('small', {},
      most.slice(0, 3).map(([service, count]) => text(service, count)).join(', ') + (most.length > 3 ? ` and ${most.length - 3} more` : '')))) };
}

function dots(world: PersonWorld, horizon: number): HTMLElement {
  const days_ = [...new Set(world.events.filter((event) => event.side === 'truth').map((event) => event.day))];
  return html('div', { class: 'pf-dots', 'aria-hidden': 'true' },
    ...days_.map((day) => place(html('u'), { left: percent(day / horizon) })));
}

/** `other`: another world of the same person, dashed. */
export function drawFile(file: PersonFile, world: PersonWorld, other: PersonWorld | null): Drawing {
  const horizon = file.horizon_days;
  const truth = zone(marksOf(above(world), ABOVE, horizon, world), 'What truly happened', horizon, true);
  const recorded = zone(marksOf(below(world), BELOW, horizon, world), 'What was recorded, and what followed', horizon, false);
  const scores = curves(file, world, other), denied = refusals(file, world);
  const ticks = dayTicks(horizon, 'start');
  const axis = html('div', { class: 'pf-axis', 'aria-hidden': 'true' }, ...ticks.map((tick, i) =>
    place(html('i', { class: i === 0 ? 'first' : '' }, tick.text), { left: percent(tick.at / horizon) })));
  const root = html('div', { class: 'pf-draw only-l', role: 'img', 'aria-label': sentenceOf(file, world) },
    truth.root, dots(world, horizon), scores?.root, axis, recorded.root,
    ...listRows(file, world, other), denied?.root);
  return { root, layout: () => {
    if (!root.clientWidth) return;
    truth.layout();
    scores?.layout();
    recorded.layout();
    denied?.layout();
    fit(root);
  } };
}
