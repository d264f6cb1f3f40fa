/* The scenario as text: checked while one types, with the program's own sentences at their place. Nothing
   of it is run before "Use this". */
import { html } from '../dom';
import { save } from '../downloads';
import type { Complaint, Model } from './api';
import { ask, Gone, Refused } from './client';
import { type Box, boxOf, fits } from './editor-box';
import { capital, words } from './names';
import { isPublished, type Settings } from './settings';
import { speak } from './speak';
import type { App } from './state';

const REST_MS = 350;
const HELP = 'Tab indents. To leave with the keyboard, press Escape, then Tab.';

function where({ line, column }: Complaint): string { return line > 0 ? `line ${line}, column ${column}: ` : ''; }

/** Safeguards and values that are set beside the text. */
function onTop(settings: Settings): string {
  if (isPublished(settings)) return 'Switches and sliders come on top of this text; none is moved now.';
  const parts = [...settings.safeguards.map((name) => capital(words(name))),
    ...Object.entries(settings.sets).map(([path, value]) => `${path}: ${value}`)];
  return `Switches and sliders come on top of this text and are not in it. Moved now: ${parts.join('; ')}. ` +
    '“Use this” puts them back.';
}

class Editor {
  private readonly status = html('p', { class: 'small', id: 'editor-status' });
  private readonly list = html('ol', { class: 'wrongs', id: 'editor-complaints' });
  private readonly top = html('p', { class: 'small muted', id: 'editor-top' });
  private readonly use = html('button', { class: 'btn primary', type: 'button', id: 'editor-use', disabled: '' }, 'Use this');
  private readonly undo = html('button', { class: 'btn', type: 'button', id: 'editor-back' }, 'Back to the text as it was');
  private readonly keep = html('button', { class: 'btn', type: 'button' }, 'Download');
  private readonly box: Box;
  private under = new AbortController();
  private timer = 0;
  private begun = '';
  private name = '';
  /** Which regime's text this is. */
  private of = '';

  constructor(body: HTMLElement, private readonly app: App) {
    const help = html('p', { class: 'small muted', id: 'editor-help' }, HELP);
    this.box = boxOf(() => this.moved(), `The scenario, in YAML. ${HELP}`);
    this.use.addEventListener('click', () => this.take());
    this.undo.addEventListener('click', () => this.box.put(this.begun));
    this.keep.addEventListener('click', () => save(`${this.name || 'scenario'}.yaml`, 'application/yaml', this.box.text()));
    body.append(this.top, this.box.root, help, html('div', { class: 'acts' }, this.use, this.undo, this.keep), this.status, this.list);
  }

  /** The text of the regime that is chosen; what was typed stays until another is chosen. */
  async show(): Promise<void> {
    const { settings } = this.app.get();
    this.top.textContent = onTop(settings);
    const of = JSON.stringify([settings.scenario, settings.text]);
    if (of === this.of) return;
    this.of = of;
    this.name = settings.scenario;
    try {
      const text = settings.text ?? (await ask<{ text: string }>('GET', `scenarios/${encodeURIComponent(settings.scenario)}`)).text;
      if (this.of !== of) return;
      clearTimeout(this.timer);
      this.under.abort(); /* a check of the text before */
      this.begun = text;
      this.box.set(text);
      this.tell([], '');
      this.settle(true);
    } catch (trouble) {
      if (this.of !== of) return;
      this.of = '';
      this.fail(trouble);
    }
  }

  private settle(good: boolean): void {
    const changed = this.box.text() !== this.begun;
    this.use.disabled = !good || !changed;
    this.undo.disabled = !changed;
    if (!changed) this.status.textContent = 'This is the text that is in use.';
  }

  private moved(): void {
    clearTimeout(this.timer);
    this.under.abort();
    this.use.disabled = true;
    this.undo.disabled = this.box.text() === this.begun;
    this.status.textContent = 'Checking.';
    this.timer = window.setTimeout(() => void this.check(), REST_MS);
  }

  private async check(): Promise<void> {
    const { signal } = this.under = new AbortController(), text = this.box.text();
    const most = this.app.get().program?.limits.body_bytes ?? 0;
    if (most && !fits(text, most)) {
      this.tell([{ file: '', line: 0, column: 0, excerpt: '', message: `This text is longer than the ${most.toLocaleString('en-GB')} bytes that the program takes.` }], '');
      return;
    }
    try {
      const model = await ask<Model>('POST', 'model', { text }, signal);
      if (signal.aborted) return;
      this.tell([], `No mistakes: “${model.title || this.name}”, ${model.parameters.length} parameters, ${model.safeguards.length} safeguards.`);
      this.settle(true);
    } catch (trouble) {
      if (!signal.aborted) this.fail(trouble);
    }
  }

  private fail(trouble: unknown): void {
    if (trouble instanceof Refused && trouble.complaints.length) this.tell(trouble.complaints, '');
    else if (trouble instanceof Refused || trouble instanceof Gone) {
      this.tell([], trouble.message);
      this.use.disabled = true;
    } else throw trouble;
  }

  private tell(complaints: readonly Complaint[], good: string): void {
    this.box.mark(complaints);
    const count = complaints.length === 1 ? 'One mistake' : `${complaints.length} mistakes`;
    this.status.textContent = complaints.length ? `${count}. Nothing is run until there is none.` : good;
    if (complaints.length) this.use.disabled = true;
    this.list.replaceChildren(...complaints.map((complaint) => {
      if (complaint.line <= 0) return html('li', {}, complaint.message);
      const jump = html('button', { type: 'button', class: 'jump' }, html('b', {}, where(complaint)), complaint.message);
      jump.addEventListener('click', () => this.box.go(complaint.line, complaint.column));
      return html('li', {}, jump);
    }));
    const first = complaints[0];
    if (first) speak(`${count}. ${where(first)}${first.message}`);
    else if (good) speak(good);
  }

  private take(): void {
    if (this.use.disabled) return;
    const text = this.box.text();
    this.begun = text;
    this.of = JSON.stringify([this.name, text]);
    this.app.load(text, this.name);
    this.settle(true);
    this.status.textContent = 'In use: the page runs this text.';
    speak(this.status.textContent);
    document.getElementById('live')?.scrollIntoView();
  }
}

export function mountEditor(host: HTMLElement, app: App): void {
  const folded = html('details', { class: 'tb', id: 'editor-fold' }, html('summary', {}, 'Edit the scenario')), body = html('div');
  folded.append(body);
  host.append(html('h2', { id: 'editor-h' }, 'The scenario as text'), folded);
  host.setAttribute('aria-labelledby', 'editor-h');
  let editor: Editor | null = null;
  const draw = (): void => {
    if (!folded.open) return;
    editor ??= new Editor(body, app);
    void editor.show();
  };
  folded.addEventListener('toggle', draw);
  app.subscribe((now, before) => {
    host.hidden = now.program === null;
    if (now.settings !== before.settings) draw();
  });
}
