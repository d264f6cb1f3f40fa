/* Pictures of the guided steps: each says one thing. */
import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { markPath, markClass, glyph, type Rung } from '../charts/glyph';
import { markCounts, marks } from '../charts/ladder';
import { dayTicks, plot } from '../charts/plot';
import { type Report, type Row, rowsOf } from '../data';
import { html, svg } from '../dom';
import { write } from '../format';
import { sectionOf } from './figures';

export function tableRows(report: Report, section: string, table: string): Row[] {
  const found = sectionOf(report, section);
  return found ? rowsOf(found, table) : [];
}

function legend(...parts: [Rung, string][]): HTMLElement {
  return html('ul', { class: 'legend' }, ...parts.map(([rung, words]) => html('li', {}, glyph(rung), words)));
}

const SIDE = 5, CELL = 20;
export const STOPPED = SIDE * SIDE;

/** 25 people who were stopped. */
export function stopped(host: HTMLElement, right: number, label: string): void {
  const drawing = svg('svg', { class: 'unit few', viewBox: `0 0 ${SIDE * CELL} ${SIDE * CELL}`, role: 'img', 'aria-label': label });
  let paths = { rule: '', error: '' };
  for (let i = 0; i < STOPPED; i++) {
    const rung = i < right ? 'rule' : 'error';
    paths = { ...paths, [rung]: paths[rung] + markPath(rung, (i % SIDE + 0.5) * CELL, (Math.floor(i / SIDE) + 0.5) * CELL, 7) };
  }
  drawing.append(svg('path', { class: markClass('rule'), d: paths.rule }), svg('path', { class: markClass('error'), d: paths.error }));
  host.append(html('h3', {}, 'Of every 25 people stopped'), drawing,
    legend(['rule', 'was wanted'], ['error', 'was not']));
}

const WIDE = 30, SMALL = 12;

/** One row of squares for each office: people wrongly on its list, of 1,000. */
export function offices(host: HTMLElement, report: Report): void {
  const lists = tableRows(report, 'who', 'lists').filter((row) => row.text('kind') === 'penalty');
  host.append(html('h3', {}, 'People wrongly on each office’s list, of 1,000'));
  for (const row of lists) {
    const number = wrongOn(row), count = Math.round(number);
    const high = Math.max(1, Math.ceil(count / WIDE));
    let path = '';
    for (let i = 0; i < count; i++)
      path += markPath('error', (i % WIDE + 0.5) * SMALL, (Math.floor(i / WIDE) + 0.5) * SMALL, 4.6);
    host.append(html('div', { class: 'office' }, html('b', {}, row.text('list')), html('span', {}, write(number, 'rate')),
      svg('svg', { class: 'unit', viewBox: `0 0 ${WIDE * SMALL} ${high * SMALL}`, role: 'img',
        'aria-label': `${row.text('list')}: ${write(number, 'rate')} of 1,000 people wrongly listed` },
      svg('path', { class: markClass('error'), d: path }))));
  }
  host.append(html('p', { class: 'how' }, 'One square is one person in 1,000; under one half, no square.'));
}

/** Of 1,000 people. */
export function wrongOn(row: Row): number {
  return (row.estimate('per_1000')?.value ?? 0) * (row.estimate('wrongful')?.value ?? 0);
}

/** 1,000 people, by why they are listed. */
export function thousand(host: HTMLElement, report: Report): void {
  const who = sectionOf(report, 'who');
  if (!who) return;
  host.append(html('h3', {}, '1,000 people on the last day'), marks(markCounts(who), who.answer),
    legend(['rule', 'for what they did'], ['protected', 'for protected conduct'], ['error', 'by error'],
      ['association', 'for somebody else'], ['none', 'not listed']));
}

const ALL = (row: Row): boolean => row.text('cause') === 'all';

export interface Lasting { half: number | null; days: number; year: number | null; year_day: number }

/** How long wrongful listings last, of all causes together. */
export function lasting(report: Report): Lasting {
  const points = tableRows(report, 'time', 'survival').filter((row) => ALL(row) && row.estimate('standing'));
  const days = Math.max(0, ...points.map((row) => row.number('day'))), year_day = Math.min(365, days);
  const before = points.filter((row) => row.number('day') <= year_day);
  return { days, year_day, half: tableRows(report, 'time', 'lifted').find(ALL)?.estimate('half')?.value ?? null,
    year: before[before.length - 1]?.estimate('standing')?.value ?? null };
}

/** The share still standing, day by day; dashed: as it is published. */
export function standing(host: HTMLElement, report: Report, before: Report | null, label: string): void {
  const of = (from: Report): Row[] => tableRows(from, 'time', 'survival').filter((row) => ALL(row) && row.estimate('standing'));
  const points = of(report), old = before ? of(before) : [];
  if (points.length < 2) return;
  const days = Math.max(...[...points, ...old].map((row) => row.number('day')));
  const x = scaleLinear().domain([0, days]).range([0, 1000]), y = scaleLinear().domain([0, 1]).range([1000, 0]);
  const frame = plot({ x, y, ends: false, label, xTicks: dayTicks(days, 'listed'),
    yTicks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: `${at * 100}%` })), title: 'share of wrongful listings still standing' });
  const path = line<Row>().x((row) => x(row.number('day'))).y((row) => y(row.estimate('standing')!.value)).curve(curveStepAfter);
  frame.drawing.append(svg('line', { class: 'halfl', x1: 0, x2: 1000, y1: 500, y2: 500 }));
  if (old.length > 1) frame.drawing.append(svg('path', { class: 'curve published', d: path(old) ?? '' }));
  frame.drawing.append(svg('path', { class: 'curve whole', d: path(points) ?? '' }));
  host.append(frame.root);
  if (old.length > 1) host.append(html('p', { class: 'how' }, 'Dashed: as published.'));
}
