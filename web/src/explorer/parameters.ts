/* All parameters: a table to search, in which each value can be typed. */
import { html } from '../dom';
import type { Parameter } from './api';
import type { App, State } from './state';
import { complaintAbout, hasRange, writeValue } from './values';

const KINDS = { sourced: 'sourced', assumed: 'assumed', default: 'default' } as const;

interface Line { root: HTMLElement; words: string; show(state: State): void }

function lineOf(app: App, parameter: Parameter): Line {
  const id = `all-${parameter.path}`;
  const input = html('input', { id, type: 'text', value: parameter.text, autocomplete: 'off', spellcheck: 'false',
    size: Math.max(9, parameter.text.length + 2) });
  const trouble = html('p', { class: 'trouble', id: `${id}-trouble` });
  input.addEventListener('change', () => {
    const text = input.value.trim();
    app.set(parameter.path, text === parameter.text || text === '' ? null : text);
  });
  const source = parameter.source ?? KINDS[parameter.kind];
  const root = html('tr', {},
    html('th', { scope: 'row' }, html('label', { for: id }, html('code', {}, parameter.path)),
      html('small', {}, parameter.label)),
    html('td', {}, input, trouble), html('td', {}, parameter.text),
    html('td', {}, hasRange(parameter) ? `${writeValue(parameter, parameter.low)} – ${writeValue(parameter, parameter.high)}` : '–'),
    html('td', {}, source));
  return { root, words: `${parameter.path} ${parameter.label} ${source} ${parameter.path.replace(/[._]/g, ' ')}`.toLowerCase(),
    show(state) {
      const set = state.settings.sets[parameter.path];
      if (document.activeElement !== input || set === undefined) input.value = set ?? parameter.text;
      root.classList.toggle('changed', set !== undefined);
      const said = complaintAbout(parameter.path, state.complaints);
      trouble.textContent = said;
      if (said) {
        input.setAttribute('aria-invalid', 'true');
        input.setAttribute('aria-describedby', trouble.id);
      } else {
        input.removeAttribute('aria-invalid');
        input.removeAttribute('aria-describedby');
      }
    } };
}

export function mountParameters(host: HTMLElement, app: App): void {
  const search = html('input', { id: 'search', type: 'search', autocomplete: 'off', placeholder: 'misses, bank, delay' });
  const count = html('p', { class: 'small muted' }), body = html('tbody');
  const caption = 'Every number of the regime, in the unit it is written in. An empty value goes back to the published one.';
  const head = ['parameter', 'value', 'as published', 'range', 'from']
    .map((word) => html('th', { scope: 'col' }, word));
  const folded = html('details', { class: 'tb' }, html('summary', {}, 'Show all parameters'),
    html('p', { class: 'find' }, html('label', { for: 'search' }, 'Search '), search), count,
    html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Values of all parameters' },
      html('table', { class: 'values' }, html('caption', {}, html('span', {}, caption)),
        html('thead', {}, html('tr', {}, ...head)), body)));
  host.append(html('h2', { id: 'parameters-h' }, 'All parameters'), folded);
  let lines: Line[] = [], built: readonly Parameter[] = [];
  const filter = (): void => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const line of lines) {
      const fits = words.every((word) => line.words.includes(word));
      line.root.hidden = !fits;
      found += Number(fits);
    }
    count.textContent = `${found} of ${lines.length} parameters`;
  };
  const build = (): void => {
    const state = app.get(), parameters = state.published?.parameters ?? [];
    if (!folded.open || parameters === built) return;
    built = parameters;
    lines = parameters.map((parameter) => lineOf(app, parameter));
    body.replaceChildren(...lines.map((line) => line.root));
    for (const line of lines) line.show(state);
    filter();
  };
  folded.addEventListener('toggle', build);
  search.addEventListener('input', filter);
  document.addEventListener('wanted', (e) => {
    const path = String((e as CustomEvent).detail ?? '');
    folded.open = true;
    build();
    search.value = '';
    filter();
    const target = document.getElementById(`all-${path}`) ?? search;
    target.scrollIntoView({ block: 'center' });
    target.focus();
  });
  app.subscribe((now, before) => {
    if (now.published !== before.published) {
      host.hidden = !now.published?.parameters.length;
      build();
    }
    if (now.settings !== before.settings || now.complaints !== before.complaints) for (const line of lines) line.show(now);
  });
}
