/* One person's file: a synthetic person of whom the run keeps a history. The people are those of a quick look
   where there is one: it is made whatever is moved, and of the same people, so the person stays. */
import { html } from '../dom';
import { tableLink } from '../downloads';
import { foldedTables } from '../tables';
import type { People, PersonFile, PersonWorld, Run } from './api';
import { address, ask, Gone, Refused } from './client';
import { words } from './names';
import { type Drawing, drawFile } from './person_draw';
import { drawOne, type Kind, kindsOf } from './person_kinds';
import { days, sentenceOf } from './person_marks';
import { listOf, summaryOf, tableOf } from './person_rows';
import { Beside, type Home, offers, worldsTable } from './person_worlds';
import { keyOf } from './settings';
import { speak } from './speak';
import type { App, Result } from './state';

class Person {
  private home: Home | null = null;
  private people: People | null = null;
  private kinds: Kind[] = [];
  private kind = '';
  private number: number | null = null;
  private file: PersonFile | null = null;
  /** The same person with each safeguard; null until somebody asks. */
  private worlds: PersonFile | null = null;
  private chosen: string | null = null;
  private drawing: Drawing | null = null;
  private asked = new AbortController();
  private beside = new AbortController();
  /** Without their reports, which would stay for as long as the page is open. */
  private readonly quick = new Map<string, Home>();
  private readonly runs = new Beside();

  private readonly who = html('p', { class: 'pf-who' });
  private readonly select = html('select', { class: 'btn', id: 'person-kind' });
  private readonly another = html('button', { class: 'btn', type: 'button', id: 'person-another' }, 'Another person');
  private readonly typed = html('input', { id: 'person-number', inputmode: 'numeric', autocomplete: 'off' });
  private readonly note = html('p', { class: 'trouble pf-note', id: 'person-note', role: 'status' });
  private readonly lead = html('p', { class: 'pf-lead', id: 'person-say' });
  private readonly body = html('div', { class: 'pf-body' });
  private readonly safe = html('div', { class: 'pf-safe' });

  constructor(private readonly host: HTMLElement, private readonly app: App) {
    const form = html('form', {}, html('label', { for: 'person-number' }, 'Number of a person', this.typed),
      html('button', { class: 'btn', type: 'submit' }, 'Open'));
    this.typed.setAttribute('aria-describedby', this.note.id);
    host.setAttribute('aria-labelledby', 'person-h');
    host.append(html('div', { class: 'pf-head' }, html('h2', { id: 'person-h' }, 'One person’s file'), this.who),
      html('div', { class: 'pf-ask' }, html('label', { for: 'person-kind' }, 'Choose by what happened', this.select),
        this.another, form), this.note, this.lead, this.body, this.safe);
    this.select.addEventListener('change', () => { this.kind = this.select.value; this.pick(); });
    this.another.addEventListener('click', () => this.pick());
    form.addEventListener('submit', (event) => { event.preventDefault(); this.read(this.typed.value); });
    new ResizeObserver(() => this.drawing?.layout()).observe(host);
    app.subscribe((now, before) => {
      if (now.settings !== before.settings) this.beside.abort();
      if (now.shown !== before.shown && now.shown) this.shown(now.shown);
      if (now.published !== before.published || now.settings.safeguards !== before.settings.safeguards) this.drawSafe();
    });
  }

  /** Whose people are looked at: those of the quick look with these settings, else those of the run. */
  private shown(result: Result): void {
    if (!result.final) return;
    const key = keyOf(result.settings, true), own = { run: result.run, settings: result.settings };
    if (result.run.quick) this.quick.set(key, own);
    const home = this.quick.get(key) ?? own;
    this.host.hidden = home.run.kind !== 'run';
    if (home.run.id === this.home?.run.id || this.host.hidden) return;
    if (this.home && home.run.scenario !== this.home.run.scenario) this.number = null;
    this.home = home;
    this.worlds = null;
    void this.enter(home);
  }

  private async enter(home: Home): Promise<void> {
    this.asked.abort();
    const { signal } = this.asked = new AbortController();
    try {
      const people = await ask<People>('GET', `runs/${home.run.id}/people`, undefined, signal);
      this.people = people;
      this.kinds = kindsOf(people);
      this.offer();
      if (this.number === null) this.pick();
      else await this.open(this.number, signal);
    } catch (trouble) {
      if (signal.aborted) return;
      if (trouble instanceof Refused && trouble.status === 404) this.lost(home);
      else {
        this.clear();
        this.fail(trouble);
      }
    }
  }

