/* What can be taken home of the run that is shown. */
import { html } from '../dom';
import { address, ask } from './client';
import type { App, Result } from './state';

function link(result: Result, what: string, name: string, words: string): HTMLElement {
  return html('a', { class: 'btn', href: address(`runs/${result.run.id}/${what}`), download: name }, words);
}

export function mountFiles(host: HTMLElement, app: App): void {
  const links = html('div', { class: 'dl' }), words = html('p', { class: 'small muted' });
  const tables = html('details', { class: 'tb' }, html('summary', {}, 'One table as CSV')), list = html('ul', { class: 'tables' });
  tables.append(html('p', { class: 'small muted' }, 'What each of them holds is told in docs/results.md, which comes with the program.'), list);
  host.append(html('h2', { id: 'files-h' }, 'Take it home'), words, links, tables);
  let of: Result | null = null;
  const fill = (): void => {
    if (!of || !tables.open || list.childElementCount) return;
    const { id } = of.run, result = of;
    ask<{ tables: string[] }>('GET', `runs/${id}/tables`).then((answer) => {
      if (of !== result) return;
      list.replaceChildren(...answer.tables.map((name) => html('li', {},
        html('a', { href: address(`runs/${id}/tables/${encodeURIComponent(name)}.csv`), download: `${name}.csv` }, `${name}.csv`))));
    }, () => {
      if (of === result) list.replaceChildren(html('li', {}, 'The tables cannot be had now.'));
    });
  };
  tables.addEventListener('toggle', fill);
  app.subscribe((now, before) => {
    if (now.shown === before.shown) return;
    const result = now.shown?.final && now.shown.run.state === 'done' ? now.shown : null;
    host.hidden = !result;
    if (!result || result.run.id === of?.run.id) return;
    of = result;
    const name = result.run.scenario || 'run';
    words.textContent = `The run that is shown${result.run.quick ? ' (a quick look: one replicate)' : ''}. Everyone in it is synthetic. ` +
      `${result.run.result_hash ? `Result hash ${result.run.result_hash}. ` : ''}Scenario hash ${result.run.scenario_hash}.`;
    links.replaceChildren(link(result, 'report.html', `${name}.html`, 'Report (one page)'),
      link(result, 'results.db', `${name}.db`, 'Results (SQLite)'),
      link(result, 'scenario.yaml', `${name}.yaml`, 'Scenario (YAML)'));
    list.replaceChildren();
    fill();
  });
}
