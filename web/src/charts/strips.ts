/* Row by row, each on an axis of its own: figures and parameters of different units. A dot with its
   interval, a hollow dot for what it was before, and behind them the range that is allowed or published. */
import { scaleLinear } from 'd3-scale';
import type { Estimate } from '../data';
import { html, percent, place } from '../dom';
import { thinned } from './dots';
import { keepApart } from './fit';
import { withUnit, write, writeInterval, writeTick } from '../format';

export type Span = [number, number];

export interface Strip {
  label: string;
  sub?: string;
  /** Its sub is what a reader must not overlook. */
  loud?: boolean;
  part?: string | undefined;
  unit: string;
  /** Shaded: what is published. */
  zone?: Span | null;
  /** Within the zone: what was published, before what may be given or taken. */
  inner?: Span | null;
  /** A thin line from end to end. */
  reach?: Span | null;
  /** A box: the middle half. */
  half?: Span | null;
  value: Estimate | null;
  before?: number | null;
  /** The ends of the axis; none: what stands on it, and some room. */
  ends?: Span | null;
  undefined: string;
}

interface Axis { at: (value: number) => number; ticks: number[]; step: number }

function axisOf(strip: Strip): Axis {
  const all = [strip.zone, strip.reach, strip.half, strip.ends].flatMap((span) => span ?? []);
  if (strip.value) all.push(strip.value.low, strip.value.high, strip.value.value);
  if (typeof strip.before === 'number') all.push(strip.before);
  let low = Math.min(...all), high = Math.max(...all);
  if (!all.length) [low, high] = [0, 1];
  const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  /* nothing here is counted below zero but differences */
  const begin = low >= 0 ? Math.max(0, low - room) : low - room;
  const scale = scaleLinear().domain([begin, high + room]).range([0, 1]);
  const ticks = scale.ticks(4), step = ticks.length > 1 ? ticks[1]! - ticks[0]! : 1;
  return { at: (value) => scale(value), ticks, step };
}

function spanOf(axis: Axis, kind: string, span: Span): HTMLElement {
  const low = axis.at(Math.min(...span)), high = axis.at(Math.max(...span));
  return place(html('q', { class: kind }), { left: percent(low), width: percent(Math.max(high - low, 0.002)) });
}

function track(strip: Strip): HTMLElement {
  const axis = axisOf(strip), root = html('div', { class: 'tr own' });
  const words = (tick: number): string => withUnit(writeTick(tick, axis.step, 'figure'), strip.unit === '%' ? '%' : '');
  /* of a wide page; a phone has less room */
  const kept = thinned(axis, words, 440), narrow = thinned(axis, words, 190, true);
  for (const tick of axis.ticks) {
    const at = axis.at(tick);
    root.append(place(html('u', tick === 0 ? { class: 'z' } : {}), { left: percent(at) }));
    if (!kept.has(tick)) continue;
    /* a long number at an end stands inside it, also on a phone */
    const half = Math.max(0.04, narrow.has(tick) ? words(tick).length * 3.6 / 190 : 0);
    const edge = `${at < half ? 'a' : at > 1 - half ? 'z' : ''}${narrow.has(tick) ? '' : ' only-l'}`.trim();
    root.append(place(html('em', edge ? { class: edge } : {}, words(tick)), { left: percent(at) }));
  }
  for (const [kind, span] of [['zone', strip.zone], ['half inner', strip.inner], ['reach', strip.reach], ['half', strip.half]] as const)
    if (span) root.append(spanOf(axis, kind, span));
  if (typeof strip.before === 'number')
    root.append(place(html('b', { class: 'h' }), { left: percent(axis.at(strip.before)) }));
  if (strip.value?.interval)
    root.append(place(html('s'), { left: percent(axis.at(strip.value.low)),
      width: percent(axis.at(strip.value.high) - axis.at(strip.value.low)) }));
  if (strip.value) root.append(place(html('b'), { left: percent(axis.at(strip.value.value)) }));
  return keepApart(root, 'em');
}

export function strips(rows: Strip[], label: string): HTMLElement {
  const root = html('div', { class: 'di strips', role: 'img', 'aria-label': label });
  for (const row of rows) {
    if (row.part) root.append(html('div', { class: 'row sec' }, row.part));
    const words = html('span', { class: 'l' }, row.label, ' ',
      row.sub ? html(row.loud ? 'b' : 'span', { class: row.sub.length > 24 ? 'ci long' : row.loud ? '' : 'ci' }, row.sub) : null);
    root.append(html('div', { class: 'row' }, words, ...(row.value
      ? [track(row), html('span', { class: 'v' }, withUnit(write(row.value.value, 'figure'), row.unit),
        html('span', { class: 'ci' }, withUnit(writeInterval(row.value, 'figure'), row.unit === '%' ? '%' : '')))]
      : [html('span', { class: 'muted small s2' }, row.undefined)])));
  }
  return root;
}
