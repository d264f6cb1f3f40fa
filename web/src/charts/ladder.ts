/* 1,000 people as marks in columns of 25, and the rungs beside them. */
import { type Section, rowsOf, type Row } from '../data';
import { html, svg } from '../dom';
import { write, writeInterval } from '../format';
import { glyph, markClass, markPath, type Rung, RUNGS } from './glyph';

const ROWS = 25, COLUMNS = 40, CELL = 12, RADIUS = 4.4;

const LANES: Record<string, [string, string, string]> = {
  rule: ['Rule-consistent', 'conduct', 'true acts, correctly on file'],
  protected: ['For protected conduct', 'protected', 'adds expression, assembly, belief'],
  error: ['By error', 'recorded', 'adds what the sensors got wrong'],
  association: ['By association', 'applied', 'adds other people’s records'],
  missed: ['Missed', 'conduct', 'true acts would list them; they are not listed'],
};

export function marks(counts: Map<Rung, number>, label: string): SVGSVGElement {
  const drawing = svg('svg', { class: 'unit', viewBox: `0 0 ${COLUMNS * CELL} ${ROWS * CELL}`,
    role: 'img', 'aria-label': label });
  let at = 0;
  for (const rung of RUNGS) {
    let path = '';
    for (let i = 0; i < (counts.get(rung) ?? 0); i++, at++)
      path += markPath(rung, (Math.floor(at / ROWS) + 0.5) * CELL, (at % ROWS + 0.5) * CELL, RADIUS);
    if (path) drawing.append(svg('path', { class: markClass(rung), d: path }));
  }
  return drawing;
}

/** What stands under a rung, such as its change. */
type Beside = (key: string, row: Row) => HTMLElement | null;

function rung(row: Row, beside: Beside): HTMLElement {
  const key = row.text('class'), estimate = row.estimate('per_1000');
  const number = html('div', { class: 'n' }, estimate ? write(estimate.value, 'rate') : '–',
    html('small', {}, estimate ? writeInterval(estimate, 'rate') : ''));
  const more = beside(key, row);
  const lane = LANES[key];
  if (!lane)
    return html('div', { class: 'rung sum' },
      html('div', { class: 't' }, html('b', {}, 'Penalised in all')), number, more);
  const [name, laneName, words] = lane;
  return html('div', { class: 'rung', role: 'group', tabindex: 0, 'data-k': key,
      'aria-label': `${name}: ${estimate ? write(estimate.value, 'rate') : 'undefined'} per 1,000` },
    html('div', { class: 't' }, html('b', {}, glyph(key as Rung), name),
      html('span', {}, 'lane ', html('code', {}, laneName), `: ${words}`)), number, more);
}

/** Of 1,000 people, how many stand on each rung, and the rest. */
export function markCounts(section: Section): Map<Rung, number> {
  const counts = new Map<Rung, number>();
  let rest = 1000;
  for (const row of rowsOf(section, 'ladder')) {
    const key = row.text('class');
    if (key === 'penalised') continue;
    counts.set(key as Rung, row.number('marks'));
    rest -= row.number('marks');
  }
  return counts.set('none', rest);
}

export function ladder(host: HTMLElement, section: Section, beside: Beside = () => null): void {
  const counts = markCounts(section);
  host.append(html('div', { class: 'ladder' },
    html('div', {}, html('h3', {}, '1,000 people on the last day'), marks(counts, section.answer),
      html('ul', { class: 'legend' },
        html('li', {}, glyph('none'), `${write(counts.get('none') ?? 0, 'count')} not penalised`))),
    html('div', {}, html('h3', {}, 'The same people per 1,000, by the first lane in which the penalty appears'),
      ...rowsOf(section, 'ladder').map((row) => rung(row, beside)))));
}
