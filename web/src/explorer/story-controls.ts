/* What may be moved in a step: one thing, sometimes two. */
import { html } from '../dom';
import type { Model, Parameter } from './api';
import { capital, words } from './names';
import type { Settings } from './settings';
import { type Control, oneIn, parameterOf } from './story-steps';
import { placeOf, readValue, valueAt, writeValue } from './values';

/** `guess`: the chosen safeguard, where one is to be guessed. */
export interface Moved { settings: Settings; guess: string | null }

export interface Hand {
  model: Model;
  base: Settings;
  now(): Moved;
  move(to: Moved): void;
}

const STEPS = 200;

function slider(control: Control & { kind: 'slider' }, parameter: Parameter, hand: Hand, id: string): HTMLElement {
  const set = hand.now().settings.sets[parameter.path], begin = set === undefined ? parameter.value : readValue(parameter, set);
  const output = html('output', { for: id });
  const at = (value: number): string => String(Math.round(placeOf(parameter, value) * STEPS));
  const input = html('input', { type: 'range', id, min: 0, max: STEPS, value: at(begin ?? parameter.value) });
  const tell = (text: string): void => {
    const value = control.odds ? readValue(parameter, text) : null, said = value ? `1 in ${oneIn(1 / value)}` : text;
    output.textContent = said;
    input.setAttribute('aria-valuetext', said);
  };
  tell(set ?? parameter.text);
  input.addEventListener('input', () => {
    const { settings, guess } = hand.now(), home = input.value === at(parameter.value);
    const text = home ? parameter.text : writeValue(parameter, valueAt(parameter, Number(input.value) / STEPS));
    const sets = { ...settings.sets };
    if (home) delete sets[parameter.path];
    else sets[parameter.path] = text;
    tell(text);
    hand.move({ settings: { ...settings, sets }, guess });
  });
  return html('div', { class: 'sl' }, html('label', { for: id }, html('span', {}, control.label), output), input,
    html('div', { class: 'range', 'aria-hidden': 'true' }, html('span', {}, control.low), html('span', {}, control.high)));
}

function toggle(control: Control & { kind: 'switch' }, hand: Hand, id: string): HTMLElement {
  const { safeguard } = control, input = html('input', { type: 'checkbox', role: 'switch', id });
  input.checked = hand.now().settings.safeguards.includes(safeguard) !== (control.against ?? false);
  input.addEventListener('change', () => {
    const { settings, guess } = hand.now(), rest = settings.safeguards.filter((name) => name !== safeguard);
    const on = input.checked !== (control.against ?? false);
    hand.move({ settings: { ...settings, safeguards: on ? [...rest, safeguard] : rest }, guess });
  });
  return html('div', { class: 'sw' }, input, html('label', { for: id }, control.label));
}

interface Option { label: string; about: string; on: boolean; chosen(): void }

function radios(legend: string, name: string, options: Option[]): HTMLElement {
  return html('fieldset', { class: 'pick' }, html('legend', {}, legend), ...options.map((option, i) => {
    const input = html('input', { type: 'radio', name, id: `${name}-${i}` });
    input.checked = option.on;
    input.addEventListener('change', () => { if (input.checked) option.chosen(); });
    return html('div', {}, input, html('label', { for: input.id }, option.label, option.about ? html('small', {}, option.about) : null));
  }));
}

function same(a: Settings, b: Settings): boolean {
  const key = ({ sets, safeguards }: Settings): string => JSON.stringify([Object.entries(sets).sort(), [...safeguards].sort()]);
  return key(a) === key(b);
}

function choice(control: Control & { kind: 'choice' }, hand: Hand, name: string): HTMLElement {
  return radios(control.label, name, control.options.map((option) => {
    const settings = { ...hand.base, sets: { ...hand.base.sets, ...option.sets }, safeguards: option.safeguards ?? hand.base.safeguards };
    return { label: option.label, about: '', on: same(settings, hand.now().settings),
      chosen: () => hand.move({ settings, guess: null }) };
  }));
}

function guesses(control: Control & { kind: 'guess' }, hand: Hand, name: string): HTMLElement {
  return radios(control.label, name, hand.model.safeguards.map((safeguard) => ({
    label: capital(words(safeguard.name)), about: safeguard.about, on: hand.now().guess === safeguard.name,
    chosen: () => hand.move({ settings: hand.now().settings, guess: safeguard.name }),
  })));
}

export function controlOf(control: Control, hand: Hand, id: string): HTMLElement | null {
  if (control.kind === 'switch') return toggle(control, hand, id);
  if (control.kind === 'choice') return choice(control, hand, id);
  if (control.kind === 'guess') return guesses(control, hand, id);
  const parameter = parameterOf(hand.model, control.path);
  return parameter ? slider(control, parameter, hand, id) : null;
}
