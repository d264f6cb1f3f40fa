/* Files made from what the page carries; nothing is fetched. */
import type { Cell, Report, Section, Table } from './data';
import { html } from './dom';
import { pictureOf, type PictureWords, pixelsOf } from './picture';

/* A text that a spreadsheet would take for a formula is made harmless with an apostrophe. */
function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

function csvLine(cells: Cell[]): string { return cells.map(csvCell).join(','); }

export function csvOf(table: Table): string {
  return [csvLine(table.columns.map((c) => c.key)), ...table.rows.map(csvLine)].join('\n') + '\n';
}

/* First line of every export. */
function header(report: Report): string {
  return `# counterscore ${report.program}: ${report.title.replace(/[\r\n]/g, ' ')}. ` +
    'Everyone in it is synthetic; no figure is about a real person.\n';
}

export function save(name: string, type: string, text: BlobPart): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = html('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = html('button', { class: 'btn', type: 'button' }, words);
  made.addEventListener('click', act);
  return made;
}

export function tableLink(report: Report, table: Table): HTMLElement {
  const made = html('button', { class: 'btn quiet small', type: 'button' }, `${table.name}.csv`);
  made.addEventListener('click', () => save(`${table.name}.csv`, 'text/csv', header(report) + csvOf(table)));
  return made;
}

/** What stands under every picture. hash: of the result, "" where there is none yet. */
export function pictureSource(program: string, hash: string): string {
  return `Synthetic: nobody here exists; counterscore ${program}${hash ? `, result hash ${hash}` : ''}`;
}

/** A small menu that saves the chart in `host` as it is seen then. */
export function pictureMenu(host: HTMLElement, name: string, words: () => PictureWords): HTMLElement {
  const root = html('details', { class: 'pic', 'data-unpictured': '' }, html('summary', {}, 'Save picture'));
  root.append(button('SVG', () => save(`${name}.svg`, 'image/svg+xml', pictureOf(host, words()).svg)),
    button('PNG', () => void pixelsOf(pictureOf(host, words())).then((blob) => save(`${name}.png`, 'image/png', blob))));
  return root;
}

/** The same for a section of a report. */
export function sectionPicture(host: HTMLElement, report: Report, section: Section): HTMLElement {
  const run = report.sections.find((s) => s.id === 'method')?.tables.find((table) => table.name === 'run');
  const hash = String(run?.rows.find(([key]) => key === 'Result hash')?.[1] ?? '').split(/\s/)[0] ?? '';
  return pictureMenu(host, `${report.name}-${section.id}`, () => ({
    title: `${section.question} ${report.title}`, caption: section.answer, source: pictureSource(report.program, hash) }));
}

export function downloads(host: HTMLElement, report: Report): void {
  const tables = (): string => header(report) + report.sections.flatMap((section) =>
    section.tables.map((table) => `\n# ${section.id}.${table.name}: ${table.caption}\n${csvOf(table)}`)).join('');
  host.append(html('div', { class: 'dl' },
    button('All tables (CSV)', () => save(`${report.name}-tables.csv`, 'text/csv', tables())),
    ...report.files.map(({ label, name, text }) => button(`${label} (YAML)`,
      () => save(`${name}.yaml`, 'application/yaml', header(report) + text))),
    button('Data of this page (JSON)', () => save(`${report.name}.json`, 'application/json', JSON.stringify(report))),
    button('Print', () => window.print())));
}