  /** The program has forgotten the run; of what is shown it may have another one. */
  private lost(home: Home): void {
    const result = this.app.get().shown;
    this.quick.delete(keyOf(home.settings, true));
    if (result?.final && result.run.id !== home.run.id) {
      this.shown(result);
      return;
    }
    this.clear();
    this.note.textContent = 'The program has forgotten this run, and its people with it. Run makes it anew.';
  }

  /** Nobody to show: nobody of a run before stays. */
  private clear(): void {
    this.file = this.worlds = this.drawing = null;
    this.number = this.chosen = null;
    this.typed.value = '';
    for (const part of [this.who, this.lead, this.body, this.safe]) part.replaceChildren();
    this.safe.hidden = true;
  }

  private offer(): void {
    if (!this.kinds.some((kind) => kind.id === this.kind)) this.kind = this.number === null ? this.kinds[0]?.id ?? '' : this.kind;
    const count = (kind: Kind): string => (kind.people.length > 1 ? ` (${kind.people.length.toLocaleString('en-GB')})` : '');
    this.select.replaceChildren(...this.kinds.map((kind) => html('option', { value: kind.id }, kind.label + count(kind))));
    if (!this.kinds.some((kind) => kind.id === this.kind)) this.kind = this.kinds[0]?.id ?? '';
    this.select.value = this.kind;
    this.another.disabled = this.select.disabled = this.kinds.length === 0;
    if (!this.people || this.kinds.length > 0) return;
    this.clear();
    this.note.textContent = this.people.tracked === 0
      ? 'This run keeps no histories: ledger.track is 0.' : 'Nothing happened to anybody whose history is kept.';
  }

  private pick(): void {
    const kind = this.kinds.find((one) => one.id === this.kind);
    if (!kind) return;
    this.note.textContent = '';
    this.go(drawOne(kind, this.number));
  }

  private read(text: string): void {
    const plain = text.replace(/[\s,.]/g, ''), most = (this.people?.persons ?? 1) - 1;
    if (!/^\d{1,10}$/.test(plain) || Number(plain) > most) {
      this.note.textContent = `“${text.slice(0, 20)}” is not the number of a person; a whole number from 0 to ${most.toLocaleString('en-GB')} is wanted.`;
      return;
    }
    this.note.textContent = '';
    this.go(Number(plain));
  }

  private go(number: number): void {
    this.asked.abort();
    const { signal } = this.asked = new AbortController();
    this.open(number, signal).catch((trouble: unknown) => { if (!signal.aborted) this.fail(trouble); });
  }

  /** The kind that is chosen is one of this person's: a number that somebody typed may be of another. */
  private suit(number: number): void {
    const fits = (kind: Kind): boolean => kind.people.includes(number);
    const kind = this.kinds.find((one) => one.id === this.kind && fits(one)) ?? this.kinds.find(fits);
    if (kind) this.select.value = this.kind = kind.id;
  }

  private async open(number: number, signal: AbortSignal): Promise<void> {
    const home = this.home;
    if (!home) return;
    try {
      const file = await ask<PersonFile>('GET', `runs/${home.run.id}/people/${number}`, undefined, signal);
      this.number = number;
      this.file = file;
      this.suit(number);
      this.typed.value = String(number);
      const beside = this.runs.find(home.run.id);
      this.worlds = file.worlds.length > 1 ? file : null;
      this.draw();
      if (!this.worlds && beside) await this.compare(beside, signal);
    } catch (trouble) {
      if (!(trouble instanceof Refused) || trouble.status !== 404) throw trouble;
      if (trouble.code !== 'not_tracked') {
        this.lost(home); /* it is the run that is not there */
        return;
      }
      if (this.number !== number || this.file === null) {
        const some = this.kinds[0]?.people.slice(0, 3).map((one) => one.toLocaleString('en-GB')).join(', ');
        this.note.textContent = `No history is kept of person ${number.toLocaleString('en-GB')}: a run keeps those of ` +
          `${(this.people?.tracked ?? 0).toLocaleString('en-GB')}, drawn at random${some ? `, ${some} among them` : ''}.`;
        return;
      }
      this.number = null; /* other people: somebody of the same kind */
      this.pick();
    }
  }

  private fail(trouble: unknown): void {
    if (!(trouble instanceof Refused) && !(trouble instanceof Gone) && !(trouble instanceof Error)) throw trouble;
    this.note.textContent = trouble.message;
  }

  /* ---- what is seen ---- */

  private base(): PersonWorld | null { return this.file?.worlds[0] ?? null; }

