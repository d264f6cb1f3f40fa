/* The page's script: draws the charts into a page that is whole without them. */
import { buildup } from './charts/buildup';
import { flowSection } from './charts/flow';
import { ladder } from './charts/ladder';
import { lifted } from './charts/lifted';
import { foretold, gain, lending, recourse, visits } from './charts/mechanisms';
import { denied, groups, safeguards, sensors, sure } from './charts/rest';
import { conclusions, fit, front, morris, sobol, spread, targets } from './charts/study';
import { sweep } from './charts/sweep';
import type { Report, Section } from './data';
import { html } from './dom';
import { downloads, tableLink } from './downloads';

type Chart = (host: HTMLElement, section: Section, report: Report) => void;
const CHARTS: Record<string, Chart> = {
  flow: flowSection, ladder, sensors, visits, foretold, lending, gain, buildup, groups, lifted, denied, recourse, safeguards, sure,
  sweep, morris, sobol, spread, conclusions, front, fit, targets,
  downloads: (host, _section, report) => downloads(host, report),
};

function drawCharts(report: Report): void {
  for (const section of report.sections) {
    const root = document.getElementById(section.id);
    const host = root?.querySelector<HTMLElement>('[data-chart]');
    const chart = section.chart === null ? undefined : CHARTS[section.chart];
    if (host && chart) chart(host, section, report);
    root?.querySelectorAll<HTMLTableElement>('table[data-table]').forEach((element) => {
      const table = section.tables.find((t) => t.name === element.dataset['table']);
      if (table && root.querySelector('details.tb')?.contains(element))
        element.closest('.scroll')?.after(tableLink(report, table));
    });
    /* Without a script the tables stand open; with it they are a click away. */
    root?.querySelector('details.tb')?.removeAttribute('open');
  }
}

function themeButton(): void {
  const root = document.documentElement, host = document.querySelector('.top');
  const made = html('button', { class: 'btn quiet theme', type: 'button' }, 'Light / dark');
  made.addEventListener('click', () => {
    const dark = root.dataset['theme'] ? root.dataset['theme'] === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset['theme'] = dark ? 'light' : 'dark';
  });
  host?.append(made);
}

function followScroll(): void {
  const links = new Map<string, HTMLAnchorElement>();
  document.querySelectorAll<HTMLAnchorElement>('.nav a').forEach((a) => links.set(a.hash.slice(1), a));
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      links.forEach((link) => link.removeAttribute('aria-current'));
      links.get(entry.target.id)?.setAttribute('aria-current', 'true');
    }
  }, { rootMargin: '-10% 0px -75% 0px' });
  links.forEach((_, id) => {
    const target = document.getElementById(id);
    if (target) watcher.observe(target);
  });
}

const data = document.getElementById('data')?.textContent;
if (data) {
  const report = JSON.parse(data) as Report;
  themeButton();
  if (report.format === 1) drawCharts(report);
  followScroll();
}
