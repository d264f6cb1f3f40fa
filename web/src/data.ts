/* The contract between the program and the page: what src/report/json.c prints.

   A report is a list of sections. A section is a question, an answer in words, and the tables behind
   it; a chart draws from these tables and from nothing else, so a figure on the page and a figure in
   the data cannot differ. The tables a chart needs, by section (columns by key; an estimate is three
   columns: key, key_low, key_high, the last two null without an interval, and gone where no row
   has one):

   answer      figures: figure, value(3), unit, note
   flow        nodes: id, stage, label, note, amount(3), wrong(3); links: from, to, back, amount
   who         ladder: class, label, per_1000(3), people, marks (of 1,000, by largest remainders)
               causes: cause, first(3), contributing(3)
               lists: list, kind, per_1000(3), wrongful(3), entries
   sensors     sensors: sensor, records(3), one column per tag filed, precision(3)
               filed_under: attribute, stratum, wrong(3), share(3)
   when        totals: cause, label, total(3)
               series: period, last_day, one column per cause, all
   groups      groups: attribute, stratum, n, tp, fp, fn, tn, prevalence, false_positive_rate(3),
               false_discovery_rate(3), false_negative_rate(3)
               disparities: measure, attribute, value(3), reference
   time        lifted: cause, label, spells, quarter, half(3), three_quarters, standing(3)
               survival: cause, day, at_risk, standing(3)
   refused     denied: service, attempts, rule, protected, error, association, refused(3), wrongful(3)
   recourse    steps: step, label, wrongful(3), right(3), together(3)
               corrected: list, corrected(3), quarter(3), half(3), three_quarters(3)
               agencies: agency, reviewers, came(3), left(3), quarter(3), half(3), three_quarters(3)
               repairs: repair, price, times(3), money(3)
   copies      keepers: list, made(3), corrected(3), kept(3), share(3); copies: from, to, and the same
   visits      visits: sensor, place, acts(3), early(3), late(3), found(3)
   friends     by_association: list, association(3), share(3), cascade(3); rules: rule, reached(3)
               published: list, times(3), lost(3), wrongful(3), each(3)
   foretold    bands: band, n, said, did(3); foretold_groups: attribute, value, n, said, did(3)
   lending     lending: attribute, value, applications, threshold, selection_rate(3),
               true_positive_rate(3), refused_good(3), profit(3), mean_score_change(3)
               files: file, applications(3), repaid(3), defaulted(3), refused_good(3), refused_bad(3)
   gain        gain: event, side, diff(3)
   safe        safeguards: safeguard, about, harm(3), harm_boot_low, harm_boot_high, harm_clear, missed(3),
               missed_boot_low, missed_boot_high, missed_clear, pairs
   published   figures: figure, kind (set, predicted), unit, published_from, published_to, within, value(3: of the
               mean), middle_low, middle_high (of replicates), verdict, source, because
   assumed     assumptions, sourced, defaults: input, label, value, range, kind, source
   sure        interval: value(3); replicates: replicate, value; needed: what, within, has, needed
               totals: total, median(3), five(3), ninety_five(3), largest, few
   method      run: key, value

   Of a study file (figure-1 .. of it is a section for each figure):
   sweep       points: point, scenario, safeguard, x0 .. (levels), value(3), change(3), done
   morris      effects: input, label, range, direction, mu_star(3), mu(3), sigma(3), at_low, at_high, count
   sobol       indices: input, label, range, first(3), total(3), at_low, at_high
               own: own, mean, sd, least, most, samples, points, undefined, chance, floor
   spread      spread: figure, about, unit, central, middle(3), half_low, half_high, least, most, draws, none
   holds       conclusions: figure, safeguard, lower, same, higher, draws, unit, central, change(3), verdict
   front       sets: set, size, cost, harm(3), change(3), front, keeps, chosen; costs; bound: bound
   fit         parameters: input, label, unit, before, after(3), low, high, note; tries: try, misfit, kept
   targets     targets: figure, kind, unit, published_from, published_to, before(3), held, after(3), verdict, because
   varied      varied: input, label, value, range, source
   work        work: what, count; failed: point, number, replicate, message; figures; worlds

   A section is there only when the run has what it is about. A new one is a new id with its tables;
   nothing else changes. */

export type Cell = string | number | null;

/** count: whole; rate: one decimal; share: 0..1, written in per cent; ratio; difference: signed;
    figure: three figures, for tables whose rows have units of their own. */
export type ColumnType = 'text' | 'count' | 'rate' | 'share' | 'ratio' | 'difference' | 'figure';

export interface Column { key: string; label: string; type: ColumnType }

export interface Table {
  name: string;
  caption: string;
  /** What an empty cell says: "undefined: nobody listed"; an empty low or high says "–". */
  undefined: string;
  columns: Column[];
  rows: Cell[][];
}

export interface Section {
  id: string;
  question: string;
  answer: string;
  chart: string | null;
  tables: Table[];
}

export interface Report {
  format: 1;
  program: string;
  name: string;
  title: string;
  headline: string;
  /** What a run is about: wrongful person-days, wrong records or good loans refused; null: nothing, or a study. */
  lead: 'days' | 'records' | 'loans' | null;
  /** Resolved scenarios and, of a study, what was asked: YAML, each with its name without the ending. */
  files: { label: string; name: string; text: string }[];
  sections: Section[];
}

/** One row with its cells by column key. */
export class Row {
  constructor(private readonly table: Table, private readonly cells: Cell[]) {}

  private at(key: string): Cell {
    const column = this.table.columns.findIndex((c) => c.key === key);
    return column < 0 ? null : this.cells[column] ?? null;
  }
  text(key: string): string { return String(this.at(key) ?? ''); }
  number(key: string): number { return Number(this.at(key) ?? 0); }
  estimate(key: string): Estimate | null {
    const value = this.at(key);
    if (typeof value !== 'number') return null;
    const low = this.at(`${key}_low`), high = this.at(`${key}_high`);
    return typeof low === 'number' && typeof high === 'number'
      ? { value, low, high, interval: true } : { value, low: value, high: value, interval: false };
  }
}

export interface Estimate { value: number; low: number; high: number; interval: boolean }

export function tableOf(section: Section, name: string): Table | undefined {
  return section.tables.find((table) => table.name === name);
}

export function rowsOf(section: Section, name: string): Row[] {
  const table = tableOf(section, name);
  return table ? table.rows.map((cells) => new Row(table, cells)) : [];
}

/** Keys of the causes in the order of the ladder, with the colour of each (report.css). */
export const CAUSE_COLOURS: Record<string, string> = {
  rule_consistent: 'rule', protected: 'prot', false_match: 'err1', wrong_person: 'err2',
  false_record: 'err3', duplicate: 'err5', stale: 'err4', association: 'assoc',
};

export function colourOf(cause: string): string { return CAUSE_COLOURS[cause] ?? 'rule'; }
