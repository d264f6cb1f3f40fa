/* Numbers as the page writes them: the rules of src/report/words.c, kept in step by tests/web. */
import type { ColumnType, Estimate } from './data';

/** One decimal; none from 1,000 up; two figures below 0.1, or below 1 per cent. */
function decimalsOf(size: number, type: ColumnType): number {
  let decimals = 1;
  if (size >= 999.5) return 0;
  for (let edge = type === 'share' ? 0.995 : 0.0995; decimals < 9 && size > 0 && size < edge; edge /= 10) decimals++;
  return decimals;
}

/** Three figures, no zeros behind them. */
function threeFigures(size: number): string {
  let decimals = 0;
  if (size > 0) for (let edge = 99.95; decimals < 12 && size < edge; edge /= 10) decimals++;
  const [whole = '', rest = ''] = (size * (1 + 1e-12)).toFixed(decimals).split('.');
  const kept = rest.replace(/0+$/, '');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (kept ? `.${kept}` : '');
}

export function write(value: number, type: ColumnType): string {
  const size = Math.abs(value) * (type === 'share' ? 100 : 1);
  if (type === 'figure') return (value < 0 ? '−' : '') + threeFigures(size);
  let decimals = type === 'count' ? 0 : decimalsOf(size, type);
  if (type === 'ratio' && decimals === 1) decimals = 2;
  const [whole = '', rest] = (size * (1 + 1e-12)).toFixed(decimals).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest ? `.${rest}` : '');
  const minus = value < 0 && !(decimals === 0 && size < 0.5);
  const sign = minus ? '−' : value > 0 && type === 'difference' ? '+' : '';
  return sign + digits + (type === 'share' ? '%' : '');
}

/** "34.0–36.4", or "" without an interval. */
export function writeInterval(estimate: Estimate, type: ColumnType): string {
  if (!estimate.interval) return '';
  const between = type === 'difference' || estimate.low < 0 ? ' to ' : '–';
  /* one per cent sign is enough for both ends */
  return write(estimate.low, type).replace('%', '') + between + write(estimate.high, type);
}

/** A round tick: no more decimals than the step needs. */
export function writeTick(value: number, step: number, type: ColumnType): string {
  const times = type === 'share' ? 100 : 1;
  const decimals = Math.max(0, Math.ceil(-Math.log10(step * times) - 1e-9));
  const text = Math.abs(value * times).toFixed(decimals).replace(/\B(?=(\d{3})+(?!\d))/g, decimals ? '' : ',');
  const sign = value < 0 ? '−' : value > 0 && type === 'difference' ? '+' : '';
  return sign + text + (type === 'share' ? '%' : '');
}

/** "sensors.bank.misses 5%" of "sensors.bank.misses (%)" and "5": what is measured, a number, its unit. */
export function measured(label: string, text: string): string {
  const [, name = label, unit = ''] = /^(.*) \((.*)\)$/.exec(label) ?? [];
  return `${name} ${withUnit(text, unit)}`;
}

/** "12%", "12 days", "12": a number and its unit. */
export function withUnit(text: string, unit: string): string {
  return unit === '' || text === '' ? text : unit === '%' ? `${text}%` : `${text} ${unit}`;
}
