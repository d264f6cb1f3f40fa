/* What mechanisms add to the page: gain and cost, lending, what a score foretold. */
import { type Row, rowsOf, type Section } from '../data';
import { html } from '../dom';
import { write } from '../format';
import { type Bar, bars } from './bars';
import { dots, type DotRow } from './dots';

const SIDES: Record<string, string> = { 'claimed benefit': 'What it claims', harm: 'What it costs' };

export function gain(host: HTMLElement, section: Section): void {
  let last = '';
  host.append(dots(rowsOf(section, 'gain').map((row): DotRow => {
    const side = row.text('side'), part = side === last ? undefined : SIDES[side];
    last = side;
    return { label: row.text('event'), part, values: [row.estimate('diff')], undefined: 'undefined' };
  }), [{ title: 'Against no regime, per 1,000 people', note: 'over the whole run', short: '',
    type: 'rate', hollow: true, zero: true }], '', section.answer));
}

export function lending(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'lending');
  const everyone = rows.find((row) => row.text('attribute') === 'everyone');
  /* The lender's own groups, where it tells people apart: the others are in the table. */
  const told = rows.filter((row) => row.text('attribute') !== 'everyone' && row.estimate('threshold'));
  const attribute = told[0]?.text('attribute');
  const shown = attribute ? rows.filter((row) => row.text('attribute') === attribute) : everyone ? [everyone] : [];
  host.append(dots(shown.map((row): DotRow => {
    const threshold = row.estimate('threshold');
    return { label: row.text('value') || 'everyone', sub: threshold ? `from ${write(threshold.value, 'rate')}` : '',
      values: [row.estimate('selection_rate'), row.estimate('true_positive_rate')],
      undefined: 'undefined: nobody applied' };
  }), [
    { title: 'Of applications, share granted', note: 'selection rate', short: 'all', type: 'share', zero: true,
      reference: attribute ? everyone?.estimate('selection_rate')?.value : undefined },
    { title: 'Of people who repay, share granted', note: 'true positive rate', short: 'who repay', type: 'share',
      zero: true, reference: attribute ? everyone?.estimate('true_positive_rate')?.value : undefined },
  ], attribute ? `by ${attribute}; “from”: lowest score lent to` : '', section.answer));
}

/** The way from a listing to its correction, beside that of people listed rightly. */
const WAY = ['listed', 'stopped', 'told', 'disputed', 'granted', 'overdue'];

export function recourse(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'steps').filter((row) => WAY.includes(row.text('step')));
  const side = (key: string): Bar[] => rows.flatMap((row) => {
    const total = row.estimate(key);
    return total ? [{ label: row.text('label'), total, type: 'rate' as const,
      parts: [{ colour: 'plain', value: total.value }] }] : [];
  });
  const wrongly = side('wrongful'), rightly = side('right');
  const most = Math.max(...[...wrongly, ...rightly].map((bar) => bar.total.high));
  host.append(html('h3', {}, 'Listed wrongly, times per 1,000 people'), bars(wrongly, section.answer, most),
    html('h3', {}, 'Listed rightly, on the same scale'), bars(rightly, section.answer, most));
}

/** By the list that received them: on which there is most to be told of, and what share was not. */
export function copies(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'keepers'), all = rows[rows.length - 1];
  host.append(dots((rows.length > 2 ? rows.slice(0, -1) : rows).map((row): DotRow => ({ label: row.text('list'),
    values: [row.estimate('kept'), row.estimate('share')], undefined: 'undefined: no original ended' })), [
    { title: 'Copies kept after the original ended', note: 'times per 1,000 people', short: 'per 1,000', type: 'rate', zero: true },
    { title: 'Of copies whose original ended, share kept', note: 'dashed: all lists', short: 'kept', type: 'share', zero: true,
      reference: rows.length > 2 ? all?.estimate('share')?.value : undefined },
  ], 'copied onto', section.answer));
}

export function visits(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'visits'), sensors = new Set(rows.map((row) => row.text('sensor')));
  let last = '';
  host.append(dots(rows.map((row): DotRow => {
    const sensor = row.text('sensor'), part = sensors.size > 1 && sensor !== last ? sensor : undefined;
    const truly = row.estimate('acts')?.value;
    last = sensor;
    return { label: row.text('place'), part, sub: truly === undefined ? '' : `${write(truly, 'share')} of acts`,
      values: [row.estimate('early'), row.estimate('late')], references: [truly, truly],
      undefined: 'undefined: no visits' };
  }), [
    { title: 'Share of visits, first half', note: 'dashed: share of acts', short: 'first', type: 'share', zero: true },
    { title: 'Share of visits, second half', note: 'dashed: share of acts', short: 'second', type: 'share', zero: true },
  ], '', section.answer));
}

function saidAndDid(row: Row, label: string, part?: string): DotRow {
  return { label, part, sub: `n ${write(row.number('n'), 'count')}`, values: [row.estimate('did')],
    references: [row.estimate('said')?.value], undefined: 'undefined: nobody there' };
}

export function foretold(host: HTMLElement, section: Section): void {
  const rows = rowsOf(section, 'bands').map((row) => saidAndDid(row, row.text('band')));
  const said = rows.some((row) => row.references?.[0] !== undefined);
  host.append(dots(rows, [{ title: 'Share who did it', short: '', type: 'share', zero: true,
    note: said ? 'dashed: the share the score said' : 'within the time it is meant to foretell' }],
    'band', section.answer));
}
