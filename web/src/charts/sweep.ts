/* A figure against a parameter that was varied: one panel per safeguard on one scale, a line per
   combination of the other parameters. Where nothing is on a grid, a cloud per parameter; where nothing
   is a number, a row per point. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import { type Column, type ColumnType, type Estimate, type Row, rowsOf, type Section, tableOf } from '../data';
import { html, percent, place, svg } from '../dom';
import { measured, write, writeTick } from '../format';
import { dots, type DotRow } from './dots';
import { plot, type Scale } from './plot';

const LINES_MOST = 6, PANELS_MOST = 9, CLOUDS_MOST = 12;

interface Point { x: number; y: Estimate; series: string; panel: string }

const factorsOf = (section: Section): Column[] =>
  (tableOf(section, 'points')?.columns ?? []).filter((column) => /^x\d+$/.test(column.key));
const levelOf = (row: Row, factor: Column): number | null => row.estimate(factor.key)?.value ?? null;

function levels(rows: Row[], factor: Column): number[] {
  return [...new Set(rows.flatMap((row) => levelOf(row, factor) ?? []))].sort((a, b) => a - b);
}

/* "sensors.bank.misses 5%" of a column "sensors.bank.misses (%)". */
function levelWords(factor: Column, level: number | null): string {
  return level === null ? `${factor.label.replace(/ \(.*\)$/, '')} as stated` : measured(factor.label, write(level, factor.type));
}

/* As the designs do: along the logarithm over a range of ten times and more. */
function across(values: number[], range: [number, number]): { scale: Scale; ticks: number[]; log: boolean } {
  const low = Math.min(...values), high = Math.max(...values);
  if (low > 0 && high >= 10 * low) {
    const scale = scaleLog().domain([low, high]).range(range);
    const all = scale.ticks(4), tens = all.filter((tick) => Math.abs(Math.log10(tick) % 1) < 1e-9);
    return { scale: scale as unknown as Scale, ticks: tens.length > 1 ? tens : [low, high], log: true };
  }
  const room = (high - low) * 0.04 || 1;
  const scale = scaleLinear().domain([low - room, high + room]).range(range);
  return { scale, ticks: scale.ticks(4), log: false };
}

function upOf(points: Point[]): { scale: Scale; ticks: number[]; step: number } {
  const all = points.flatMap(({ y }) => [y.low, y.high, y.value]);
  let low = Math.min(...all), high = Math.max(...all);
  if (low > 0 && low < 0.6 * high) low = 0;
  if (high - low < 1e-12) high = low + (Math.abs(high) || 1);
  const scale = scaleLinear().domain([low, high]).nice(4).range([1000, 0]);
  const ticks = scale.ticks(4);
  return { scale, ticks, step: (ticks[1] ?? 1) - (ticks[0] ?? 0) };
}

/* Whiskers, and lines between the points of a series where there are lines to draw. */
function draw(frame: ReturnType<typeof plot>, points: Point[], series: string[], x: Scale, y: Scale, join: boolean): void {
  series.forEach((name, s) => {
    const own = points.filter((point) => point.series === name).sort((a, b) => a.x - b.x);
    if (join && own.length > 1) {
      if (own.every((point) => point.y.interval))
        frame.drawing.append(svg('path', { class: 'band c-rule', d: area<Point>().x((p) => x(p.x))
          .y0((p) => y(p.y.low)).y1((p) => y(p.y.high))(own) ?? '' }));
      frame.drawing.append(svg('path', { class: `curve thin c-rule d${s}`,
        d: line<Point>().x((p) => x(p.x)).y((p) => y(p.y.value))(own) ?? '' }));
    } else
      for (const point of own)
        if (point.y.interval) frame.drawing.append(svg('line', { class: 'whisker', x1: x(point.x), x2: x(point.x),
          y1: y(point.y.low), y2: y(point.y.high) }));
    for (const point of own)
      frame.inner.append(place(html('i', { class: `pt s${s}` }),
        { left: percent(x(point.x) / 1000), top: percent(y(point.y.value) / 1000) }));
  });
}

interface Panels { points: Point[]; panels: string[]; series: string[]; base: string; join: boolean;
  xTitle: (panel: string) => string; xType: (panel: string) => ColumnType; title: string; type: ColumnType; label: string }

function panelsOf(all: Panels): HTMLElement {
  const up = upOf(all.points);
  const root = html('div', { class: all.panels.length > 1 ? 'multiples' : 'multiples one', role: 'img', 'aria-label': all.label });
  for (const panel of all.panels) {
    const own = all.points.filter((point) => point.panel === panel);
    const x = across(own.map((point) => point.x), [0, 1000]);
    const step = x.log ? 0 : (x.ticks[1] ?? 1) - (x.ticks[0] ?? 0);
    const text = (at: number): string => x.log ? write(at, all.xType(panel)) : writeTick(at, step, all.xType(panel));
    const frame = plot({ x: x.scale, y: up.scale, ends: false, label: panel, title: '',
      xTicks: x.ticks.map((at, i) => ({ at, text: text(at), wide: x.ticks.length > 5 && i % 2 === 1 })),
      yTicks: up.ticks.map((at) => ({ at, text: writeTick(at, up.step, all.type) })) });
    frame.drawing.removeAttribute('role');
    frame.drawing.removeAttribute('aria-label');
    if (panel !== all.base) /* the base again, faint: what the panel is to be compared with */
      for (const name of all.series) {
        const base = all.points.filter((p) => p.panel === all.base && p.series === name).sort((a, b) => a.x - b.x);
        if (all.join && base.length > 1) frame.drawing.append(svg('path', { class: 'curve ghost',
          d: line<Point>().x((p) => x.scale(p.x)).y((p) => up.scale(p.y.value))(base) ?? '' }));
      }
    draw(frame, own, all.series, x.scale, up.scale, all.join);
    frame.inner.append(html('i', { class: 'xt' }, all.xTitle(panel)));
    root.append(html('div', { class: 'panel' }, html('b', {}, panel), frame.root));
  }
  return html('div', {}, html('p', { class: 'axis' }, all.title), root);
}

