/* The page's script: draws the charts into a page that is whole without them. */
import { CHARTS } from './charts/all';
import type { Report } from './data';
import { sectionPicture, tableLink } from './downloads';
import { themeButton } from './theme';

function drawCharts(report: Report): void {
  for (const section of report.sections) {
    const root = document.getElementById(section.id);
    const host = root?.querySelector<HTMLElement>('[data-chart]');
    const chart = section.chart === null ? undefined : CHARTS[section.chart];
    if (host && chart) chart(host, section, report);
    if (host?.firstChild && section.chart !== 'downloads') host.after(sectionPicture(host, report, section));
    root?.querySelectorAll<HTMLTableElement>('table[data-table]').forEach((element) => {
      const table = section.tables.find((t) => t.name === element.dataset['table']);
      if (table && root.querySelector('details.tb')?.contains(element))
        element.closest('.scroll')?.after(tableLink(report, table));
    });
    /* Without a script the tables stand open; with it they are a click away. */
    root?.querySelector('details.tb')?.removeAttribute('open');
  }
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
  themeButton(document.querySelector('.top'));
  if (report.format === 1) drawCharts(report);
  followScroll();
}
