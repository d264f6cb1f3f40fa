/* "Learn in five steps": read a line, move a thing, see what the run says. Left at any time, with the very
   settings in hand. */
import { html } from '../dom';
import { write } from '../format';
import { Gone, Refused } from './client';
import { hashOf } from './link';
import { Unfinished } from './runs';
import { speak } from './speak';
import type { App } from './state';
import { storyHash, storyStep } from './story-address';
import { controlOf, type Moved } from './story-controls';
import { type Look, Looks } from './story-looks';
import { parameterOf, type Seen, type Step, STORY } from './story-steps';
import type { Model, Run } from './api';

const DEBOUNCE_MS = 160;

/** Numbers stand out. */
function bold(text: string): Node[] {
  return text.split(/((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?)/).map((part, i) =>
    (i % 2 ? html('b', {}, part) : document.createTextNode(part)));
}

function button(words: string, act: () => void, kind = 'btn'): HTMLButtonElement {
  const made = html('button', { class: kind, type: 'button' }, words);
  made.addEventListener('click', act);
  return made;
}

/** What is quoted, with its source in the scenario. */
function quotesOf(step: Step, model: Model): HTMLElement | null {
  const lines = step.quotes.flatMap((path) => {
    const parameter = parameterOf(model, path);
    if (!parameter) return [];
    const source = model.sources.find(({ name }) => name === parameter.source)?.text;
    return [html('li', {}, `${parameter.label}: ${parameter.text}. `,
      source ? `Source: ${source}.`.replace('..', '.') : 'An assumption of the scenario; no source.')];
  });
  return lines.length ? html('details', { class: 'tb' }, html('summary', {}, 'Where the numbers come from'), html('ul', {}, ...lines)) : null;
}

function noteOf(step: Step): HTMLElement {
  return html('details', { class: 'tb note' }, html('summary', {}, 'For teachers'),
    html('p', {}, html('b', {}, 'To ask a class')), html('ul', {}, ...step.ask.map((line) => html('li', {}, line))),
    html('p', {}, html('b', {}, 'What the model leaves out')), html('p', {}, step.leaves));
}

function howMuch({ persons, replicates, worlds }: Run): string {
  const people = `${persons.toLocaleString('en-GB')} synthetic people`;
  const times = replicates === 1 ? 'once' : `${replicates} times`;
  return worlds.length > 1 ? `${people} in ${worlds.length} cities, ${times}` : `${people}, ${times}`;
}

/** One step while it is on the page. */
class Stage {
  readonly root = html('div', { class: 'stage' });
  private readonly heading = html('h2', { id: 'story-h', tabindex: -1 });
  private readonly say = html('p', { class: 'say', id: 'story-say' });
  private readonly more = html('p', { class: 'line', id: 'story-more' });
  private readonly picture = html('div', { class: 'picture', id: 'story-picture' });
  private readonly status = html('p', { class: 'small muted', id: 'story-status' });
  private readonly bar = html('progress', { max: 1, value: 0, 'aria-label': 'How far the run is', hidden: '' });
  private readonly trouble = html('div', { class: 'gone', role: 'alert' });
  private readonly result = html('div', { class: 'result' }, this.say, this.more, this.picture);
  private readonly hands = html('div', { class: 'hands' });
  private readonly line = html('p', { class: 'read' });
  private readonly quotes = html('div');
  private readonly life = new AbortController();
  private under = new AbortController();
  private timer = 0;
  private model: Model | null = null;
  private before: Look | null = null;
  moved: Moved;

  constructor(private readonly step: Step, private readonly looks: Looks) {
    this.moved = { settings: step.base, guess: null };
    this.heading.textContent = step.title;
    this.result.hidden = true;
    this.root.append(this.heading, this.line, html('div', { class: 'toy' },
      html('div', {}, this.hands, this.status, this.bar, this.trouble), this.result),
    html('p', { class: 'think' }, html('b', {}, 'To think about: '), step.think), this.quotes, noteOf(step));
    void this.begin();
  }

  focus(): void { this.heading.focus({ preventScroll: true }); }

  end(): void {
    clearTimeout(this.timer);
    this.life.abort();
    this.under.abort();
  }

  private get guessing(): boolean { return this.step.controls.some((control) => control.kind === 'guess'); }

  private async begin(): Promise<void> {
    this.trouble.replaceChildren();
    this.status.textContent = 'The program is asked.';
    try {
      const model = this.model = await this.looks.model(this.step.base, this.life.signal);
      this.line.textContent = this.step.line(model);
      this.quotes.replaceChildren(...[quotesOf(this.step, model)].filter((part) => part !== null));
      const hand = { model, base: this.step.base, now: () => this.moved, move: (to: Moved) => this.move(to) };
      this.hands.replaceChildren(...this.step.controls.flatMap((control, i) => controlOf(control, hand, `story-${i}`) ?? []));
      if (this.guessing) {
        this.run.disabled = true;
        this.hands.append(this.run);
        this.status.textContent = 'Choose first; there is no wrong choice.';
      } else await this.look();
    } catch (trouble) {
      this.fail(trouble, () => void this.begin());
    }
  }

  private readonly run = button('Run all seven', () => void this.look(), 'btn primary');

  private move(to: Moved): void {
    clearTimeout(this.timer);
    this.moved = to;
    if (this.guessing) {
      this.run.disabled = false;
      if (this.before) this.show(this.before);
      return;
    }
    this.under.abort();
    this.result.classList.add('stale');
    this.timer = window.setTimeout(() => void this.look(), DEBOUNCE_MS);
  }

  private tell(run: Run): void {
    this.status.textContent = run.state === 'waiting' ? 'Waiting for another run to end.' : `Running ${howMuch(run)}.`;
    this.bar.hidden = false;
    this.bar.value = run.share;
  }

  private async look(): Promise<void> {
    this.under.abort();
    const { signal } = this.under = new AbortController();
    const told = (run: Run): void => { if (!signal.aborted) this.tell(run); };
    this.trouble.replaceChildren();
    this.result.classList.add('stale');
    this.status.textContent = 'Running.';
    try {
      this.before ??= await this.looks.get(this.step.base, this.step.size, told, signal);
      const look = await this.looks.get(this.moved.settings, this.step.size, told, signal);
      if (!signal.aborted) this.show(look);
    } catch (trouble) {
      if (!signal.aborted) this.fail(trouble, () => void this.look());
    }
  }

  private show(look: Look): void {
    const { model } = this;
    if (!model) return;
    const seen: Seen = { report: look.report, model, ...this.moved, quick: look.run.replicates === 1,
      before: this.before && this.before.run.id !== look.run.id ? this.before.report : null };
    const [say, more] = this.step.say(seen);
    this.say.replaceChildren(...bold(say));
    this.more.replaceChildren(...bold(more));
    this.picture.replaceChildren();
    this.step.draw(this.picture, seen);
    this.result.hidden = false;
    this.result.classList.remove('stale');
    this.result.dataset.run = look.run.id;
    this.bar.hidden = true;
    this.status.textContent = `${howMuch(look.run)}${seen.quick ? ', so figures are “about”' : ''}; ${write(look.run.seconds, 'rate')} seconds.`;
    speak([say, more].filter(Boolean).join(' '));
  }

  private fail(trouble: unknown, again: () => void): void {
    if (this.life.signal.aborted) return;
    if (!(trouble instanceof Gone || trouble instanceof Refused || trouble instanceof Unfinished)) throw trouble;
    this.status.textContent = '';
    this.bar.hidden = true;
    const why = trouble instanceof Refused && trouble.complaints[0] ? trouble.complaints[0].message : trouble.message;
    this.trouble.replaceChildren(html('p', {}, why), button('Try again', again));
  }
}

export function mountStory(host: HTMLElement, app: App): void {
  const looks = new Looks(), main = host.parentElement;
  let stage: Stage | null = null, at = 0;

  const close = (): void => {
    stage?.end();
    stage = null;
    at = 0;
    host.hidden = true;
    host.replaceChildren();
    main?.classList.remove('learning');
    window.scrollTo(0, 0);
    document.getElementById('learn')?.focus();
  };
  const leave = (): void => {
    close();
    void hashOf(app.get().settings).then((hash) => history.replaceState(null, '', hash ?? location.pathname));
    app.again();
  };
  const take = (): void => {
    if (!stage) return;
    const { settings } = stage.moved;
    close();
    history.replaceState(null, '', location.pathname);
    app.open({ ...app.get().settings, scenario: settings.scenario, text: null, sets: settings.sets,
      safeguards: settings.safeguards, seed: null });
  };
  const go = (step: number): void => { location.hash = storyHash(step); };

  const open = (step: number, focus: boolean): void => {
    const now = STORY[step - 1];
    if (!now || (stage && at === step)) return;
    stage?.end();
    app.stop();
    stage = new Stage(now, looks);
    at = step;
    const steps = html('ol', { class: 'steps' }, ...STORY.map(({ title }, i) => html('li', {}, html('a', {
      href: storyHash(i + 1), title, ...(i + 1 === step ? { 'aria-current': 'step' } : {}) },
    html('span', { class: 'vh' }, 'Step '), String(i + 1)))));
    const back = button('Back', () => go(step - 1)), next = button('Next step', () => go(step + 1), 'btn primary');
    host.replaceChildren(html('div', { class: 'hd' }, html('nav', { 'aria-label': 'Five steps' }, steps),
      button('Leave', leave, 'btn quiet')),
    stage.root, html('div', { class: 'acts turn' }, ...(step > 1 ? [back] : []), ...(step < STORY.length ? [next] : []),
      button('Open these settings in the explorer', take, step < STORY.length ? 'btn' : 'btn primary')));
    host.setAttribute('aria-labelledby', 'story-h');
    host.hidden = false;
    main?.classList.add('learning');
    window.scrollTo(0, 0);
    if (focus) stage.focus();
  };
  const follow = (focus: boolean): void => {
    const step = storyStep(location.hash);
    if (step !== null) open(step, focus);
    else if (stage) {
      close();
      app.again(); /* by the browser's way back: the explorer goes on */
    }
  };

  const learn = document.getElementById('learn');
  if (learn) {
    learn.hidden = false;
    learn.textContent = 'Learn in five steps';
    learn.addEventListener('click', () => go(1));
  }
  host.classList.add('card');
  addEventListener('hashchange', () => follow(true));
  /* The explorer rests while somebody learns: its runs would make the steps wait. */
  app.subscribe((now, before) => {
    if (stage && now.phase !== before.phase && (now.phase === 'running' || now.phase === 'quick')) queueMicrotask(() => { if (stage) app.stop(); });
  });
  follow(false);
}
