/* Kaplan-Meier curves by cause, with bands and the day on which half are lifted. */
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { colourOf, type Row, rowsOf, type Section } from '../data';
import { html, percent, place, svg } from '../dom';
import { write } from '../format';
import { dayTicks, endLabels, plot, type Plot, type Scale } from './plot';

interface Curve { cause: string; label: string; points: Row[]; half: number | null }

function curvesOf(section: Section): Curve[] {
  const points = rowsOf(section, 'survival');
  const last = (curve: Curve): Row => curve.points[curve.points.length - 1]!;
  const curves = rowsOf(section, 'lifted').filter((row) => row.text('cause') !== 'all').map((row) => ({
    cause: row.text('cause'), label: row.text('label'), half: row.estimate('half')?.value ?? null,
    points: points.filter((point) => point.text('cause') === row.text('cause') && point.estimate('standing')),
  })).filter((curve) => curve.points.length > 1);
  const longest = Math.max(...curves.map((curve) => last(curve).number('day')));
  /* too few to follow beyond their first days: neither a line nor its end would be seen */
  return curves.filter((curve) => last(curve).number('day') > (last(curve).estimate('standing')!.value < 1 ? 0.04 : 0.1) * longest);
}

function draw(curve: Curve, frame: Plot, x: Scale, y: Scale): void {
  const colour = colourOf(curve.cause), standing = (row: Row) => row.estimate('standing')!;
  if (standing(curve.points[0]!).interval)
    frame.drawing.append(svg('path', { class: `band c-${colour}`,
      d: area<Row>().x((row) => x(row.number('day'))).y0((row) => y(standing(row).low))
        .y1((row) => y(standing(row).high)).curve(curveStepAfter)(curve.points) ?? '' }));
  frame.drawing.append(svg('path', { class: `curve c-${colour}`,
    d: line<Row>().x((row) => x(row.number('day'))).y((row) => y(standing(row).value))
      .curve(curveStepAfter)(curve.points) ?? '' }));
}

/* Numbers beside the dashed line: below it to the left of their dot, or above it to the right; where
   both places are taken the table has them. Widths are shares of the plot. */
function halves(curves: Curve[], frame: Plot, x: Scale): void {
  const room = 0.115, free = { below: -1, above: -1 };
  const reached = curves.filter((c) => c.half !== null && x(c.half) <= 1000).sort((a, b) => a.half! - b.half!);
  for (const curve of reached) {
    const share = x(curve.half!) / 1000;
    const at = { left: percent(share), top: '50%' };
    frame.inner.append(place(html('i', { class: `dot c-${colourOf(curve.cause)}` }, html('b')), at));
    const side = share - room >= Math.max(free.below, -0.05) ? 'below' : share >= free.above ? 'above' : null;
    if (!side) continue;
    free[side] = side === 'below' ? share + 0.01 : share + room;
    frame.inner.append(place(html('i', { class: `half only-l ${side}` },
      `${write(curve.half!, 'count')} ${Math.round(curve.half!) === 1 ? 'day' : 'days'}`), at));
  }
}

export function lifted(host: HTMLElement, section: Section): void {
  const curves = curvesOf(section);
  if (!curves.length) return;
  const days = Math.max(...curves.flatMap((c) => c.points.map((point) => point.number('day'))));
  const x = scaleLinear().domain([0, days]).range([0, 1000]);
  const y = scaleLinear().domain([0, 1]).range([1000, 0]);
  const frame = plot({ x, y, ends: true, label: section.answer, xTicks: dayTicks(days, 'listed'),
    yTicks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: `${at * 100}%` })),
    title: 'share of wrongful penalties still standing' });
  frame.drawing.append(svg('line', { class: 'halfl', x1: 0, x2: 1000, y1: 500, y2: 500 }));
  for (const curve of curves) draw(curve, frame, x, y);
  halves(curves, frame, x);
  endLabels(frame.inner, curves.map((curve) => {
    const end = curve.points[curve.points.length - 1]!.estimate('standing')!;
    return { at: 1 - end.value, text: curve.label, value: write(end.value, 'share') };
  }));
  host.append(frame.root, html('ul', { class: 'legend' }, ...curves.map((curve) =>
    html('li', {}, svg('svg', { width: 24, height: 8, 'aria-hidden': 'true' },
      svg('path', { class: `curve c-${colourOf(curve.cause)}`, d: 'M0 4H24' })), curve.label))));
}
