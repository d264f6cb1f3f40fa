/* Pictures of studies: which assumption moves a figure, how far it could lie, which conclusions hold,
   what less harm costs, where a calibration ended. Each draws from the tables of its section. */
import { type ColumnType, type Estimate, type Row, rowsOf, type Section, tableOf } from '../data';
import { html, percent, place } from '../dom';
import { measured, write, writeInterval } from '../format';
import { type Point, scatter } from './scatter';
import { type Span, type Strip, strips } from './strips';

const ROWS_MOST = 20, NUMBERED_MOST = 12;

function typeOf(section: Section, table: string, key: string): ColumnType {
  return tableOf(section, table)?.columns.find((column) => column.key === key)?.type ?? 'figure';
}

function spanOf(row: Row, low: string, high: string): Span | null {
  const from = row.estimate(low), to = row.estimate(high);
  return from && to ? [from.value, to.value] : null;
}

interface Track { name: string; colour: string; value: Estimate; type: ColumnType }
interface Lane { number?: number | undefined; label: string; sub: string; tracks: Track[] }

/* Bars with intervals from a common zero, several of one row below each other. */
function lanes(rows: Lane[], label: string): HTMLElement {
  const all = rows.flatMap((row) => row.tracks.map((track) => track.value));
  const high = Math.max(...all.map((v) => v.high), 1e-12), low = Math.min(0, ...all.map((v) => v.low));
  const at = (value: number): number => (value - low) / (high - low);
  const root = html('div', { class: 'lanes', role: 'img', 'aria-label': label });
  for (const row of rows)
    root.append(html('div', {}, html('span', { class: 'l' }, row.number === undefined ? null
      : html('b', { class: 'nr' }, String(row.number)), row.label, html('span', { class: 'ci long' }, row.sub)),
      html('span', { class: 'w' }, ...row.tracks.map(({ value, colour }) => {
        const from = at(Math.min(0, value.value)), to = at(Math.max(0, value.value));
        return html('span', { class: 't' },
          place(html('span', { class: `b ${colour}` }), { left: percent(from), width: percent(to - from) }),
          value.interval ? place(html('span', { class: 'e' }), { left: percent(at(value.low)),
            width: percent(at(value.high) - at(value.low)) }) : null,
          low < 0 ? place(html('span', { class: 'z' }), { left: percent(at(0)) }) : null);
      })),
      html('span', { class: 'v' }, ...row.tracks.map(({ name, value, type }) => html('span', {},
        name ? html('span', { class: 'ci' }, `${name} `) : null, write(value.value, type), ' ',
        html('span', { class: 'ci' }, writeInterval(value, type)))))));
  return root;
}

function rest(count: number, most: number): HTMLElement | null {
  return count > most ? html('p', { class: 'how' },
    `The ${most} largest of ${count} are drawn; the table has them all.`) : null;
}

/* A tornado: the figure with one parameter alone at either end of its range, the others as the scenario
   says; the line is the scenario as stated. In the order of the section, which is that of its sentence. */
function tornado(section: Section, name: string): HTMLElement[] {
  const own = rowsOf(section, 'own')[0]?.estimate('own')?.value, type = typeOf(section, name, 'at_low');
  const rows = rowsOf(section, name).filter((row) => row.estimate('at_low') && row.estimate('at_high'))
    .slice(0, ROWS_MOST);
  if (!rows.length || own === undefined) return [];
  const ends = rows.flatMap((row) => [row.number('at_low'), row.number('at_high')]);
  const low = Math.min(own, ...ends), wide = Math.max(own, ...ends) - low || 1;
  const at = (value: number): number => (value - low) / wide;
  const bar = (from: number, to: number, colour: string): HTMLElement => place(html('span', { class: `b ${colour}` }),
    { left: percent(Math.min(at(from), at(to))), width: percent(Math.abs(at(to) - at(from))) });
  const root = html('div', { class: 'lanes', role: 'img', 'aria-label': tableOf(section, name)?.caption ?? '' });
  for (const row of rows) {
    const down = row.number('at_low'), up = row.number('at_high');
    root.append(html('div', {}, html('span', { class: 'l' }, row.text('input'), html('span', { class: 'ci long' }, row.text('range'))),
      html('span', { class: 'w' }, html('span', { class: 't' },
        ...(Math.abs(up - own) > Math.abs(down - own) && (up - own) * (down - own) > 0
          ? [bar(own, up, 'c-rule'), bar(own, down, 'hatch')] : [bar(own, down, 'hatch'), bar(own, up, 'c-rule')]),
        place(html('span', { class: 'z' }), { left: percent(at(own)) }))),
      html('span', { class: 'v' }, html('span', {}, html('span', { class: 'ci' }, 'low end '), write(down, type)),
        html('span', {}, html('span', { class: 'ci' }, 'high end '), write(up, type)))));
  }
  return [html('h3', {}, `With one parameter alone at either end of its range`), root,
    html('ul', { class: 'legend' }, html('li', {}, html('span', { class: 'swatch hatch' }), 'at its low end'),
      html('li', {}, html('span', { class: 'swatch c-rule' }), 'at its high end'),
      html('li', {}, `Line: as stated, ${write(own, type)}`)),
    html('p', { class: 'how' }, 'In the order above, in which the other parameters move too: alone, a parameter may do more or less.')];
}

