/* Pinned runs side by side: the first is what the others are compared with, on the same people and luck. */
import { markCounts, marks } from '../charts/ladder';
import { rowsOf } from '../data';
import { html } from '../dom';
import { write, writeInterval } from '../format';
import { changeOf, findFigure, isShare, rungChange, sectionOf, writeChange, wrongly } from './figures';
import type { Difference, Differences } from './api';
import { capital, sizeOf } from './names';
import { sameRegime } from './settings';
import type { App, Pin, Result, State } from './state';

interface Line { words: string; value: string; change: string }

function linesOf(pin: Pin, first: Pin): Line[] {
  const { result, differences } = pin, own = pin === first;
  const change = (name: string): string => {
    const figure = findFigure(differences, name), found = figure ? changeOf(figure) : null;
    return own || !found ? '' : writeChange(found);
  };
  const wrong = wrongly(result.report), lines: Line[] = [];
  if (wrong) lines.push({ words: 'listed wrongly, per 1,000', value: write(wrong.value, 'rate'), change: change('listed_wrongly') });
  const who = sectionOf(result.report, 'who');
  for (const row of who ? rowsOf(who, 'ladder') : []) {
    const key = row.text('class'), estimate = row.estimate('per_1000');
    if ((key !== 'penalised' && key !== 'missed') || !estimate) continue;
    const found = own ? null : rungChange(key, result, first.result, differences);
    lines.push({ words: `${row.text('label')}, per 1,000`, value: write(estimate.value, 'rate'), change: found ? writeChange(found) : '' });
  }
  const answer = sectionOf(result.report, 'answer');
  for (const row of answer ? rowsOf(answer, 'figures') : []) {
    const estimate = row.estimate('value'), unit = row.text('unit');
    if (estimate) lines.push({ words: row.text('figure'), value: `${write(estimate.value, unit === 'days' ? 'count' : 'rate')}${unit === '%' ? '%' : unit === 'days' ? ' days' : ''}`,
      change: row.text('note') === 'person-days' ? change('wrongful_days') : '' });
  }
  return lines;
}

function why(pin: Pin, first: Pin): string {
  if (pin === first) return '';
  if (!sameRegime(pin.result.settings, first.result.settings)) return 'Another regime, so other people: no paired difference.';
  if (pin.differences && !pin.differences.paired) return `No paired difference: ${pin.differences.why ?? 'the people differ.'}`;
  return '';
}

function card(app: App, pin: Pin, first: Pin): HTMLElement {
  const { result } = pin, who = sectionOf(result.report, 'who');
  const unpin = html('button', { class: 'btn quiet small', type: 'button', 'aria-label': `Unpin ${pin.name}` }, 'Unpin');
  unpin.addEventListener('click', () => app.unpin(pin.id));
  const compare = html('button', { class: 'btn quiet small', type: 'button',
    'aria-label': `Compare the others with ${pin.name}` }, 'Compare with this');
  compare.addEventListener('click', () => app.compareWith(pin.id));
  const show = html('button', { class: 'btn quiet small', type: 'button', 'aria-label': `Show ${pin.name} again` }, 'Show');
  show.addEventListener('click', () => app.open(result.settings));
  const regime = sameRegime(result.settings, first.result.settings) ? '' : `${result.report.title}: `;
  return html('article', { class: 'pin', 'aria-label': pin.name },
    html('h3', {}, `${regime}${pin.name}`, pin === first ? html('span', { class: 'tag' }, 'compared with') : null),
    html('p', { class: 'small muted' }, result.run.quick ? 'Quick look, so about' : sizeOf(result.run)),
    who ? marks(markCounts(who), `${pin.name}: ${who.answer}`) : html('p', {}, sectionOf(result.report, 'answer')?.answer ?? ''),
    html('dl', {}, ...linesOf(pin, first).flatMap((line) => [html('dt', {}, line.words),
      html('dd', {}, line.value), ...(line.change ? [html('dd', { class: 'change' }, html('small', {}, line.change))] : [])])),
    html('p', { class: 'small muted' }, why(pin, first)),
    html('div', { class: 'acts' }, ...(pin === first ? [show, unpin] : [compare, show, unpin])));
}

function cells(figure: Difference): string[] {
  const share = isShare(figure);
  const one = (estimate: { mean: number; low: number; high: number; interval: boolean } | null): string =>
    (estimate ? write(estimate.mean, share ? 'share' : 'rate') : 'undefined');
  const change = changeOf(figure);
  if (!change) return [one(figure.value), one(figure.other), 'undefined', '–', '–'];
  const interval = change.interval ? writeInterval({ ...change }, 'difference') : '–';
  const verdict = !change.interval ? 'one look: no interval' : change.clear ? 'clear' : 'cannot be told from zero';
  return [one(figure.value), one(figure.other), `${write(change.value, 'difference')}${share ? ' per 1,000' : ''}`, interval, verdict];
}

function differencesTable(differences: Differences, name: string): HTMLElement {
  const head = ['figure', 'this run', name, 'difference', '95 % interval', 'verdict'];
  const caption = `This run minus ${name}, on the same people and luck, replicate by replicate`;
  return html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    html('table', { 'data-table': 'differences' }, html('caption', {}, html('span', {}, caption)),
      html('thead', {}, html('tr', {}, ...head.map((word, i) => html('th', { scope: 'col', ...(i && i < 5 ? { class: 'n' } : {}) }, word)))),
      html('tbody', {}, ...differences.figures.map((figure) => html('tr', { 'data-figure': figure.figure },
        html('th', { scope: 'row' }, capital(figure.label)),
        ...cells(figure).map((text, i) => html('td', i < 4 ? { class: 'n' } : {}, text)))))));
}

/** Every difference between what is shown and what it is compared with. */
export function mountDifferences(host: HTMLElement, app: App): void {
  const folded = html('details', { class: 'tb', id: 'differences' }, html('summary', {}, 'Show every difference as a table'));
  host.append(folded);
  const draw = (state: State): void => {
    const { differences, reference } = state, told = differences?.paired === true && reference !== null;
    folded.hidden = !told;
    if (!told) return;
    folded.replaceChildren(folded.firstElementChild!, differencesTable(differences, reference.name));
  };
  app.subscribe((now, before) => { if (now.differences !== before.differences || now.reference !== before.reference) draw(now); });
  draw(app.get());
}

export function mountPins(host: HTMLElement, app: App): void {
  const cards = html('div', { class: 'pins' }), note = html('p', { class: 'small muted' });
  host.append(html('div', { class: 'hd' }, html('h2', { id: 'pins-h' }, 'Pinned runs'), note), cards);
  app.subscribe((now, before) => {
    if (now.pins === before.pins && now.settings === before.settings) return;
    const first = now.pins[0], at = document.activeElement, inside = cards.contains(at);
    host.hidden = !first;
    if (!first) {
      if (inside) document.getElementById('pin')?.focus();
      return;
    }
    note.textContent = sameRegime(first.result.settings, now.settings)
      ? 'Same people, same acts, same chance: what differs is the regime.'
      : 'The regime chosen now is another, so its people differ: no paired difference with these.';
    const label = at?.getAttribute('aria-label');
    cards.replaceChildren(...now.pins.map((pin) => card(app, pin, first)));
    if (!inside) return;
    const buttons = [...cards.querySelectorAll('button')];
    (buttons.find((button) => button.getAttribute('aria-label') === label) ?? buttons[0])?.focus();
  });
}

/** Whether this result is kept among the pins. */
export function isPinned(state: State, result: Result | null): boolean {
  return result !== null && state.pins.some((pin) => pin.result.run.id === result.run.id);
}
