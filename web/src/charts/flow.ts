/* The regime as parts and links, from what people do to what comes of it. The report draws it from its
   tables; the explorer draws the same from a scenario, with parts that can be chosen, and gives it volumes
   when there are some. Boxes are HTML, links an SVG behind them; where there is no room for columns the
   parts are a list by stage. */
import { type Estimate, rowsOf, type Section, tableOf } from '../data';
import { html, percent, place, svg } from '../dom';
import { write } from '../format';
import { type Box, type Drawn, routes } from './flow_routes';

export interface FlowPart { id: string; stage: string; label: string; note: string }
export interface FlowJoin { from: string; to: string; back: boolean }

/** What passes, by the ids of parts and "from to" of links; in `unit`. */
export interface FlowVolumes {
  unit: string;
  parts: Map<string, { amount: Estimate | null; wrong: Estimate | null }>;
  links: Map<string, number | null>;
}

export interface FlowOptions {
  /** What the picture says, for who does not see it. */
  label: string;
  volumes?: FlowVolumes | null;
  /** Parts are buttons, and this is called when one is chosen; null: none is any more. */
  choose?: (id: string | null) => void;
}

export interface FlowChart {
  root: HTMLElement;
  /** Volumes change in place; null takes them away. */
  update(volumes: FlowVolumes | null): void;
  /** Marks a part as chosen, without a call of `choose`. */
  choose(id: string | null): void;
}

const STAGES: [string, string, string][] = [
  ['stream', 'What people do', ''], ['sensor', 'What is seen', ''], ['score', 'Score', ''],
  ['list', 'Lists', ''], ['consequence', 'Consequences', 'Nothing follows.'],
  ['recourse', 'Recourse', 'None: what is on file stands.'],
];

interface Drawing { part: FlowPart; root: HTMLElement; amount: HTMLElement; wrong: HTMLElement; bar: HTMLElement }

/* Between two columns, as in flow.css. */
const GUTTER = 28;

function joinOf(link: FlowJoin): string { return `${link.from} ${link.to}`; }

/** Volumes as the section `flow` of a report has them. */
export function flowVolumes(section: Section): FlowVolumes {
  const unit = tableOf(section, 'nodes')?.columns.find((column) => column.key === 'amount')?.label ?? '';
  return {
    unit,
    parts: new Map(rowsOf(section, 'nodes').map((row) =>
      [row.text('id'), { amount: row.estimate('amount'), wrong: row.estimate('wrong') }])),
    links: new Map(rowsOf(section, 'links').map((row) =>
      [`${row.text('from')} ${row.text('to')}`, row.estimate('amount')?.value ?? null])),
  };
}

function drawPart(part: FlowPart, button: boolean): Drawing {
  const amount = html('span'), wrong = html('span', { class: 'fs' }), bar = html('u');
  const inside = [html('b', {}, part.label), html('small', {}, part.note),
    html('span', { class: 'fv' }, amount, wrong), html('span', { class: 'fw' }, bar)];
  const root = button
    ? html('button', { class: 'part', type: 'button', 'aria-pressed': 'false' }, ...inside)
    : html('div', { class: 'part' }, ...inside);
  root.dataset['id'] = part.id;
  return { part, root, amount, wrong, bar };
}

function say(drawing: Drawing, volumes: FlowVolumes | null): void {
  const here = volumes?.parts.get(drawing.part.id), amount = here?.amount ?? null, wrong = here?.wrong ?? null;
  drawing.amount.textContent = amount ? write(amount.value, 'rate') : '';
  drawing.wrong.replaceChildren(...(wrong ? [write(wrong.value, 'share'), html('i', {}, ' wrong')] : []));
  drawing.root.classList.toggle('told', wrong !== null);
  place(drawing.bar, { width: percent(wrong?.value ?? 0) });
}

function legend(unit: string): Node[] {
  const item = (mark: string, words: string): HTMLElement =>
    html('li', {}, html('span', { class: `fk ${mark}` }), words);
  return [item('wide', unit ? `passing, ${unit}` : 'one leads to the other'), item('share', 'of that, share wrong'),
    item('dash', 'goes back, to where it arrives')];
}

/* Where a part stands in the box of the drawing. */
function boxOf(drawing: Drawing, origin: DOMRect, column: number, volumes: FlowVolumes | null): Box {
  const r = drawing.root.getBoundingClientRect();
  return { left: r.left - origin.left, right: r.right - origin.left, top: r.top - origin.top,
    bottom: r.bottom - origin.top, column, amount: volumes?.parts.get(drawing.part.id)?.amount?.value ?? 0 };
}

class Flow implements FlowChart {
  readonly root: HTMLElement;
  private readonly drawings = new Map<string, Drawing>();
  private readonly columns = new Map<string, number>();
  private readonly stage = html('div', { class: 'flow' });
  private readonly canvas = svg('svg', { class: 'fl', 'aria-hidden': 'true' });
  private readonly wall = html('div', { class: 'fwall', 'aria-hidden': 'true' },
    html('span', {}, 'what is so'), html('span', {}, 'what is on file'));
  private readonly key = html('ul', { class: 'legend' });
  private volumes: FlowVolumes | null;
  private chosen: string | null = null;