export function morris(host: HTMLElement, section: Section): void {
  const type = typeOf(section, 'effects', 'mu_star');
  const rows = rowsOf(section, 'effects').filter((row) => row.estimate('mu_star'));
  if (!rows.length) return;
  host.append(html('h3', {}, 'Mean size of the change when one parameter moves (μ*)'),
    lanes(rows.slice(0, ROWS_MOST).map((row, i) => ({ number: i < NUMBERED_MOST ? i + 1 : undefined,
      label: row.text('input'), sub: row.text('direction'),
      tracks: [{ name: '', colour: 'c-rule', value: row.estimate('mu_star')!, type }] })), section.answer));
  const more = rest(rows.length, ROWS_MOST);
  if (more) host.append(more);
  const points = rows.flatMap((row, i): Point[] => {
    const x = row.estimate('mu_star'), y = row.estimate('sigma');
    return x && y ? [{ x: { ...x, interval: false }, y, kind: i < NUMBERED_MOST ? 'full' : 'faint',
      number: i < NUMBERED_MOST ? i + 1 : undefined }] : [];
  });
  host.append(html('h3', {}, 'Does it always move the figure alike?'), scatter({ points, xType: type, yType: type,
    xTitle: 'mean size of the change (μ*)', yTitle: 'how much the change differs from place to place (σ)',
    label: tableOf(section, 'effects')?.caption ?? '' }),
  html('p', { class: 'how' }, 'Numbers are those of the list above. Low: the same change wherever the others stand. High: it depends on them.'), ...tornado(section, 'effects'));
}

export function sobol(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'indices').filter((row) => row.estimate('first') && row.estimate('total'));
  if (!rows.length) return;
  host.append(html('ul', { class: 'legend' },
    html('li', {}, html('span', { class: 'swatch c-rule' }), 'alone (first-order index)'),
    html('li', {}, html('span', { class: 'swatch hatch' }), 'with everything it works together with (total index)')),
  lanes(rows.slice(0, ROWS_MOST).map((row) => ({ label: row.text('input'), sub: row.text('label'), tracks: [
    { name: 'alone', colour: 'c-rule', value: row.estimate('first')!, type: 'share' as const },
    { name: 'total', colour: 'hatch', value: row.estimate('total')!, type: 'share' as const },
  ] })), section.answer));
  const more = rest(rows.length, ROWS_MOST);
  if (more) host.append(more);
  host.append(...tornado(section, 'indices'));
}

export function spread(host: HTMLElement, section: Section): void {
  host.append(strips(rowsOf(section, 'spread').map((row): Strip => ({
    label: row.text('figure'), sub: row.text('about'), unit: row.text('unit'), undefined: 'undefined in every draw',
    value: row.estimate('middle'), reach: spanOf(row, 'least', 'most'), half: spanOf(row, 'half_low', 'half_high'),
    before: row.estimate('central')?.value ?? null })), section.answer),
  html('ul', { class: 'legend' },
    html('li', {}, html('i', { class: 'pt s0' }), 'median of the draws'),
    html('li', {}, html('i', { class: 'pt s1' }), 'as stated'),
    html('li', {}, html('span', { class: 'swatch half' }), 'middle half'),
    html('li', {}, html('span', { class: 'swatch bracket' }), 'middle 95%'),
    html('li', {}, html('span', { class: 'swatch reach' }), 'least to most')));
}

export function conclusions(host: HTMLElement, section: Section): void {
  const root = html('div', { class: 'bars signs', role: 'img', 'aria-label': section.answer });
  let last = '';
  for (const row of rowsOf(section, 'conclusions')) {
    const figure = row.text('figure');
    if (figure !== last) root.append(html('span', { class: 'part' }, figure));
    last = figure;
    const track = html('span', { class: 'w' });
    let from = 0;
    for (const [key, colour] of [['lower', 'c-rule'], ['same', 'gap'], ['higher', 'hatch']] as const) {
      const share = row.number(key);
      if (share > 0) track.append(place(html('span', { class: `b ${colour}` }), { left: percent(from), width: percent(share) }));
      from += share;
    }
    root.append(html('div', {}, html('span', {}, row.text('safeguard')), track,
      html('span', {}, row.text('verdict'))));
  }
  host.append(root, html('ul', { class: 'legend' },
    html('li', {}, html('span', { class: 'swatch c-rule' }), 'share of draws in which it lowers the figure'),
    html('li', {}, html('span', { class: 'swatch gap' }), 'changes nothing'),
    html('li', {}, html('span', { class: 'swatch hatch' }), 'raises it')));
}

