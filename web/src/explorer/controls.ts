/* Safeguards as switches, the leading parameters as sliders. */
import { html, place, retext } from '../dom';
import type { Model, Parameter, Safeguard } from './api';
import { capital, settingOf, words } from './names';
import type { App, State } from './state';
import { complaintAbout, leading, placeOf, readable, readValue, valueAt, writeValue } from './values';

const STEPS = 1000, STEP = 5;

function switchOf(app: App, safeguard: Safeguard): HTMLElement {
  const id = `safeguard-${safeguard.name}`;
  const input = html('input', { type: 'checkbox', role: 'switch', id, name: safeguard.name,
    'aria-describedby': `${id}-about` });
  input.addEventListener('change', () => app.toggle(safeguard.name, input.checked));
  const cost = safeguard.cost === 1 ? '' : ` Cost: ${safeguard.cost}.`;
  const from = safeguard.from_day > 0 ? ` From day ${safeguard.from_day} on.` : '';
  return html('div', { class: 'sw' }, input, html('label', { for: id }, capital(words(safeguard.name)),
    html('small', { id: `${id}-about` }, `${capital(safeguard.about)}.${cost}${from}`.replace('..', '.'))));
}

interface Slider { root: HTMLElement; show(state: State): void }

function sliderOf(app: App, parameter: Parameter, model: Model): Slider {
  const id = `set-${parameter.path}`, home = placeOf(parameter, parameter.value);
  const output = html('output', { for: id });
  const input = html('input', { type: 'range', id, min: 0, max: STEPS, step: STEP, title: parameter.path });
  const trouble = html('p', { class: 'trouble', id: `${id}-trouble` });
  const place_ = (text: string): void => {
    retext(output, readable(text));
    if (input.getAttribute('aria-valuetext') !== readable(text)) input.setAttribute('aria-valuetext', readable(text));
    const value = readValue(parameter, text);
    if (value !== null) input.value = String(Math.round(placeOf(parameter, value) * STEPS / STEP) * STEP);
  };
  input.addEventListener('input', () => {
    const at = Number(input.value) / STEPS;
    const back = Math.abs(at - home) * STEPS <= STEP / 2;
    const text = back ? parameter.text : writeValue(parameter, valueAt(parameter, at));
    retext(output, readable(text));
    input.setAttribute('aria-valuetext', readable(text));
    app.set(parameter.path, back ? null : text);
  });
  const root = html('div', { class: 'sl' },
    html('label', { for: id }, html('span', {}, settingOf(parameter, model),
      html('small', {}, html('code', {}, parameter.path))), output),
    html('div', { class: 'rail' }, input,
      place(html('b', { class: 'tick', 'aria-hidden': 'true' }), { left: `calc(8px + (100% - 16px) * ${home.toFixed(5)})` })), // under the middle of a thumb of 16 px
    html('div', { class: 'range', 'aria-hidden': 'true' }, html('span', {}, readable(writeValue(parameter, parameter.low))),
      html('span', {}, readable(writeValue(parameter, parameter.high)))), trouble);
  return { root, show(state) {
    if (document.activeElement !== input || state.settings.sets[parameter.path] === undefined)
      place_(state.settings.sets[parameter.path] ?? parameter.text);
    root.classList.toggle('changed', state.settings.sets[parameter.path] !== undefined);
    const said = complaintAbout(parameter.path, state.complaints);
    retext(trouble, said);
    if (said) input.setAttribute('aria-describedby', trouble.id);
    else input.removeAttribute('aria-describedby');
  } };
}

/** Moves the focus to the control of a path; opens the table where it has no slider. */
export function focusControl(path: string): void {
  const control = document.getElementById(`set-${path}`) ?? document.getElementById(`all-${path}`);
  if (!control) {
    document.dispatchEvent(new CustomEvent('wanted', { detail: path }));
    return;
  }
  control.scrollIntoView({ block: 'center' });
  control.focus();
}

export function mountControls(host: HTMLElement, app: App): void {
  const switches = html('fieldset', { id: 'safeguards' }), sliders = html('fieldset', { id: 'settings' });
  const loose = html('ul', { class: 'loose' });
  const reset = html('button', { class: 'btn quiet small', type: 'button', id: 'reset' }, 'Back to as published');
  reset.addEventListener('click', () => app.reset());
  const all = html('button', { class: 'btn quiet small', type: 'button', id: 'all' }, 'All parameters');
  all.addEventListener('click', () => document.dispatchEvent(new CustomEvent('wanted', { detail: '' })));
  host.addEventListener('submit', (e) => e.preventDefault());
  host.append(html('div', { class: 'set' }, switches, sliders, html('div', { class: 'acts' }, reset, all), html('div', { role: 'alert' }, loose)),
    html('div', { id: 'runbar' }));
  let shown: Slider[] = [];
  const build = (state: State): void => {
    const model = state.published;
    const safeguards = (model?.safeguards ?? []).map((safeguard) => switchOf(app, safeguard));
    switches.replaceChildren(html('legend', {}, 'Safeguards'), ...safeguards);
    switches.hidden = safeguards.length === 0;
    shown = model ? leading(model.parameters).map((parameter) => sliderOf(app, parameter, model)) : [];
    sliders.replaceChildren(html('legend', {}, 'Settings'), ...shown.map((slider) => slider.root));
    sliders.hidden = shown.length === 0;
  };
  const update = (state: State): void => {
    for (const input of switches.querySelectorAll('input'))
      input.checked = state.settings.safeguards.includes(input.name);
    for (const slider of shown) slider.show(state);
    reset.disabled = state.settings.safeguards.length === 0 && Object.keys(state.settings.sets).length === 0;
    const paths = new Set(Object.keys(state.settings.sets));
    const others = state.complaints.filter((c) => !paths.has(c.excerpt.split('=')[0]?.trim() ?? ''));
    if (others.length || loose.childElementCount) loose.replaceChildren(...others.map((c) => html('li', {},
      c.line > 0 ? `${c.file}:${c.line}:${c.column}: ${c.message}` : c.message)));
  };
  app.subscribe((now, before) => {
    if (now.published !== before.published && now.published) build(now);
    if (now.settings !== before.settings || now.published !== before.published ||
      now.complaints !== before.complaints) update(now);
  });
}