  constructor(parts: FlowPart[], private readonly links: FlowJoin[], private readonly options: FlowOptions) {
    this.volumes = options.volumes ?? null;
    this.root = html('div', { class: 'flowbox', role: options.choose ? 'group' : 'img',
      'aria-label': options.label }, this.stage, this.key);
    this.stage.append(this.canvas);
    let column = 0;
    for (const [stage, title, none] of STAGES) {
      const here = parts.filter((part) => part.stage === stage);
      const words = stage === 'stream' && here.every((part) => part.id.startsWith('firms.')) ? 'What firms do' : title;
      if (here.length || none) this.stage.append(this.drawStage(stage, words, none, here, column++));
      if (stage === 'stream') this.stage.append(this.wall);
    }
    place(this.stage, { '--columns': String(column) });
    for (const drawing of this.drawings.values()) this.name(drawing);
    this.update(this.volumes);
    new ResizeObserver(() => this.draw()).observe(this.stage);
  }

  private drawStage(stage: string, title: string, none: string, parts: FlowPart[], column: number): HTMLElement {
    const inside = html('div', { class: 'fin' });
    if (!parts.length) inside.append(html('p', { class: 'fnone' }, none));
    for (const part of parts) {
      const drawing = drawPart(part, this.options.choose !== undefined);
      this.drawings.set(part.id, drawing);
      this.columns.set(part.id, column);
      inside.append(drawing.root);
      const light = (on: boolean) => () => this.light(on ? part.id : this.chosen);
      drawing.root.addEventListener('pointerenter', light(true));
      drawing.root.addEventListener('pointerleave', light(false));
      if (!this.options.choose) continue;
      drawing.root.addEventListener('click', () => {
        this.choose(this.chosen === part.id ? null : part.id);
        this.options.choose?.(this.chosen);
      });
    }
    return place(html('div', { class: `fcol s-${stage}` }, html('span', { class: 'fh' }, title), inside),
      { '--depth': String(column) });
  }

  /* What leads where, in words: instead of the lines where there is no room for them. */
  private name(drawing: Drawing): void {
    const to = (back: boolean): string => this.links.filter((link) => link.from === drawing.part.id && link.back === back)
      .map((link) => this.drawings.get(link.to)?.part.label ?? '').filter(Boolean).join(', ');
    const on = to(false), back = to(true);
    const words = [on ? `→ ${on}` : '', back ? `⇠ ${back}` : ''].filter(Boolean).join(' ');
    if (words) drawing.root.append(html('small', { class: 'fto' }, words));
  }

  update(volumes: FlowVolumes | null): void {
    this.volumes = volumes;
    for (const drawing of this.drawings.values()) say(drawing, volumes);
    this.key.replaceChildren(...legend(volumes?.unit ?? ''));
    this.draw();
  }

  choose(id: string | null): void {
    this.chosen = id;
    for (const drawing of this.drawings.values())
      drawing.root.setAttribute('aria-pressed', String(drawing.part.id === id));
    this.light(id);
  }

  private light(id: string | null): void {
    this.canvas.classList.toggle('lit', id !== null);
    for (const path of this.canvas.querySelectorAll<SVGElement>('[data-join]'))
      path.classList.toggle('on', id !== null && path.dataset['join']!.split(' ').includes(id));
  }

  /* Lines follow the boxes: measured, as their heights follow from words. */
  private draw(): void {
    const origin = this.stage.getBoundingClientRect();
    if (origin.width === 0 || getComputedStyle(this.stage).display !== 'grid') return;
    const boxes = new Map([...this.drawings].map(([id, drawing]) =>
      [id, boxOf(drawing, origin, this.columns.get(id) ?? 0, this.volumes)]));
    const drawn = routes(this.links.map((link) => ({ ...link, key: joinOf(link),
      amount: this.volumes?.links.get(joinOf(link)) ?? null })), boxes);
    place(this.stage, { '--rails': `${drawn.rails}px` });
    this.paint(drawn, origin);
    const first = [...boxes.values()].find((box) => box.column === 0);
    if (first) place(this.wall, { left: `${first.right + GUTTER / 2}px` });
  }

  private paint(drawn: Drawn, origin: DOMRect): void {
    this.canvas.setAttribute('viewBox', `0 0 ${origin.width} ${this.stage.scrollHeight}`);
    const old = new Map([...this.canvas.querySelectorAll<SVGPathElement>('path')].map((p) => [p.dataset['key'], p]));
    for (const { key, path, width, kind, join } of drawn.paths) {
      const element = old.get(key) ?? svg('path', { 'data-key': key, class: kind });
      old.delete(key);
      element.setAttribute('d', path);
      element.dataset['join'] = join;
      if (kind !== 'head') element.setAttribute('stroke-width', width.toFixed(2));
      if (!element.parentNode) this.canvas.append(element);
    }
    for (const gone of old.values()) gone.remove();
    this.light(this.chosen);
  }
}

export function flow(host: HTMLElement, parts: FlowPart[], links: FlowJoin[], options: FlowOptions): FlowChart {
  const chart = new Flow(parts, links, options);
  host.append(chart.root);
  return chart;
}

/** The section of the report. */
export function flowSection(host: HTMLElement, section: Section): void {
  const parts = rowsOf(section, 'nodes').map((row): FlowPart =>
    ({ id: row.text('id'), stage: row.text('stage'), label: row.text('label'), note: row.text('note') }));
  const links = rowsOf(section, 'links').map((row): FlowJoin =>
    ({ from: row.text('from'), to: row.text('to'), back: row.text('back') === 'yes' }));
  flow(host, parts, links, { label: section.answer, volumes: flowVolumes(section) });
}
