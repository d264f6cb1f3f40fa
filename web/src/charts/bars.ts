/* Bars with an interval; in parts where there are several. Words and numbers are HTML. */
import type { ColumnType, Estimate } from '../data';
import { html, percent, place } from '../dom';
import { write, writeInterval } from '../format';

export interface Bar {
  label: string;
  parts: { colour: string; value: number }[];
  total: Estimate;
  type: ColumnType;
}

/** widest: what the whole width stands for, where several sets of bars are to be compared. */
export function bars(rows: Bar[], label: string, widest?: number): HTMLElement {
  const most = Math.max(widest ?? Math.max(...rows.map((row) => row.total.high)), 1e-12);
  const root = html('div', { class: 'bars', role: 'img', 'aria-label': label });
  for (const row of rows) {
    const track = html('span', { class: 'w' });
    let from = 0;
    for (const part of row.parts) {
      if (part.value <= 0) continue;
      track.append(place(html('span', { class: `b c-${part.colour}` }),
        { left: percent(from / most), width: percent(part.value / most) }));
      from += part.value;
    }
    if (row.total.interval)
      track.append(place(html('span', { class: 'e' }), { left: percent(row.total.low / most),
        width: percent((row.total.high - row.total.low) / most) }));
    root.append(html('div', {}, html('span', {}, row.label), track,
      html('span', {}, write(row.total.value, row.type), ' ',
        html('span', { class: 'ci' }, writeInterval(row.total, row.type)))));
  }
  return root;
}
