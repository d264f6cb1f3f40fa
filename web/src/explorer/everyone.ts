/* Everyone: one dot for each of up to 100,000 persons, on one canvas. Dots have fixed places, so what moves
   between two pictures is who is listed, and nothing else. Where people are only looked at and not yet run,
   the picture lies between the looks that are known, and says so. */
import { glyph, type Rung, RUNGS } from '../charts/glyph';
import { rowsOf } from '../data';
import { html, place } from '../dom';
import { write } from '../format';
import { sectionOf } from './figures';
import { keyOf, type Settings } from './settings';
import type { App, Result, State } from './state';
import { placeOf, readValue } from './values';

const WORDS_REST_MS = 120;
const MOST = 100_000, DOT = 2, TALLEST = 1.25, REMEMBERED = 200;
/** Where fewer than this share are listed, their dots are larger than the others. */
const FEW = 0.05;
const COLOURS: Record<Rung, string> = {
  rule: '--rule', protected: '--prot', error: '--err', association: '--assoc', missed: '--miss', none: '--rest',
};
const WORDS: Record<Rung, string> = {
  rule: 'listed by the rules', protected: 'for protected conduct', error: 'by error',
  association: 'by association', missed: 'missed', none: 'not penalised',
};

/** Shares of the rungs, in the order of RUNGS without the last. */
type Shares = number[];

function sharesOf(result: Result): Shares | null {
  const who = sectionOf(result.report, 'who');
  if (!who) return null;
  const rows = rowsOf(who, 'ladder');
  return RUNGS.slice(0, -1).map((rung) => (rows.find((row) => row.text('class') === rung)?.number('per_1000') ?? 0) / 1000);
}

/** Whole persons that add up, by largest remainders. */
export function wholePersons(shares: number[], persons: number): number[] {
  const all = [...shares, Math.max(0, 1 - shares.reduce((a, b) => a + b, 0))].map((share) => share * persons);
  const whole = all.map(Math.floor);
  let left = persons - whole.reduce((a, b) => a + b, 0);
  const order = all.map((value, i) => [value - whole[i]!, i] as const).sort((a, b) => b[0] - a[0]);
  for (const [, i] of order) if (left-- > 0) whole[i]!++;
  return whole;
}