  private draw(): void {
    const { file, home } = this, world = this.base(), report = this.app.get().shown?.report;
    if (!file || !world || !home || !report) return;
    const other = this.chosen === null ? null : this.worlds?.worlds.find((one) => one.world === this.chosen) ?? null;
    const strata = Object.entries(file.strata).map(([name, value]) => `${words(name)}: ${words(value)}`).join(' · ');
    this.who.textContent = [`Synthetic person ${file.person.toLocaleString('en-GB')} of the ` +
      `${home.run.persons.toLocaleString('en-GB')} ${home.run.quick ? 'of the quick look' : 'of this run'}`, strata].filter(Boolean).join(' · ');
    this.lead.textContent = sentenceOf(file, world);
    this.drawing = drawFile(file, world, other);
    const table = tableOf(file, world);
    this.body.replaceChildren(this.drawing.root, listOf(file, world),
      ...(other ? [html('p', { class: 'how only-l' }, `Dashed: the same person with “${words(other.world)}” on: ` +
        `${days(other.head.wrongful_days)} listed wrongly, ${other.head.refusals} refused.`)] : []),
      summaryOf(world), foldedTables('person', [table], () => tableLink(report, table)), this.check(file, home));
    this.drawing.layout();
    speak(`Person ${file.person}. ${sentenceOf(file, world)}`);
    this.drawSafe();
  }

  private check(file: PersonFile, home: Home): HTMLElement {
    return html('p', { class: 'how' }, 'Check it: ',
      html('a', { href: address(`runs/${home.run.id}/results.db`), download: 'results.db' }, 'the results file'), ', then ',
      html('code', {}, `counterscore explain results.db ${file.person}`), '.');
  }

  /* ---- the same person with each safeguard ---- */

  private drawSafe(): void {
    const { file, home } = this, names = home ? offers(this.app.get(), home) : [];
    this.safe.hidden = !file || (names.length === 0 && !this.worlds);
    if (!file || this.safe.hidden) return;
    const head = html('h3', {}, 'What would have changed for this very person?');
    if (this.worlds) {
      const choose = (world: string | null): void => {
        this.chosen = world;
        this.draw();
        this.safe.querySelector<HTMLElement>(world === null ? 'button' : 'button[aria-pressed=true]')?.focus();
      };
      this.safe.replaceChildren(head, html('p', { class: 'small muted' },
        'The same person, the same acts, the same luck; one safeguard is on. Choose one to see it dashed in the drawing.'),
      worldsTable(this.worlds, this.chosen, choose));
      return;
    }
    const button = html('button', { class: 'btn', type: 'button', id: 'person-worlds' },
      names.length === 1 ? 'Run it with the safeguard' : `Run it with each of ${names.length} safeguards`);
    button.addEventListener('click', () => void this.ask(names));
    this.safe.replaceChildren(head, html('p', { class: 'small muted' },
      'The same people, acts and luck, once with each safeguard on. It runs in the background.'), button);
  }

  private async ask(names: string[]): Promise<void> {
    const { home } = this;
    if (!home) return;
    this.beside.abort();
    const { signal } = this.beside = new AbortController();
    const bar = html('progress', { max: 1, value: 0, 'aria-label': 'Part of the runs with safeguards that is done' });
    const said = html('p', { class: 'small' }, 'Starting');
    this.safe.lastElementChild?.replaceWith(html('div', { id: 'person-running' }, said, bar));
    try {
      const id = await this.runs.get(home, names, (run: Run) => {
        bar.value = run.share;
        said.textContent = run.state === 'waiting' ? 'Waiting for another run to end'
          : `Run ${Math.min(run.finished + 1, run.rows)} of ${run.rows}`;
      }, signal);
      if (!signal.aborted && this.home === home) await this.compare(id, signal);
    } catch (trouble) {
      if (this.home === home) this.drawSafe();
      if (!signal.aborted) this.fail(trouble);
    }
  }

  private async compare(id: string, signal: AbortSignal): Promise<void> {
    const { number, home } = this;
    try {
      const worlds = await ask<PersonFile>('GET', `runs/${id}/people/${number}`, undefined, signal);
      if (number !== this.number || home !== this.home) return;
      this.worlds = worlds;
      if (this.chosen !== null) this.draw();
      else this.drawSafe();
    } catch (trouble) {
      if (!(trouble instanceof Refused) || trouble.status !== 404 || !home) throw trouble;
      this.runs.forget(home.run.id); /* the program has forgotten it */
      this.drawSafe();
    }
  }
}

export function mountPerson(host: HTMLElement, app: App): void { new Person(host, app); }
