/* The start of the page: the library as radio chips, and scenarios of one's own. */
import { html, place } from '../dom';
import type { App, State } from './state';

function firstSentence(text: string): string {
  const end = text.search(/[.!?](\s|$)/);
  return end < 0 ? text : text.slice(0, end + 1);
}

function chip(app: App, name: string, title: string, about: string, checked: boolean): HTMLElement {
  const input = html('input', { type: 'radio', name: 'regime', value: name });
  input.checked = checked;
  input.addEventListener('change', () => { if (input.checked) app.choose(name); });
  return html('label', { class: 'chip', title: about }, input, html('b', {}, title),
    html('small', {}, firstSentence(about)));
}

const MOST_BYTES = 1 << 20, ROWS = 2, GAP = 8;

function fileButton(app: App): HTMLElement {
  const input = html('input', { type: 'file', accept: '.yaml,.yml,text/yaml,application/yaml', class: 'vh',
    id: 'load-file' });
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    if (file.size > (app.get().program?.limits.body_bytes ?? MOST_BYTES)) {
      app.say(`${file.name} has ${file.size.toLocaleString('en-GB')} bytes; a scenario is a short text.`);
      return;
    }
    file.text().then((text) => app.load(text, file.name.replace(/\.ya?ml$/i, '')),
      () => app.say(`${file.name} cannot be read.`));
  });
  return html('label', { class: 'btn', for: 'load-file' }, 'Load a scenario file', input);
}

export function mountRegimes(host: HTMLElement, app: App): void {
  const lib = html('fieldset', { class: 'lib' }, html('legend', { class: 'vh' }, 'Regime'));
  const about = html('p', { class: 'about' });
  const learn = html('button', { class: 'btn quiet', type: 'button', id: 'learn', hidden: '' }, 'or learn in five steps');
  const all = html('button', { class: 'btn quiet', type: 'button', id: 'all-regimes', 'aria-expanded': 'false', 'aria-controls': 'lib' });
  lib.id = 'lib';
  host.append(lib, html('div', { class: 'under' }, about, html('div', { class: 'acts' }, all, learn, fileButton(app))));
  let open = false;
  /* Folded, two rows: the first ones, or those from the chosen chip on. */
  const show = (): void => {
    place(lib, { height: 'auto' });
    const chips = [...lib.getElementsByTagName('label')], end = lib.scrollHeight;
    const tops = [...new Set(chips.map((chip) => chip.offsetTop))].sort((x, y) => x - y);
    const chosen = tops.indexOf(chips.find((chip) => chip.querySelector(':checked'))?.offsetTop ?? -1);
    const start = chosen < ROWS ? 0 : Math.min(chosen, tops.length - ROWS);
    if (!open && tops.length > ROWS) {
      place(lib, { height: `${(tops[start + ROWS] ?? end) - tops[start]! + GAP / 2}px` });
      lib.scrollTop = tops[start]! - tops[0]!;
    }
    all.setAttribute('aria-expanded', String(open));
    all.hidden = tops.length <= ROWS;
    all.textContent = open ? 'Fewer regimes' : `All ${chips.length} regimes`;
  };
  const fold = (unfold: boolean): void => {
    open = unfold;
    show();
  };
  all.addEventListener('click', () => fold(!open));
  /* the arrows of a keyboard go through all of them */
  lib.addEventListener('keydown', (e) => { if (e.key.startsWith('Arrow')) fold(true); });
  new ResizeObserver(show).observe(host);
  const draw = (state: State): void => {
    const { scenario, text } = state.settings;
    const chips = state.scenarios.map((head) =>
      chip(app, head.name, head.title || head.name, head.about, text === null && head.name === scenario));
    if (text !== null)
      chips.push(chip(app, '', state.model?.title || scenario, 'Your own file.', true));
    lib.replaceChildren(lib.firstElementChild!, ...chips);
    show();
  };
  const check = (state: State): void => {
    for (const input of lib.querySelectorAll('input'))
      input.checked = state.settings.text === null ? input.value === state.settings.scenario : input.value === '';
    show();
  };
  app.subscribe((now, before) => {
    if (now.scenarios !== before.scenarios || now.settings.text !== before.settings.text ||
      (now.settings.text !== null && now.model !== before.model)) draw(now);
    else if (now.settings.scenario !== before.settings.scenario) check(now);
    if (now.published !== before.published || now.scenarios !== before.scenarios) {
      const head = now.published ?? now.scenarios.find((one) => one.name === now.settings.scenario);
      about.replaceChildren(html('b', { class: 'paper' }, head ? `${head.title || head.name}. ` : ''), head?.about ?? '');
    }
  });
  place(about, {});
}
