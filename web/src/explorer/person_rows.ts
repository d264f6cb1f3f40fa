/* The same file in words: rows of the table, an ordered list for a phone, a line that sums it up. */
import type { Table } from '../data';
import { html } from '../dom';
import type { PersonFile, PersonWorld } from './api';
import { causeOf, days, marksOf, SIDES, wordsOf } from './person_marks';

const LISTED_MOST = 40;

export function tableOf(file: PersonFile, world: PersonWorld): Table {
  return {
    name: 'person', undefined: '', caption: `Synthetic person ${file.person.toLocaleString('en-GB')}: everything in the file. ` +
      'This person does not exist.',
    columns: [{ key: 'day', label: 'day', type: 'count' }, { key: 'side', label: 'side', type: 'text' },
      { key: 'what', label: 'what', type: 'text' }, { key: 'why', label: 'why', type: 'text' },
      { key: 'wrong', label: 'where file and truth part', type: 'text' }],
    rows: world.events.map((event) => {
      const { text, about } = wordsOf(event);
      return [event.day, SIDES[event.side], about ? `${text}; ${about}` : text, causeOf(event), event.wrong ? 'wrong' : ''];
    }),
  };
}

export function listOf(file: PersonFile, world: PersonWorld): HTMLElement {
  const marks = marksOf(world.events.filter((event) => event.kind !== 'score' || world.events.length <= LISTED_MOST),
    LISTED_MOST, file.horizon_days, world);
  return html('ol', { class: 'pf-list only-s' }, ...marks.map((mark) => {
    const wrong = mark.wrong && mark.event.kind !== 'denied';
    return html('li', { class: `${mark.event.side}${wrong ? ' wrong' : ''}` }, wrong ? html('b', {}, mark.text) : mark.text,
      html('small', {}, `${mark.note} · ${SIDES[mark.event.side]}`));
  }));
}

/** "142 days on a list · 0 of them for what the person did · 4 refusals · 2 disputes, both upheld". */
export function summaryOf(world: PersonWorld): HTMLElement {
  const { head, events } = world;
  const disputes = events.filter((event) => event.kind === 'dispute').length;
  const granted = events.filter((event) => event.kind === 'decision' && event.text.includes('granted')).length;
  const part = (count: number, text: string): HTMLElement =>
    html('span', {}, html('b', {}, count.toLocaleString('en-GB')), ` ${text}`);
  return html('p', { class: 'pf-sum' },
    html('span', {}, html('b', {}, days(head.listed_days)), ' on a penal list'),
    part(head.listed_days - head.wrongful_days, 'of them for what the person did'),
    part(head.refusals, head.refusals === 1 ? 'refusal' : 'refusals'),
    part(disputes, `${disputes === 1 ? 'dispute' : 'disputes'}${disputes ? `, ${granted || 'none'} granted` : ''}`),
    part(head.wrong_records, head.wrong_records === 1 ? 'wrong record' : 'wrong records'),
    html('span', { class: 'muted' }, 'This person does not exist.'));
}
