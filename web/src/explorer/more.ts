/* Everything else the report has, section by section, drawn when it comes near. */
import { CHARTS } from '../charts/all';
import type { Report, Section } from '../data';
import { html } from '../dom';
import { sectionPicture, tableLink } from '../downloads';
import { drawTable, foldedTables } from '../tables';
import type { App } from './state';

/** These stand further up, or have a place of their own. */
const ELSEWHERE = new Set(['answer', 'who', 'when', 'groups', 'flow', 'downloads']);
const SHORT = 14;

function fill(body: HTMLElement, section: Section, report: Report): void {
  const chart = section.chart === null ? undefined : CHARTS[section.chart];
  const picture = html('div', { 'data-chart': section.chart ?? '' });
  body.replaceChildren(html('p', { class: 'say' }, section.answer), picture);
  if (chart) chart(picture, section, report);
  if (picture.firstChild) picture.after(sectionPicture(picture, report, section));
  const open = chart ? [] : section.tables.filter((table) => table.rows.length <= SHORT);
  const folded = section.tables.filter((table) => !open.includes(table));
  for (const table of open) body.append(drawTable(table));
  if (folded.length) body.append(foldedTables(section.id, folded, (table) => tableLink(report, table)));
}

/** One of two columns that would stay empty beside a card is given to it. */
function fillRows(cards: HTMLElement[]): void {
  let before: HTMLElement | null = null;
  for (const card of [...cards, null]) {
    card?.classList.remove('alone');
    if (card && !card.classList.contains('wide')) before = before ? null : card;
    else {
      before?.classList.add('alone');
      before = null;
    }
  }
}

interface Part { root: HTMLElement; body: HTMLElement; section: Section; drawn: Section | null; near: boolean }

export function mountMore(host: HTMLElement, app: App): void {
  const list = html('ol', { class: 'questions' }), parts = new Map<string, Part>(), inside = html('div', { class: 'sections' });
  host.append(html('h2', { id: 'more-h' }, 'Everything else this run can say'), list, inside);
  let report: Report | null = null;
  const draw = (part: Part): void => {
    if (!report || part.drawn === part.section) return;
    fill(part.body, part.section, report);
    part.drawn = part.section;
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries)
      for (const part of parts.values())
        if (part.root === entry.target) {
          part.near = entry.isIntersecting;
          if (part.near) draw(part);
        }
  }, { rootMargin: '700px 0px' });
  const make = (section: Section): Part => {
    const heading = `h-${section.id}`, body = html('div');
    const root = html('section', { class: section.chart === null ? 'card wide' : 'card', id: `s-${section.id}`, 'aria-labelledby': heading },
      html('h3', { id: heading, class: 'q' }, section.question), body);
    const part = { root, body, section, drawn: null, near: false };
    parts.set(section.id, part);
    watcher.observe(root);
    return part;
  };
  addEventListener('beforeprint', () => parts.forEach(draw));
  app.subscribe((now, before) => {
    if (now.shown === before.shown || !now.shown) return;
    report = now.shown.report;
    const wanted = report.sections.filter((section) => !ELSEWHERE.has(section.id));
    host.hidden = wanted.length === 0;
    const same = wanted.length === parts.size && wanted.every((section) => parts.has(section.id));
    for (const section of wanted) (parts.get(section.id) ?? make(section)).section = section;
    if (!same) {
      for (const [id, part] of parts) {
        if (wanted.some((section) => section.id === id)) continue;
        watcher.unobserve(part.root);
        parts.delete(id);
      }
      inside.replaceChildren(...wanted.map((section) => parts.get(section.id)!.root));
      fillRows(wanted.map((section) => parts.get(section.id)!.root));
      list.replaceChildren(...wanted.map((section) => {
        const link = html('a', { href: `#s-${section.id}` }, section.question);
        link.addEventListener('click', (e) => { /* the hash is the link's */
          e.preventDefault();
          parts.get(section.id)?.root.scrollIntoView();
        });
        return html('li', {}, link);
      }));
    }
    /* while it runs, those in sight; of what has ended, all: nothing older stays on the page to be read or copied */
    for (const part of parts.values()) if (part.near || part.drawn === null || now.shown?.final) draw(part);
  });
}
