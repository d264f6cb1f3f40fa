/* A table of the report as src/report/html.c writes it. */
import type { Cell, ColumnType, Table } from './data';
import { html } from './dom';
import { write } from './format';

function written(table: Table, cell: Cell, key: string, type: ColumnType): string {
  if (cell === null) return /_(low|high)$/.test(key) ? '–' : table.undefined;
  return typeof cell === 'string' ? cell : write(cell, type);
}

export function drawTable(table: Table): HTMLElement {
  const number = (type: ColumnType): Record<string, string> => (type === 'text' ? {} : { class: 'n' });
  const head = html('tr', {}, ...table.columns.map((column) =>
    html('th', { scope: 'col', ...number(column.type) }, column.label)));
  const rows = table.rows.map((row) => html('tr', {}, ...table.columns.map((column, i) => {
    const text = written(table, row[i] ?? null, column.key, column.type);
    return i === 0 ? html('th', { scope: 'row', ...number(column.type) }, text)
      : html('td', number(column.type), text);
  })));
  return html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': table.caption },
    html('table', { 'data-table': table.name },
      html('caption', {}, html('span', {}, table.caption)), html('thead', {}, head), html('tbody', {}, ...rows)));
}

/* Which were opened: a new run draws them anew, and they stay open. */
const opened = new Set<string>();

/** Folded away; drawn when it is opened. `key` remembers that across drawings. */
export function foldedTables(key: string, tables: Table[], after: (table: Table) => HTMLElement | null): HTMLElement {
  const root = html('details', { class: 'tb' },
    html('summary', {}, tables.length > 1 ? 'Show as tables' : 'Show as a table'));
  const fill = (): void => {
    if (root.childElementCount > 1) return;
    for (const table of tables) {
      root.append(drawTable(table));
      const more = after(table);
      if (more) root.append(more);
    }
  };
  root.addEventListener('toggle', () => {
    if (root.open) {
      opened.add(key);
      fill();
    } else opened.delete(key);
  });
  if (opened.has(key)) {
    fill();
    root.open = true;
  }
  return root;
}
