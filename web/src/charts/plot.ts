/* A frame for curves and areas. Marks stretch, words do not: the SVG fills its box without keeping
   its proportions (strokes do not scale), and labels are HTML at percentages. So one drawing serves
   every width without being drawn again. */
import type { ScaleLinear } from 'd3-scale';
import { html, percent, place, svg } from '../dom';
import { keepApart } from './fit';

export type Scale = ScaleLinear<number, number>;
export interface Tick { at: number; text: string; wide?: boolean }

export interface Frame {
  /** Scales to 0..1000 of the drawing; y grows downwards there. */
  x: Scale; y: Scale;
  xTicks: Tick[]; yTicks: Tick[];
  title: string;
  label: string;
  /** Room at the right for labels at the ends of the curves. */
  ends: boolean;
}

export interface Plot { root: HTMLElement; inner: HTMLElement; drawing: SVGSVGElement }

function label(kind: string, text: string, style: Record<string, string>): HTMLElement {
  return place(html('i', { class: kind }, text), style);
}

export function plot(frame: Frame): Plot {
  const drawing = svg('svg', { viewBox: '0 0 1000 1000', preserveAspectRatio: 'none', role: 'img',
    'aria-label': frame.label });
  const inner = html('div', { class: 'in' }, drawing);
  for (const tick of frame.yTicks) {
    const y = frame.y(tick.at);
    drawing.append(svg('line', { class: tick.at === 0 ? 'zero' : 'gridl', x1: 0, x2: 1000, y1: y, y2: y }));
    inner.append(label('y', tick.text, { top: percent(y / 1000) }));
  }
  frame.xTicks.forEach((tick, i) => {
    const edge = i === 0 ? ' first' : i === frame.xTicks.length - 1 ? ' last' : tick.wide ? ' only-l' : '';
    inner.append(label(`x${edge}`, tick.text, { left: percent(frame.x(tick.at) / 1000) }));
  });
  inner.append(label('yt', frame.title, {}));
  keepApart(inner, 'i.x');
  return { root: html('div', { class: frame.ends ? 'plot ends' : 'plot' }, inner), inner, drawing };
}

/** Words at the ends of curves, moved apart where they would touch. at: 0..1 from the top. */
export function endLabels(inner: HTMLElement, ends: { at: number; text: string; value: string }[]): void {
  const gap = 0.062;
  const sorted = [...ends].sort((a, b) => a.at - b.at).map((end) => ({ ...end, y: end.at }));
  sorted.forEach((end, i) => {
    const above = sorted[i - 1];
    if (above) end.y = Math.max(end.y, above.y + gap);
  });
  for (let i = sorted.length - 1, limit = 1.0; i >= 0; i--) {
    const end = sorted[i]!;
    end.y = Math.min(end.y, limit);
    limit = end.y - gap;
  }
  for (const end of sorted)
    inner.append(place(html('i', { class: 'end' }, end.text, ' ',
      end.value ? html('span', { class: 'ci' }, end.value) : null), { top: percent(end.y) }));
}

/** Marks of time on an axis of days. */
export function dayTicks(days: number, start: string): Tick[] {
  const year = 365;
  const ticks: Tick[] = [{ at: 0, text: start }];
  if (days >= year) {
    const years = Math.floor(days / year), step = Math.max(1, Math.ceil(years / 6));
    if (years <= 2) ticks.push({ at: year / 2, text: 'half a year', wide: true });
    for (let y = step; y <= years; y += step)
      ticks.push({ at: y * year, text: y === 1 ? '1 year' : `${y} years` });
  } else {
    const step = [1, 2, 5, 7, 14, 30, 60, 90].find((s) => days / s <= 6) ?? 90;
    for (let d = step; d <= days; d += step)
      ticks.push({ at: d, text: d === 1 ? '1 day' : `${d} days` });
  }
  return ticks;
}
