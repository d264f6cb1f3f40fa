/* Run and Stop, how much is run, and how far it is, in words and as a bar. */
import { html, retext } from '../dom';
import type { Run } from './api';
import { sizeOf } from './names';
import type { App, State } from './state';

const SIZES = [65_536, 100_000, 1_000_000], REPLICATES = [1, 8, 20, 64];

function progressOf(run: Run): string {
  if (run.state === 'waiting') return 'Waiting for another run to end';
  const replicate = Math.min(run.finished + 1, Math.max(run.rows, 1));
  const day = run.days > 0 && run.day > 0
    ? run.days > 60 ? `, month ${Math.ceil(run.day / 30.42)} of ${Math.ceil(run.days / 30.42)}` : `, day ${run.day} of ${run.days}`
    : '';
  return `Replicate ${replicate} of ${run.rows}${day}`;
}

/** One block of people, or all where the scenario has fewer. */
function quickSize(state: State): string {
  return Math.min(SIZES[0]!, state.published?.persons ?? SIZES[0]!).toLocaleString('en-GB');
}

export function words(state: State): string {
  const { phase, run, shown, complaints, settings } = state;
  if (phase === 'starting') return 'Asking the program';
  if (complaints.some((one) => one.line > 0)) return 'The scenario has mistakes; Run waits until they are mended';
  if (complaints.length) return 'One value is refused; Run waits until it is mended';
  if (phase === 'quick') return `Quick look${run?.quick ? `: ${sizeOf(run)}` : ''}`;
  if (phase === 'running') return run ? progressOf(run) : 'Starting';
  if (!shown) return '';
  if (!state.fresh) return 'What is shown belongs to other settings';
  const took = shown.run.seconds > 0 ? ` · ${shown.run.seconds.toFixed(1)} s` : '';
  if (!shown.final) return `Stopped: what is shown is of ${shown.run.finished} of ${shown.run.rows} replicates${took}`;
  if (shown.run.quick) return `Quick look: about, no intervals yet. Run gives ${settings.replicates > 1 || !settings.replicates ? 'all replicates' : 'one replicate of more people'}`;
  return `${sizeOf(shown.run)}${took}`;
}

function select(id: string, label: string, changed: (value: number) => void):
{ root: HTMLElement; show(values: [number, string][], value: number): void } {
  const input = html('select', { id });
  input.addEventListener('change', () => changed(Number(input.value)));
  let last = '';
  return { root: html('label', { for: id }, label, input), show(values, value) {
    const options = values.some(([v]) => v === value) ? values : [...values, [value, value.toLocaleString('en-GB')] as [number, string]];
    const key = JSON.stringify(options);
    if (key !== last) input.replaceChildren(...options.map(([v, text]) => html('option', { value: v }, text)));
    last = key;
    input.value = String(value);
  } };
}

export function mountRunbar(host: HTMLElement, app: App): void {
  const button = html('button', { class: 'btn primary', type: 'button', id: 'run' }, 'Run');
  const said = html('span', { class: 'small', id: 'progress-words' });
  const bar = html('progress', { max: 1, value: 0, 'aria-label': 'Part of the run that is done' });
  const about = html('p', { class: 'small muted' });
  const mini = html('p', { class: 'mini', 'aria-hidden': 'true' });
  const persons = select('persons', 'People', (value) => app.size({ persons: value }));
  const replicates = select('replicates', 'Replicates', (value) => app.size({ replicates: value }));
  button.addEventListener('click', () => (app.get().phase === 'running' ? app.stop() : app.start()));
  host.append(html('div', { class: 'sizes' }, persons.root, replicates.root),
    html('div', { class: 'run' }, mini, button, said, bar),
    about);
  const draw = (state: State): void => {
    const running = state.phase === 'running';
    retext(button, running ? 'Stop' : 'Run');
    button.disabled = !running && (state.complaints.length > 0 || !state.published);
    retext(said, words(state));
    retext(about, `Moving anything gives a quick look: one replicate of ${quickSize(state)} people, ` +
      'no intervals. Run gives all replicates; eight or more have intervals.');
    bar.value = running ? state.run?.share ?? 0 : state.phase === 'quick' ? state.run?.share ?? 0 : state.shown && state.fresh ? 1 : 0;
    const own = state.published;
    persons.show([...SIZES.filter((n) => n !== own?.persons).map((n): [number, string] => [n, n.toLocaleString('en-GB')]),
      [0, own ? `${own.persons.toLocaleString('en-GB')} (its own)` : 'the scenario’s']], state.settings.persons);
    replicates.show([...REPLICATES.filter((n) => n !== own?.replicates).map((n): [number, string] => [n, String(n)]),
      [0, own ? `${own.replicates} (its own)` : 'the scenario’s']], state.settings.replicates);
  };
  app.subscribe(draw);
  draw(app.get());
}

/** The line of a phone's bar. */
export function tellMini(text: string): void {
  const mini = document.querySelector('.mini');
  if (mini) mini.textContent = text;
}