export function front(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'sets').filter((row) => row.estimate('cost') && row.estimate('harm'));
  if (!rows.length) return;
  const columns = tableOf(section, 'sets')?.columns ?? [];
  const label = (key: string): string => columns.find((column) => column.key === key)?.label ?? key;
  const best = rows.filter((row) => row.text('front') === 'yes');
  const pointOf = (row: Row): Point => {
    const place = best.indexOf(row), chosen = row.text('chosen') === 'yes';
    return { x: row.estimate('cost')!, y: row.estimate('harm')!, number: place >= 0 ? place + 1 : undefined,
      kind: chosen ? 'chosen' : place >= 0 ? 'full' : 'faint' };
  };
  const points = rows.map(pointOf), bound = rowsOf(section, 'bound')[0]?.estimate('bound')?.value;
  const harm = typeOf(section, 'sets', 'harm'), cost = typeOf(section, 'sets', 'cost');
  host.append(scatter({ points, xType: cost, yType: harm, xTitle: label('cost'), yTitle: label('harm'),
    front: best.map(pointOf), label: section.answer,
    bound: bound === undefined ? undefined : { at: bound, words: `bound: ${write(bound, typeOf(section, 'bound', 'bound'))}` } }));
  host.append(html('h3', {}, 'On the front: nothing is both cheaper and less harmful'),
    html('ol', { class: 'front' }, ...best.map((row) => html('li', {},
      row.text('chosen') === 'yes' ? html('b', {}, row.text('set')) : row.text('set'), html('span', { class: 'ci' },
        ` ${measured(label('harm'), write(row.estimate('harm')!.value, harm))}, ${label('cost')} ${write(row.estimate('cost')!.value, cost)}`)))));
}

export function fit(host: HTMLElement, section: Section): void {
  host.append(strips(rowsOf(section, 'parameters').map((row): Strip => ({
    label: row.text('input'), sub: row.text('label'), unit: row.text('unit'), undefined: 'not moved',
    value: row.estimate('after'), before: row.estimate('before')?.value ?? null,
    zone: spanOf(row, 'low', 'high') })), section.answer),
  html('ul', { class: 'legend' }, html('li', {}, html('i', { class: 'pt s1' }), 'before'),
    html('li', {}, html('i', { class: 'pt s0' }), 'after'),
    html('li', {}, html('span', { class: 'swatch zone' }), 'the range it was free to move in')));
}

/** What the scenario allows around what was published is what the verdict goes by. */
function allowed(row: Row): Span {
  const from = row.number('published_from'), to = row.number('published_to'), within = row.number('within');
  return [from - within * Math.abs(from), to + within * Math.abs(to)];
}

export function published(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'figures'), given = rows.some((row) => row.number('within') > 0);
  let last = '';
  host.append(strips(rows.map((row): Strip => {
    const kind = row.text('kind'), verdict = row.text('verdict'), part = kind === last ? undefined
      : kind === 'set' ? 'Set: the scenario was made to meet these' : 'Predicted: it was not shown these';
    last = kind;
    return { label: row.text('figure'), sub: verdict, loud: verdict !== 'inside', part, unit: row.text('unit'),
      undefined: 'undefined', value: row.estimate('value'), reach: spanOf(row, 'middle_low', 'middle_high'),
      zone: allowed(row), inner: spanOf(row, 'published_from', 'published_to') };
  }), section.answer),
  html('ul', { class: 'legend' }, html('li', {}, html('i', { class: 'pt s0' }), 'the model'),
    html('li', {}, html('span', { class: 'swatch bracket' }), '95% interval of its mean'),
    html('li', {}, html('span', { class: 'swatch reach' }), 'middle 95% of replicates'),
    html('li', {}, html('span', { class: 'swatch half' }), 'published'),
    given ? html('li', {}, html('span', { class: 'swatch zone' }), 'give or take what the scenario allows') : null));
}

export function targets(host: HTMLElement, section: Section): void {
  let last = '';
  host.append(strips(rowsOf(section, 'targets').map((row): Strip => {
    const kind = row.text('kind'), part = kind === last ? undefined
      : kind === 'set' ? 'Set: the calibration was shown these' : 'Predicted: it was not shown these';
    last = kind;
    return { label: row.text('figure'), sub: row.text('verdict'), part, unit: row.text('unit'),
      undefined: 'undefined', value: row.estimate('after'), before: row.estimate('before')?.value ?? null,
      zone: spanOf(row, 'published_from', 'published_to') };
  }), section.answer),
  html('ul', { class: 'legend' }, html('li', {}, html('i', { class: 'pt s1' }), 'before'),
    html('li', {}, html('i', { class: 'pt s0' }), 'after'),
    html('li', {}, html('span', { class: 'swatch zone' }), 'published')));
}