/** Places in an order that looks like chance and is always the same. */
function shuffled(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  let state = 0x2545F491;
  for (let i = count - 1; i > 0; i--) {
    state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
    const j = (state >>> 0) % (i + 1), kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

function colourOf(name: string): number {
  const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const value = Number.parseInt(text.slice(1), 16);
  return (0xFF << 24 | (value & 0xFF) << 16 | (value & 0xFF00) | value >> 16 & 0xFF) >>> 0;
}

export class Crowd {
  readonly canvas = html('canvas', { role: 'img' });
  persons = 0;
  scattered = true;
  private columns = 0;
  private rows = 0;
  private dot = DOT;
  private order: Uint32Array = new Uint32Array();
  private colours: number[] = [];
  private image: ImageData | null = null;

  /** As many dots as fit, for so many persons; the width is the canvas's own. */
  fit(persons: number): void {
    const width = this.canvas.clientWidth, ratio = Math.min(3, Math.max(1, Math.round(devicePixelRatio)));
    if (width === 0) return;
    const columns = Math.floor(width / DOT), most = Math.floor(columns * width * TALLEST / DOT);
    const count = Math.min(MOST, persons, most);
    this.columns = columns;
    this.rows = Math.ceil(count / columns);
    this.dot = DOT * ratio;
    if (count !== this.persons) this.order = shuffled(count);
    this.persons = count;
    this.canvas.width = columns * this.dot;
    this.canvas.height = this.rows * this.dot;
    this.image = new ImageData(this.canvas.width, this.canvas.height);
    this.recolour();
  }

  recolour(): void { this.colours = RUNGS.map((rung) => colourOf(COLOURS[rung])); }

  paint(counts: number[]): void {
    const { image, dot, columns, order, rows } = this;
    if (!image) return;
    const pixels = new Uint32Array(image.data.buffer), width = columns * dot, gap = Math.max(1, dot >> 1);
    pixels.fill(0);
    const none = RUNGS.length - 1, few = this.persons - (counts[none] ?? 0) < FEW * this.persons;
    const ends: number[] = [];
    for (const count of counts) ends.push(Math.min(this.persons, (ends[ends.length - 1] ?? 0) + count));
    /* the listed last: where they are few their dots reach over their neighbours */
    for (const r of [none, ...RUNGS.keys()].slice(0, -1)) {
      const colour = this.colours[r]!, rung = RUNGS[r];
      const size = r === none ? gap : few && this.scattered ? dot + gap : dot;
      for (let i = ends[r - 1] ?? 0; i < ends[r]!; i++) {
        /* in order: down the columns, as the 1,000 marks stand */
        const at = this.scattered ? order[i]! : i % rows * columns + Math.floor(i / rows);
        const corner = Math.floor(at / columns) * dot * width + at % columns * dot;
        for (let y = 0; y < size; y++) {
          const row = corner + y * width;
          for (let x = 0; x < size; x++) pixels[row + x] = colour;
        }
        if (rung === 'missed' && size > 2) pixels[corner + width + 1] = 0;
      }
    }
    this.canvas.getContext('2d')?.putImageData(image, 0, 0);
  }
}

interface Look { settings: Settings; shares: Shares }

/* Settings that differ in one path alone, or in none. */
function onlyPath(a: Settings, b: Settings): string | null | false {
  const bare = (s: Settings): string => keyOf({ ...s, sets: {} }, true);
  if (bare(a) !== bare(b)) return false;
  const paths = [...new Set([...Object.keys(a.sets), ...Object.keys(b.sets)])].filter((p) => a.sets[p] !== b.sets[p]);
  return paths.length === 0 ? null : paths.length === 1 ? paths[0]! : false;
}

/** Between the two looks on either side; null where nothing near is known. */
function between(looks: Look[], state: State): Shares | null {
  const near: { path: string | null; at: number; shares: Shares }[] = [];
  for (const look of looks) {
    const path = onlyPath(look.settings, state.settings);
    if (path === null) return look.shares;
    const parameter = path && state.published?.parameters.find((p) => p.path === path);
    if (!path || !parameter || parameter.high <= parameter.low) continue;
    const value = readValue(parameter, look.settings.sets[path] ?? parameter.text);
    const here = readValue(parameter, state.settings.sets[path] ?? parameter.text);
    if (value !== null && here !== null)
      near.push({ path, at: placeOf(parameter, value) - placeOf(parameter, here), shares: look.shares });
  }
  const below = near.filter((n) => n.at <= 0).sort((a, b) => b.at - a.at)[0];
  const above = near.filter((n) => n.at > 0 && (!below || n.path === below.path)).sort((a, b) => a.at - b.at)[0];
  if (!below || !above) return (below ?? above)?.shares ?? null;
  const part = below.at === above.at ? 0 : -below.at / (above.at - below.at);
  return below.shares.map((share, i) => share + part * (above.shares[i]! - share));
}

export function mountEveryone(host: HTMLElement, app: App): void {
  const crowd = new Crowd(), note = html('p', { class: 'how' }), legend = html('ul', { class: 'legend' });
  const order = html('button', { class: 'btn quiet small', type: 'button', 'aria-pressed': 'false' }, 'Stand in order');
  host.append(html('div', { class: 'hd' }, html('h2', { id: 'everyone-h' }, 'Everyone'), order),
    html('div', { class: 'crowd' }, crowd.canvas), legend, note);
  const looks: Look[] = [];
  let asked = 0, timer = 0, shares: Shares | null = null, about = false, persons = 0;
  const describe = (counts: number[]): void => {
    const parts = RUNGS.map((rung, i) => `${write(counts[i] ?? 0, 'count')} ${WORDS[rung]}`);
    const every = crowd.persons === persons ? `Each dot is one of ${write(persons, 'count')} people`
      : `Each dot is one person: ${write(crowd.persons, 'count')}, in the proportions of ${write(persons, 'count')}`;
    crowd.canvas.setAttribute('aria-label', `${every}: ${parts.join(', ')}.`);
    legend.replaceChildren(...RUNGS.map((rung, i) => html('li', {}, glyph(rung), parts[i]!)));
    note.textContent = `${every}, on the last day. Places mean nothing. ` +
      (about ? 'Between two looks while you move; the next look is on its way.' : '');
  };
  const paint = (): void => {
    asked = 0;
    if (!shares || host.hidden) return;
    const counts = wholePersons(shares, crowd.persons);
    crowd.paint(counts);
    /* words cost a layout each: while one moves they follow a little behind */
    clearTimeout(timer);
    if (about) timer = window.setTimeout(describe, WORDS_REST_MS, counts);
    else describe(counts);
  };
  const repaint = (): void => { if (!asked) asked = requestAnimationFrame(paint); };
  order.addEventListener('click', () => {
    crowd.scattered = !crowd.scattered;
    order.setAttribute('aria-pressed', String(!crowd.scattered));
    repaint();
  });
  new ResizeObserver(() => { crowd.fit(persons); repaint(); }).observe(crowd.canvas.parentElement!);
  const recolour = (): void => { crowd.recolour(); repaint(); };
  new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
  app.subscribe((now, before) => {
    if (now.shown !== before.shown && now.shown) {
      shares = sharesOf(now.shown);
      about = false;
      host.hidden = !shares;
      if (shares) looks.push({ settings: now.shown.settings, shares });
      if (looks.length > REMEMBERED) looks.shift();
      if (persons !== now.shown.run.persons || crowd.persons === 0) crowd.fit(persons = now.shown.run.persons);
      repaint();
    } else if (now.settings !== before.settings && !now.fresh) {
      const guess = between(looks, now);
      if (guess) shares = guess;
      about = guess !== null;
      repaint();
    }
  });
  place(crowd.canvas, { width: '100%' });
}
