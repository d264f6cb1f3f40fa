/* Values as a scenario writes them ("5 %", "0.5 per year", "2 years") and as numbers on a slider. */
import type { Parameter } from './api';

const UNITS: Record<string, number> = {
  '': 1, '%': 0.01, 'per year': 1, 'per month': 365 / 30, 'per week': 365 / 7, 'per day': 365,
  day: 1, days: 1, week: 7, weeks: 7, month: 30, months: 30, year: 365, years: 365,
};

function suffixOf(text: string): string { return text.replace(/^\s*[-+−]?[\d.,_]+(e[-+]?\d+)?\s*/i, '').trim(); }

/** What 1 of the unit a value is written in stands for, in canonical units. */
function factorOf(parameter: Parameter, suffix: string): number {
  const number = Number.parseFloat(parameter.text.replace(/[_,]/g, ''));
  if (number !== 0 && Number.isFinite(number) && parameter.value !== 0) return parameter.value / number;
  return UNITS[suffix] ?? 1;
}

/** Three figures: nobody means more by a slider. */
function rounded(value: number, whole: boolean): string {
  if (whole || Number.isInteger(value)) return String(Math.round(value));
  const text = value.toPrecision(3);
  return String(Math.abs(value) < 1e-4 ? Number(text).toExponential() : Number(text));
}

/** A value to be read: "0.0024054 per year" as "0.00241 per year", "15_000" as "15,000". What is set stays as written. */
export function readable(text: string): string {
  const found = /^([-+−]?)(\d[\d_,]*(?:\.\d+)?(?:e[-+]?\d+)?)(?![\d.])(.*)$/is.exec(text.trim());
  if (!found) return text;
  const [, sign, digits, rest] = found, number = Number(digits!.replace(/[_,]/g, ''));
  if (!Number.isFinite(number)) return text;
  if (/^ in \d[\d_,]*$/.test(rest!)) return `${sign}${digits} in ${Number(rest!.slice(4).replace(/[_,]/g, '')).toLocaleString('en-GB')}`;
  if (!rest && number > 0 && number < 1e-3) return `${sign}1 in ${Number((1 / number).toPrecision(3)).toLocaleString('en-GB')}`;
  const shown = Number.isInteger(number) ? number.toLocaleString('en-GB') : String(Number(number.toPrecision(3)));
  return `${sign}${shown.includes('e') ? digits : shown}${rest}`;
}

export function hasRange(parameter: Parameter): boolean { return parameter.high > parameter.low; }

/** The canonical value, written in the unit of the parameter. */
export function writeValue(parameter: Parameter, value: number): string {
  if (Math.abs(value - parameter.value) < 1e-12 * (1 + Math.abs(value))) return parameter.text;
  const suffix = suffixOf(parameter.text);
  if (parameter.unit === 'time') {
    const days = Math.round(value);
    return days % 365 === 0 && days > 0 ? `${days / 365} ${days === 365 ? 'year' : 'years'}`
      : `${days} ${days === 1 ? 'day' : 'days'}`;
  }
  const text = rounded(value / factorOf(parameter, suffix), parameter.whole);
  return suffix ? `${text} ${suffix}` : text;
}

/** Canonical; null where it is no number in a unit that is known here (the program then says what it is). */
export function readValue(parameter: Parameter, text: string): number | null {
  const number = Number.parseFloat(text.replace(/[_,]/g, '').replace('−', '-')), suffix = suffixOf(text);
  if (!Number.isFinite(number)) return null;
  if (suffix === suffixOf(parameter.text)) return number * factorOf(parameter, suffix);
  const unit = UNITS[suffix];
  return unit === undefined ? null : number * unit;
}

/** Along a logarithm where the range spans a factor of ten, as studies take it. */
function alongLog({ low, high }: Parameter): boolean { return low > 0 && high / low >= 10; }

/** 0..1 of the range. */
export function placeOf(parameter: Parameter, value: number): number {
  const { low, high } = parameter;
  const at = alongLog(parameter) ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.min(1, Math.max(0, at));
}

export function valueAt(parameter: Parameter, at: number): number {
  const { low, high } = parameter;
  if (at <= 0) return low;
  if (at >= 1) return high;
  return alongLog(parameter) ? low * (high / low) ** at : low + at * (high - low);
}

export const SLIDERS = 8;

/** Those that harm hangs on most; where nobody has ranked them, the first with a range. */
export function leading(parameters: readonly Parameter[]): Parameter[] {
  const ranged = parameters.filter(hasRange);
  const ranked = ranged.filter((p) => p.rank !== null && p.rank <= SLIDERS)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  return ranked.length ? ranked : ranged.slice(0, SLIDERS);
}

/** The sentence about this path, of the complaints of the program; "" for none. */
export function complaintAbout(path: string, complaints: readonly { excerpt: string; message: string }[]): string {
  return complaints.filter((c) => c.excerpt.split('=')[0]?.trim() === path).map((c) => c.message).join(' ');
}
