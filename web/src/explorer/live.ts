/* What the run says: the sentence, 1,000 marks with their counts, the months, the groups. */
import { buildup } from '../charts/buildup';
import { CHARTS } from '../charts/all';
import { ladder } from '../charts/ladder';
import { groupsAgainst } from '../charts/rest';
import { rowsOf } from '../data';
import { html } from '../dom';
import { write, writeInterval } from '../format';
import { sectionPicture, tableLink } from '../downloads';
import { foldedTables } from '../tables';
import { besideOf, type Change, changeOf, findFigure, rungChange, sectionOf, sentenceOf, writeChange, wrongly } from './figures';
import { tellMini } from './runbar';
import { speak } from './speak';
import type { App, Result, State } from './state';

/** Numbers stand out; their intervals, and the thousand they are of, do not. */
function bold(text: string): Node[] {
  return text.split(/(\([^()]*\))/).flatMap((part, i) => (i % 2 ? [html('span', { class: 'ci' }, part)]
    : part.split(/((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?)/).map((word, j) =>
      (j % 2 && word !== '1,000' ? html('b', {}, word) : document.createTextNode(word)))));
}

function different(state: State): boolean {
  const { shown, reference } = state;
  return shown !== null && reference !== null && shown.run.id !== reference.result.run.id;
}

/** The paired change in people listed wrongly, where the runs are paired. */
export function wronglyChange(state: State): Change | null {
  const { shown, reference, differences } = state;
  if (!shown || !reference || !differences?.paired) return null;
  const figure = findFigure(differences, 'listed_wrongly');
  if (figure) return changeOf(figure);
  const one = wrongly(shown.report), two = wrongly(reference.result.report);
  if (!one || !two) return null;
  const value = one.value - two.value;
  return { value, low: value, high: value, interval: false, clear: false };
}

function changeLine(state: State): string {
  const { shown, reference, differences } = state;
  if (!shown) return '';
  if (!shown.final) return `So far: ${shown.run.finished} of ${shown.run.rows} replicates.`;
  if (!reference || !different(state)) return '';
  if (differences && !differences.paired) return `No paired difference: ${differences.why ?? 'the two runs differ in people.'}`;
  const change = wronglyChange(state), { quick } = shown.run;
  return [...(change ? [sentenceOf(change, reference.name, quick)] : []), ...besideOf(differences, reference.name, quick)].join(' ');
}

function drawFigures(result: Result): HTMLElement | null {
  const answer = sectionOf(result.report, 'answer');
  const rows = answer ? rowsOf(answer, 'figures') : [];
  if (!rows.length) return null;
  return html('dl', { class: 'figs' }, ...rows.map((row) => {
    const value = row.estimate('value'), unit = row.text('unit'), counts = /^(records|people)$/.test(row.text('note')) &&
      value !== null && (value.value >= 99.95 || Number.isInteger(value.value));
    const type = unit === 'days' || counts ? 'count' : 'rate';
    const number = value ? `${write(value.value, type)}${unit === '%' ? '%' : ''}` : row.text('value') || '–';
    return html('div', {}, html('dt', {}, row.text('figure')), html('dd', {}, number,
      html('small', {}, [value ? writeInterval(value, type) : '', row.text('note')].filter(Boolean).join(' · '))));
  }));
}

function drawPicture(host: HTMLElement, state: State): void {
  const { shown, reference, differences } = state;
  if (!shown) return;
  const who = sectionOf(shown.report, 'who');
  const marked = (result: Result | undefined): boolean => {
    const section = sectionOf(result?.report, 'who');
    return section !== null && rowsOf(section, 'ladder').some((row) => (row.estimate('per_1000')?.high ?? 0) > 0);
  };
  /* where nobody is on a list on the last day, as after a stop in the street, 1,000 empty marks say nothing */
  if (who && (marked(shown) || marked(reference?.result))) {
    ladder(host, who, (key) => {
      const change = reference && different(state) ? rungChange(key, shown, reference.result, differences) : null;
      return change ? html('small', { class: 'change' }, writeChange(change), ` against ${reference!.name}`) : null;
    });
    return;
  }
  const section = sectionOf(shown.report, 'lending') ?? sectionOf(shown.report, 'sensors');
  const chart = section?.chart ? CHARTS[section.chart] : undefined;
  if (section && chart) {
    host.append(html('h3', {}, section.question));
    chart(host, section, shown.report);
  }
}

export function mountLive(host: HTMLElement, app: App): void {
  const say = html('p', { class: 'say', id: 'live-say' }), line = html('p', { class: 'line' });
  const headline = html('h2', { id: 'live-h' }, 'What the run says');
  const figures = html('div'), picture = html('div', { class: 'picture' });
  const trouble = html('div', { class: 'gone', role: 'alert' });
  host.append(headline, trouble, say, line, picture, figures);
  const draw = (state: State): void => {
    const { shown } = state;
    host.classList.toggle('stale', !state.fresh || (shown !== null && state.phase === 'running' && !!shown.final));
    if (!shown) {
      say.textContent = state.trouble || state.complaints.length ? '' : 'The regime as published is being run.';
      return;
    }
    const answer = sectionOf(shown.report, 'answer')?.answer ?? shown.report.headline;
    headline.textContent = shown.report.headline || shown.report.title;
    const about = shown.run.quick ? 'Quick look, so about: ' : '';
    say.replaceChildren(...bold(about + answer));
    line.replaceChildren(...bold(changeLine(state)));
    picture.replaceChildren();
    drawPicture(picture, state);
    figures.replaceChildren(...[drawFigures(shown)].filter((part) => part !== null));
    const wrong = wrongly(shown.report), all = rowsOf(sectionOf(shown.report, 'who') ?? shown.report.sections[0]!, 'ladder')
      .find((row) => row.text('class') === 'penalised')?.estimate('per_1000');
    tellMini(wrong && all ? `${write(wrong.value, 'rate')} of ${write(all.value, 'rate')} listed wrongly, per 1,000` : '');
    speak([about + answer, changeLine(state)].filter(Boolean).join(' '));
  };
  const complain = (state: State): void => {
    const again = html('button', { class: 'btn', type: 'button' }, 'Try again');
    again.addEventListener('click', () => app.again());
    /* of a file that somebody brought: it is not run, and what stands below is of the regime before it */
    const mistakes = state.complaints.filter((one) => one.line > 0);
    const file = mistakes.length ? [html('p', {}, 'This scenario is not run' + (state.shown ? '; what stands below is of the one before it. ' : '. ') +
      'It can be mended under “The scenario as text”, or another regime chosen.'),
    html('ul', {}, ...mistakes.slice(0, 6).map((one) => html('li', {}, `Line ${one.line}, column ${one.column}: ${one.message}`)))] : [];
    trouble.replaceChildren(...(state.trouble ? [html('p', {}, state.trouble.message), again] : file));
  };
  app.subscribe((now, before) => {
    if (now.trouble !== before.trouble || now.complaints !== before.complaints) complain(now);
    if (now.shown !== before.shown || now.fresh !== before.fresh || now.differences !== before.differences ||
      now.reference !== before.reference || now.phase !== before.phase || now.trouble !== before.trouble) draw(now);
  });
  draw(app.get());
}

export function mountMonths(host: HTMLElement, app: App): void {
  const body = html('div');
  host.append(html('h2', { id: 'months-h' }, 'When it builds up'), body);
  app.subscribe((now, before) => {
    if (now.shown === before.shown && now.reference === before.reference) return;
    const when = sectionOf(now.shown?.report, 'when');
    const dashed = now.reference && different(now) ? sectionOf(now.reference.result.report, 'when') : null;
    host.hidden = !when;
    if (!when || !now.shown) return;
    const { report } = now.shown;
    body.replaceChildren();
    const builds = [when, dashed].some((section) => section && rowsOf(section, 'series').length > 0);
    const chart = html('div');
    body.append(chart);
    if (builds) {
      buildup(chart, when, dashed && now.reference ? { section: dashed, name: now.reference.name } : null);
      chart.after(sectionPicture(chart, report, when));
    } else body.append(html('p', {}, when.answer));
    body.append(...(builds && dashed && now.reference ? [html('p', { class: 'how' }, `Dashed: ${now.reference.name}.`)] : []),
      foldedTables('when', when.tables, (table) => tableLink(report, table)));
  });
}

export function mountGroups(host: HTMLElement, app: App): void {
  const body = html('div');
  host.append(html('h2', { id: 'groups-h' }, 'Who carries it'), body);
  app.subscribe((now, before) => {
    if (now.shown === before.shown && now.reference === before.reference) return;
    const groups = sectionOf(now.shown?.report, 'groups');
    const dashed = now.reference && different(now) ? sectionOf(now.reference.result.report, 'groups') : null;
    host.hidden = !groups;
    if (!groups || !now.shown) return;
    const { report } = now.shown;
    body.replaceChildren();
    const carried = [groups, dashed].some((section) => section &&
      rowsOf(section, 'groups').some((row) => (row.estimate('false_positive_rate')?.high ?? 0) > 0));
    const chart = html('div');
    body.append(chart);
    if (carried) {
      groupsAgainst(chart, groups, dashed);
      chart.after(sectionPicture(chart, report, groups));
    } else body.append(html('p', {}, groups.answer));
    if (carried && dashed && now.reference) body.append(html('p', { class: 'how' }, `Dashed: ${now.reference.name}.`));
    body.append(foldedTables('groups', groups.tables, (table) => tableLink(report, table)));
  });
}
