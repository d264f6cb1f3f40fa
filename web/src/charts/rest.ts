/* The smaller charts: groups, safeguards, sensors, refusals, replicates. */
import { type Estimate, type Report, type Row, rowsOf, type Section, tableOf } from '../data';
import { html, percent, place } from '../dom';
import { write, writeTick } from '../format';
import { scaleLinear } from 'd3-scale';
import { bars } from './bars';
import { dots, type DotRow } from './dots';
import { keepApart } from './fit';
import { glyph, type Rung } from './glyph';

/** An attribute with one value says nothing; one with more than `most` stays in the table. */
function byAttribute(rows: Row[], values: (row: Row) => (Estimate | null)[], undefined_: string,
  references?: (row: Row) => (number | undefined)[], most = 16): DotRow[] {
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(row.text('attribute'), (sizes.get(row.text('attribute')) ?? 0) + 1);
  let last = '';
  return rows.filter((row) => row.text('attribute') !== 'everyone' &&
    (sizes.get(row.text('attribute')) ?? 0) > 1 && (sizes.get(row.text('attribute')) ?? 0) <= most).map((row) => {
    const attribute = row.text('attribute');
    const part = attribute !== last ? attribute.charAt(0).toUpperCase() + attribute.slice(1) : undefined;
    last = attribute;
    const n = row.number('n');
    return { label: row.text('stratum'), sub: n ? `n ${write(n, 'count')}` : '', part,
      values: values(row), undefined: undefined_, ...(references ? { references: references(row) } : {}) };
  });
}

export function groups(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'groups'), everyone = rows[0];
  const values = (row: Row): (Estimate | null)[] =>
    [row.estimate('false_positive_rate'), row.estimate('false_discovery_rate')];
  const lines = byAttribute(rows, values, 'undefined: nobody listed');
  if (!lines.length) return;
  host.append(dots(lines, [
    { title: 'Of people who should not be listed, share listed', note: 'false positive rate', short: 'FPR',
      type: 'share', reference: everyone?.estimate('false_positive_rate')?.value },
    { title: 'Of people listed, share listed wrongly', note: 'false discovery rate', short: 'FDR',
      type: 'share', reference: everyone?.estimate('false_discovery_rate')?.value },
  ], '', section.answer));
}

/** One panel, with the same rate of another run dashed in each row. */
export function groupsAgainst(host: HTMLElement, section: Section, other: Section | null): void {
  const rows = rowsOf(section, 'groups'), others = other ? rowsOf(other, 'groups') : [];
  const key = (row: Row): string => `${row.text('attribute')} ${row.text('stratum')}`;
  const dashed = new Map(others.map((row) => [key(row), row.estimate('false_positive_rate')?.value]));
  const lines = byAttribute(rows, (row) => [row.estimate('false_positive_rate')], 'undefined: nobody to be listed wrongly',
    (row) => [dashed.get(key(row))], 6);
  if (!lines.length) return;
  host.append(dots(lines, [{ title: 'Of people who should not be listed, share listed',
    note: 'false positive rate', short: '', type: 'share', narrow: true }], '', section.answer));
}

/** What a run is about, in words of a column's width: what is harmed, what it may cost, and of whom. */
const LEADS = {
  days: ['days', 'missed', 'per 1,000 people'], records: ['wrong', 'correct', 'in the whole run'],
  loans: ['refused', 'unpaid', 'per 1,000 people'], firms: ['days', 'missed', 'per 1,000 firms'],
} as const;

function changed(section: Section, name: string, [harm, cost, of]: readonly [string, string, string]): Element {
  const columns = tableOf(section, name)?.columns ?? [];
  const label = (key: string): string => columns.find((c) => c.key === key)?.label ?? key;
  return dots(rowsOf(section, name).map((row) => ({
    label: row.text('safeguard'), sub: row.text('about'), undefined: 'undefined',
    values: [row.estimate('harm'), row.estimate('missed')],
  })), [
    { title: `Change in ${label('harm')}`, note: `${of}; left is fewer`, short: harm, type: 'difference', hollow: true },
    { title: `Change in ${label('missed')}`, note: `${of}; right is more`, short: cost, type: 'difference', hollow: true, muted: true },
  ], 'each switched on alone', section.answer);
}

