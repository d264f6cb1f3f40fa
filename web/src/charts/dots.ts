/* Dot and interval, row by row, in one or more panels with an axis each. */
import { scaleLinear } from 'd3-scale';
import type { ColumnType, Estimate } from '../data';
import { html, percent, place } from '../dom';
import { write, writeInterval, writeTick } from '../format';
import { keepApart } from './fit';

export interface Panel {
  title: string;
  /** The field's name of the measure, or what left and right mean. */
  note: string;
  /** Before the number where panels stand below each other. */
  short: string;
  type: ColumnType;
  /** Dashed line: everyone. */
  reference?: number | undefined;
  /** Hollow dot where the interval contains zero. */
  hollow?: boolean;
  muted?: boolean;
  /** The axis begins at zero wherever the dots are: they are to be compared by length. */
  zero?: boolean;
  /** The chart stands in a narrow place, wherever the page is. */
  narrow?: boolean;
}

export interface DotRow {
  label: string;
  sub?: string;
  /** A line above this row that begins a part. */
  part?: string | undefined;
  values: (Estimate | null)[];
  /** Dashed line of this row alone, instead of the panel's. */
  references?: (number | undefined)[];
  undefined: string;
}

interface Axis { at: (value: number) => number; ticks: number[]; step: number }

function axisOf(panel: Panel, values: (Estimate | null)[], marks: number[], count: number): Axis {
  const all = [...values.flatMap((v) => (v ? [v.low, v.high, v.value] : [])), ...marks];
  if (panel.reference !== undefined) all.push(panel.reference);
  let low = Math.min(...all), high = Math.max(...all);
  if (!all.length) { low = 0; high = 1; }
  /* An axis near zero begins there; one far from it would only squeeze the dots. */
  if (low > 0 && low < 0.6 * high) low = 0;
  if (panel.type === 'difference' || panel.zero) { low = Math.min(low, 0); high = Math.max(high, 0); }
  if (high - low < 1e-12) {
    if (panel.type !== 'share' || high < 0.5) high += Math.abs(high) || 1; /* no share is above 1 */
    low = Math.min(low, 0);
  }
  const scale = scaleLinear().domain([low, high]).nice(count).range([0, 1]);
  const ticks = scale.ticks(count), step = ticks.length > 1 ? ticks[1]! - ticks[0]! : 1;
  return { at: (value) => scale(value), ticks, step };
}

function track(panel: Panel, axis: Axis, value: Estimate, reference: number | undefined): HTMLElement {
  const root = html('div', { class: panel.muted ? 'tr muted-mark' : 'tr' });
  for (const tick of axis.ticks)
    root.append(place(html('u', tick === 0 ? { class: 'z' } : {}), { left: percent(axis.at(tick)) }));
  if (reference !== undefined)
    root.append(place(html('u', { class: 'ref' }), { left: percent(axis.at(reference)) }));
  if (value.interval) {
    const low = axis.at(value.low), high = axis.at(value.high);
    root.append(place(html('s'), { left: percent(low), width: percent(high - low) }));
  }
  const hollow = panel.hollow && value.interval ? value.low <= 0 && value.high >= 0
    : panel.hollow === true && value.value === 0;
  root.append(place(html('b', hollow ? { class: 'h' } : {}), { left: percent(axis.at(value.value)) }));
  return root;
}

function cells(row: DotRow, panels: Panel[], axes: Axis[]): HTMLElement[] {
  return panels.flatMap((panel, i) => {
    const value = row.values[i];
    if (!value) return [html('span', { class: 'muted small s2' }, row.undefined)];
    return [track(panel, axes[i]!, value, row.references?.[i] ?? panel.reference),
      html('span', { class: 'v', 'data-m': panel.short }, write(value.value, panel.type),
        html('span', { class: 'ci' }, writeInterval(value, panel.type)))];
  });
}

/* Ticks whose words have room in this width (pixels): every one, every second, ..., counted from zero. */
export function thinned(axis: Axis, words: (tick: number) => string, width: number,
  inside = false): Set<number> {
  const spanOf = (tick: number): [number, number] => {
    const at = axis.at(tick) * width, size = words(tick).length * 7.2 + 8;
    const edge = inside ? Math.max(0.04 * width, size / 2 - 4) : 0.02 * width;
    const from = at < edge ? at : at > width - edge ? at - size : at - size / 2;
    return [from, from + size];
  };
  const zero = Math.max(0, axis.ticks.indexOf(0));
  for (let every = 1; every < axis.ticks.length; every++) {
    const kept = axis.ticks.filter((_, i) => i % every === zero % every), spans = kept.map(spanOf);
    if (spans.every(([from], i) => i === 0 || from >= spans[i - 1]![1])) return new Set(kept);
  }
  return new Set(axis.ticks.slice(zero, zero + 1));
}

function axisRow(panels: Panel[], axes: Axis[]): HTMLElement {
  const root = html('div', { class: 'ax' }, html('span', { class: 'l' }));
  axes.forEach((axis, p) => {
    const words = html('div', { class: 'tr' });
    /* of a narrow panel on a wide page; a phone shows one, at the end of a single panel alone */
    const wordsOf = (tick: number): string => writeTick(tick, axis.step, panels[p]!.type);
    const kept = thinned(axis, wordsOf, panels[p]!.narrow ? 150 : panels.length > 1 ? 215 : 500);
    const narrow = thinned(axis, wordsOf, 190);
    axis.ticks.forEach((tick) => {
      if (!kept.has(tick)) return;
      const at = axis.at(tick);
      const edge = `${at < 0.02 ? 'a' : at > 0.98 ? 'z' : ''}${narrow.has(tick) ? '' : ' only-l'}`.trim();
      words.append(place(html('em', edge ? { class: edge } : {},
        wordsOf(tick)), { left: percent(at) }));
    });
    root.append(keepApart(words, 'em'), html('span'));
  });
  return root;
}

export function dots(rows: DotRow[], panels: Panel[], head: string, label: string): HTMLElement {
  const axes = panels.map((panel, i) => axisOf(panel, rows.map((row) => row.values[i] ?? null),
    rows.flatMap((row) => row.references?.[i] ?? []), panels.length > 1 ? 3 : 5));
  const two = panels.length > 1;
  const root = place(html('div', { class: two ? 'di two-panels' : 'di', role: 'img', 'aria-label': label }),
    { '--n': String(panels.length) });
  root.append(html('div', { class: 'row hd' }, html('span', { class: 'l muted' }, head),
    ...panels.map((panel) => html('span', { class: 's2' }, html('b', {}, panel.title), html('br'),
      html('span', { class: 'muted' }, panel.note)))));
  for (const row of rows) {
    if (row.part) root.append(html('div', { class: 'row sec' }, row.part));
    root.append(html('div', { class: two ? 'row two' : 'row' },
      html('span', { class: 'l' }, row.label, ' ', row.sub ? html('span', { class: row.sub.length > 24 ? 'ci long' : 'ci' }, row.sub) : null),
      ...cells(row, panels, axes)));
  }
  root.append(axisRow(panels, axes));
  return root;
}
