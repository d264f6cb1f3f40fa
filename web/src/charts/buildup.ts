/* Wrongful person-days period by period, stacked by cause; then their sums. */
import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line, stack } from 'd3-shape';
import { colourOf, type Row, rowsOf, type Section, tableOf } from '../data';
import { html, svg } from '../dom';
import { write, writeTick } from '../format';
import { bars } from './bars';
import { dayTicks, endLabels, plot } from './plot';

interface Cause { key: string; label: string }

function causesOf(section: Section): Cause[] {
  return rowsOf(section, 'totals').map((row) => ({ key: row.text('cause'), label: row.text('label') }));
}

function middleOf(series: Row[], row: Row, i: number): number {
  return (row.number('last_day') + (i ? series[i - 1]!.number('last_day') : 0)) / 2;
}

/** other: the same section of another run, whose whole is a dashed line; `name` stands at its end. */
function areas(section: Section, other?: { section: Section; name: string } | null): HTMLElement | null {
  const causes = causesOf(section), dashed = other ? rowsOf(other.section, 'series') : [];
  const series = rowsOf(section, 'series'), last = series[series.length - 1];
  const period = tableOf(section, 'series')?.columns[0]?.label ?? 'month';
  if (series.length < 2 || !last) return null;
  const middle = (row: Row, i: number): number => middleOf(series, row, i);
  const x = scaleLinear().domain([middle(series[0]!, 0), middle(last, series.length - 1)]).range([0, 1000]);
  const top = max([...series, ...dashed], (row) => row.number('all')) || 1;
  const y = scaleLinear().domain([0, top * 1.02]).range([1000, 0]);
  const ticks = y.ticks(5), step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const days = last.number('last_day');
  const frame = plot({
    x: scaleLinear().domain([0, days]).range([0, 1000]), y, ends: true, label: section.answer,
    xTicks: dayTicks(days, 'start'),
    yTicks: ticks.map((at) => ({ at, text: writeTick(at, step, 'rate') })),
    title: `wrongful person-days per 1,000 people, each ${period}`,
  });
  const layers = stack<Row>().keys(causes.map((c) => c.key)).value((row, key) => row.number(key))(series);
  const shape = area<[number, number]>().x((_, i) => x(middle(series[i]!, i)))
    .y0((d) => y(d[0])).y1((d) => y(d[1]));
  layers.forEach((layer, i) => frame.drawing.append(svg('path', {
    class: `area c-${colourOf(causes[i]!.key)}`,
    d: shape(layer.map((d): [number, number] => [d[0], d[1]])) ?? '' })));
  const ends = layers.map((layer, i) => {
    const end = layer[layer.length - 1]!;
    return { at: y((end[0] + end[1]) / 2) / 1000, text: causes[i]!.label,
      value: write(last.number(causes[i]!.key), 'rate'), size: end[1] - end[0] };
  }).filter((end) => end.size > 0 || causes.length < 5);
  if (other && dashed.length > 1) {
    const path = line<Row>().x((row, i) => x(middleOf(dashed, row, i))).y((row) => y(row.number('all')));
    frame.drawing.append(svg('path', { class: 'curve published', d: path(dashed) ?? '' }));
    const end = dashed[dashed.length - 1]!.number('all');
    ends.push({ at: y(end) / 1000, text: other.name, value: write(end, 'rate'), size: end });
  }
  endLabels(frame.inner, ends);
  return frame.root;
}

export function buildup(host: HTMLElement, section: Section, other?: { section: Section; name: string } | null): void {
  const chart = areas(section, other);
  if (chart) host.append(chart);
  const totals = rowsOf(section, 'totals').flatMap((row) => {
    const total = row.estimate('total');
    return total ? [{ label: row.text('label'), total, type: 'rate' as const,
      parts: [{ colour: colourOf(row.text('cause')), value: total.value }] }] : [];
  }).sort((a, b) => b.total.value - a.total.value);
  host.append(html('h3', {}, 'Sum over the whole run, per 1,000 people'),
    bars(totals, tableOf(section, 'totals')?.caption ?? ''));
}
