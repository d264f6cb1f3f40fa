/* The file that the program was started with: what it is, and the way to it. */
import { html } from '../dom';
import type { Run } from './api';
import { address, ask } from './client';
import { sizeOf, words } from './names';
import type { App } from './state';

function saidOf(run: Run): Node[] {
  const title = html('b', {}, run.title || run.scenario);
  if (run.kind === 'study') {
    const done = run.finished === run.rows ? `all ${run.rows.toLocaleString('en-GB')} rows are run`
      : `${run.finished.toLocaleString('en-GB')} of ${run.rows.toLocaleString('en-GB')} rows are run`;
    return [document.createTextNode('The study file that the program was started with: '), title,
      document.createTextNode(`, ${done}. Its figures are in its report; the page below explores the library.`)];
  }
  const safeguards = run.worlds.length > 1
    ? `, compared with ${run.worlds.slice(1).map(words).join(', ')}` : '';
  return [document.createTextNode('The results file that the program was started with: '), title,
    document.createTextNode(`, ${sizeOf(run)}${safeguards}.`)];
}

export function mountOpened(host: HTMLElement, app: App): void {
  const draw = (run: Run): void => {
    const report = html('a', { class: 'btn', href: address(`runs/${run.id}/report.html`), target: '_blank', rel: 'noopener' }, 'Its report');
    const show = html('button', { class: 'btn', type: 'button', id: 'opened-show' }, 'Show it here');
    show.addEventListener('click', () => void app.show(run.id));
    host.replaceChildren(html('p', {}, ...saidOf(run)), html('div', { class: 'acts' }, ...(run.kind === 'run' ? [show] : []), report));
    host.hidden = false;
  };
  app.subscribe((now, before) => {
    if (now.program === before.program || !now.program?.opened) return;
    ask<Run>('GET', `runs/${now.program.opened}`).then(draw, () => { host.hidden = true; });
  });
  app.subscribe((now) => {
    const show = host.querySelector<HTMLButtonElement>('#opened-show');
    if (show) show.disabled = now.shown?.run.id === now.program?.opened;
  });
}