export function safeguards(host: HTMLElement, section: Section, report: Report): void {
  const people = report.lead && rowsOf(section, 'safeguards').length > 0;
  if (report.lead && people) host.append(changed(section, 'safeguards', LEADS[report.lead]));
  if (!rowsOf(section, 'firm_safeguards').length) return;
  if (people) host.append(html('h3', {}, 'What happens to firms'));
  host.append(changed(section, 'firm_safeguards', LEADS.firms));
}

export function sensors(host: HTMLElement, section: Section, report: Report): void {
  host.append(dots(rowsOf(section, 'sensors').map((row) => {
    const records = row.estimate('records');
    return { label: row.text('sensor'), sub: records ? `${write(records.value, 'count')} records` : '',
      values: [row.estimate('precision')], undefined: 'undefined: nothing filed' };
  }), [{ title: 'Of the sensor’s records, share correct', note: 'precision', short: '', type: 'share' }],
  '', section.answer));
  /* Where people are penalised, the page tells who carries that; records by group are in the table. */
  if (report.sections.some((other) => other.id === 'groups')) return;
  const rows = rowsOf(section, 'filed_under');
  const lines = byAttribute(rows, (row) => [row.estimate('wrong'), row.estimate('share')],
    'undefined: nothing filed');
  if (!lines.length) return;
  host.append(html('h3', {}, 'Under whom the wrong records are filed'), dots(lines, [
    { title: 'Wrong records per 1,000 people', note: 'in the whole run', short: 'per 1,000', type: 'rate',
      reference: rows[0]?.estimate('wrong')?.value },
    { title: 'Of records filed, share wrong', note: 'false discovery rate', short: 'wrong', type: 'share',
      reference: rows[0]?.estimate('share')?.value },
  ], '', tableOf(section, 'filed_under')?.caption ?? ''));
}

const RUNG_COLOURS: [Rung, string, string][] = [
  ['rule', 'rule', 'listed rightly'], ['protected', 'prot', 'for protected conduct'],
  ['error', 'err', 'by error'], ['association', 'assoc', 'by association'],
];

export function denied(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'denied').filter((row) => row.text('service') !== 'all services');
  host.append(html('h3', {}, 'Refusals per 1,000 people, by why the person was listed'),
    bars(rows.flatMap((row) => {
      const total = row.estimate('refused');
      return total ? [{ label: row.text('service'), total, type: 'rate' as const,
        parts: RUNG_COLOURS.map(([rung, colour]) => ({ colour, value: row.number(rung) })) }] : [];
    }), section.answer),
    html('ul', { class: 'legend' }, ...RUNG_COLOURS
      .filter(([rung]) => rows.some((row) => row.number(rung) > 0))
      .map(([rung, , words]) => html('li', {}, glyph(rung), words))));
}

export function sure(host: HTMLElement, section: Section): void {
  const column = tableOf(section, 'replicates')?.columns[1];
  const values = rowsOf(section, 'replicates').flatMap((row) => row.estimate('value')?.value ?? []);
  const interval = rowsOf(section, 'interval')[0]?.estimate('value');
  if (!values.length || !column) return;
  const low = Math.min(...values), high = Math.max(...values), room = (high - low) * 0.1 || Math.abs(high) * 0.1 || 1;
  const scale = scaleLinear().domain([low - room, high + room]).nice(5).range([0, 1]);
  const root = html('div', { class: 'strip', role: 'img', 'aria-label': section.answer });
  if (interval?.interval)
    root.append(place(html('s'), { left: percent(scale(interval.low)),
      width: percent(scale(interval.high) - scale(interval.low)) }));
  const piles = new Map<number, number>();
  for (const value of [...values].sort((a, b) => a - b)) {
    const slot = Math.round(scale(value) * 90), height = piles.get(slot) ?? 0;
    piles.set(slot, height + 1);
    root.append(place(html('b'), { left: percent(scale(value)), bottom: `${3 + 9 * Math.min(height, 6)}px` }));
  }
  const ticks = scale.ticks(5), step = ticks.length > 1 ? ticks[1]! - ticks[0]! : 1;
  for (const tick of ticks)
    root.append(place(html('i', {}, writeTick(tick, step, column.type)), { left: percent(scale(tick)) }));
  host.append(html('h3', {}, `${column.label.charAt(0).toUpperCase()}${column.label.slice(1)}, one dot per replicate`),
    keepApart(root, 'i'));
}