function legend(series: string[], join: boolean): HTMLElement | null {
  if (series.length < 2) return null;
  return html('ul', { class: 'legend' }, ...series.map((name, s) => {
    const dot = html('i', { class: `pt s${s}` });
    return html('li', {}, join ? html('span', { class: `key d${s}` }, dot) : dot, name);
  }));
}

/* Levels along a line and every other difference in its name; null where that makes too many lines. */
function grid(rows: Row[], factors: Column[], x: Column, section: Section, title: string, type: ColumnType): HTMLElement | null {
  const others = factors.filter((factor) => factor !== x && levels(rows, factor).length > 1);
  const scenarios = new Set(rows.map((row) => row.text('scenario'))).size > 1;
  const points = rows.flatMap((row): Point[] => {
    const at = levelOf(row, x), y = row.estimate('value');
    if (at === null || !y) return [];
    const parts = others.map((factor) => levelWords(factor, levelOf(row, factor)));
    return [{ x: at, y, series: [...(scenarios ? [row.text('scenario')] : []), ...parts].join(', '),
      panel: row.text('safeguard') }];
  });
  const series = [...new Set(points.map((p) => p.series))], panels = [...new Set(points.map((p) => p.panel))];
  if (!points.length || series.length > LINES_MOST || panels.length > PANELS_MOST) return null;
  const chart = panelsOf({ points, panels, series, base: panels[0]!, join: true, xTitle: () => x.label,
    xType: () => x.type, title, type, label: section.answer });
  const key = legend(series, true);
  if (key) chart.append(key);
  if (panels.length > 1) chart.append(html('p', { class: 'how' },
    `Faint line: ${panels[0]}. All panels have the same scale.`));
  return chart;
}

function clouds(rows: Row[], factors: Column[], section: Section, title: string, type: ColumnType): HTMLElement {
  const shown = factors.slice(0, CLOUDS_MOST), labels = new Map(shown.map((factor) => [factor.label, factor]));
  const points = shown.flatMap((factor) => rows.flatMap((row): Point[] => {
    const at = levelOf(row, factor), y = row.estimate('value');
    return at === null || !y ? [] : [{ x: at, y, series: row.text('safeguard'), panel: factor.label }];
  }));
  const series = [...new Set(points.map((p) => p.series))].slice(0, LINES_MOST);
  const chart = panelsOf({ points, panels: shown.map((factor) => factor.label), series, base: '', join: false,
    xTitle: () => '', xType: (panel) => labels.get(panel)?.type ?? 'figure', title, type, label: section.answer });
  const key = legend(series, false);
  if (key) chart.append(key);
  if (factors.length > shown.length) chart.append(html('p', { class: 'how' },
    `The first ${shown.length} of ${factors.length} parameters are drawn; the table has them all.`));
  return chart;
}

function byRow(rows: Row[], section: Section, title: string, type: ColumnType): HTMLElement {
  const scenarios = new Set(rows.map((row) => row.text('scenario'))).size > 1;
  const changes = rows.some((row) => row.estimate('change'));
  let last = '';
  const lines = rows.map((row): DotRow => {
    const scenario = row.text('scenario'), part = scenarios && scenario !== last ? scenario : undefined;
    last = scenario;
    return { label: row.text('point'), part, undefined: row.text('safeguard') === 'base' ? '–' : 'undefined',
      values: changes ? [row.estimate('value'), row.estimate('change')] : [row.estimate('value')] };
  });
  const signed: ColumnType = type === 'share' ? 'share' : 'difference';
  return dots(lines, [{ title, note: '', short: '', type, zero: true },
    ...(changes ? [{ title: 'Change against the base', note: 'same people, same chance', short: 'change',
      type: signed, hollow: true }] : [])], '', section.answer);
}

export function sweep(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'points').filter((row) => row.estimate('value'));
  const column = tableOf(section, 'points')?.columns.find((c) => c.key === 'value');
  if (!rows.length || !column) {
    host.append(html('p', { class: 'muted' }, 'No row of this figure is done and defined yet.'));
    return;
  }
  const factors = factorsOf(section);
  const varied = factors.filter((factor) => levels(rows, factor).length > 1);
  const widest = [...varied].sort((a, b) => levels(rows, b).length - levels(rows, a).length)[0];
  host.append(!widest ? byRow(rows, section, column.label, column.type)
    : grid(rows, varied, widest, section, column.label, column.type)
      ?? clouds(rows, varied, section, column.label, column.type));
}
