/* A plane of points with intervals both ways, numbered so that they can be found in the list beside. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { ColumnType, Estimate } from '../data';
import { html, percent, place, svg } from '../dom';
import { writeTick } from '../format';
import { plot, type Plot, type Scale } from './plot';

export interface Point {
  x: Estimate;
  y: Estimate;
  number?: number | undefined;
  kind: 'full' | 'hollow' | 'faint' | 'chosen';
}

export interface Plane {
  points: Point[];
  xTitle: string;
  yTitle: string;
  xType: ColumnType;
  yType: ColumnType;
  /** Steps through these, in order. */
  front?: Point[];
  /** A dashed line across, and what it says. */
  bound?: { at: number; words: string } | undefined;
  label: string;
}

function scaleOf(values: number[], range: [number, number], zero: boolean): Scale {
  let low = Math.min(...values), high = Math.max(...values);
  if (zero || low > 0 && low < 0.6 * high) low = Math.min(low, 0);
  if (high - low < 1e-12) high = low + (Math.abs(high) || 1);
  return scaleLinear().domain([low, high + (high - low) * 0.04]).nice(5).range(range);
}

function crosses(frame: Plot, plane: Plane, x: Scale, y: Scale): void {
  for (const { x: across, y: up } of plane.points) {
    const cx = x(across.value), cy = y(up.value);
    if (across.interval) frame.drawing.append(svg('line', { class: 'whisker', x1: x(across.low), x2: x(across.high), y1: cy, y2: cy }));
    if (up.interval) frame.drawing.append(svg('line', { class: 'whisker', x1: cx, x2: cx, y1: y(up.low), y2: y(up.high) }));
  }
}

function stairs(frame: Plot, front: Point[], x: Scale, y: Scale): void {
  const corners: [number, number][] = [];
  front.forEach((point, i) => {
    const before = front[i - 1];
    if (before) corners.push([x(point.x.value), y(before.y.value)]);
    corners.push([x(point.x.value), y(point.y.value)]);
  });
  frame.drawing.append(svg('path', { class: 'curve thin c-rule', d: line()(corners) ?? '' }));
}

/* Beside the dot, above the lines that leave it; where numbers would stand on each other the later goes
   below its dot, or is left to the table. */
function numbers(frame: Plot, points: { left: number; top: number; text: string }[]): void {
  const taken: [number, number][] = [];
  const free = (left: number, top: number): boolean =>
    !taken.some(([l, t]) => Math.abs(l - left) < 0.035 && Math.abs(t - top) < 0.055);
  for (const { left, top, text } of points) {
    const above = top - 0.04, below = top + 0.03;
    const at = free(left, above) ? above : free(left, below) ? below : null;
    if (at === null) continue;
    taken.push([left, at]);
    frame.inner.append(place(html('i', { class: at === above ? 'nr' : 'nr below' }, text),
      { left: percent(left), top: percent(top) }));
  }
}

export function scatter(plane: Plane): HTMLElement {
  const { points } = plane;
  const x = scaleOf(points.flatMap((p) => [p.x.low, p.x.high, p.x.value]), [0, 1000], plane.xType !== 'difference');
  const bounds = plane.bound ? [plane.bound.at] : [];
  const y = scaleOf([...points.flatMap((p) => [p.y.low, p.y.high, p.y.value]), ...bounds], [1000, 0], true);
  const whole = (type: ColumnType, ticks: number[]): number[] => type === 'count' ? ticks.filter(Number.isInteger) : ticks;
  const xTicks = whole(plane.xType, x.ticks(5)), yTicks = whole(plane.yType, y.ticks(5));
  const xStep = (xTicks[1] ?? 1) - (xTicks[0] ?? 0), yStep = (yTicks[1] ?? 1) - (yTicks[0] ?? 0);
  const frame = plot({ x, y, ends: false, label: plane.label, title: plane.yTitle,
    xTicks: xTicks.map((at, i) => ({ at, text: writeTick(at, xStep, plane.xType), wide: xTicks.length > 4 && i % 2 === 1 })),
    yTicks: yTicks.map((at) => ({ at, text: writeTick(at, yStep, plane.yType) })) });
  frame.root.classList.add('plane');
  frame.inner.append(html('i', { class: 'xt' }, plane.xTitle));
  if (plane.bound) {
    const at = y(plane.bound.at);
    frame.drawing.append(svg('line', { class: 'halfl', x1: 0, x2: 1000, y1: at, y2: at }));
    frame.inner.append(place(html('i', { class: 'bound' }, plane.bound.words), { top: percent(at / 1000) }));
  }
  crosses(frame, plane, x, y);
  if (plane.front) stairs(frame, plane.front, x, y);
  for (const point of points)
    frame.inner.append(place(html('i', { class: `pt ${point.kind}` }),
      { left: percent(x(point.x.value) / 1000), top: percent(y(point.y.value) / 1000) }));
  numbers(frame, points.flatMap((point) => point.number === undefined ? [] : [{
    left: x(point.x.value) / 1000, top: y(point.y.value) / 1000, text: String(point.number) }]));
  return frame.root;
}
