/* Files made from what the page carries; nothing is fetched. */
import type { Cell, Report, Table } from './data';
import { html } from './dom';

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

export function save(name: string, type: string, text: string): void {
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
