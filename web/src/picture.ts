/* A chart as one SVG that needs nothing else: charts are shapes with HTML words over them, so what stands in
   the page is measured and written down as it is seen, with the colours, lines and words it has. */

export interface PictureWords { title: string; caption: string; source: string }
export interface Picture { svg: string; width: number; height: number }

interface Area { left: number; top: number; right: number; bottom: number }

const EVERYWHERE: Area = { left: -1e6, top: -1e6, right: 1e6, bottom: 1e6 };
const SHAPES = 'path, line, rect, circle, ellipse, polyline, polygon';
const FONT = '-apple-system, "Segoe UI", Roboto, "Noto Sans", Lato, system-ui, Arial, sans-serif';
const EDGE = 18;

const canvas = document.createElement('canvas');
const pen = canvas.getContext('2d', { willReadFrequently: true });
const known = new Map<string, [string, number]>();

/* Any colour the page knows as #rrggbb and an opacity. */
function colourOf(css: string): [string, number] {
  const old = known.get(css);
  if (old || !pen) return old ?? [css, 1];
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = css;
  pen.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 0] = pen.getImageData(0, 0, 1, 1).data;
  const made: [string, number] = [`#${[r, g, b].map((c) => c.toString(16).padStart(2, '0')).join('')}`, a / 255];
  known.set(css, made);
  return made;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
}

function n(value: number): string { return String(Math.round(value * 100) / 100); }

function px(value: string): number { return parseFloat(value) || 0; }

function within(area: Area, clip: Area): Area | null {
  const made = { left: Math.max(area.left, clip.left), top: Math.max(area.top, clip.top),
    right: Math.min(area.right, clip.right), bottom: Math.min(area.bottom, clip.bottom) };
  return made.right > made.left && made.bottom > made.top ? made : null;
}

class Tracer {
  readonly out: string[] = [];
  seen: Area = { left: 0, top: 0, right: 0, bottom: 0 };

  constructor(private readonly origin: DOMRect) {
    this.seen = { left: 0, top: 0, right: origin.width, bottom: origin.height };
  }

  private area(rect: DOMRect): Area {
    return { left: rect.left - this.origin.left, top: rect.top - this.origin.top,
      right: rect.right - this.origin.left, bottom: rect.bottom - this.origin.top };
  }

  private note(area: Area): void {
    this.seen = { left: Math.min(this.seen.left, area.left), top: Math.min(this.seen.top, area.top),
      right: Math.max(this.seen.right, area.right), bottom: Math.max(this.seen.bottom, area.bottom) };
  }

  element(element: Element, clip: Area, opacity: number): void {
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden' || element.closest('[data-unpictured]')) return;
    const faint = opacity * Number(style.opacity);
    if (faint === 0) return;
    if (element instanceof SVGSVGElement) {
      this.shapes(element, faint);
      return;
    }
    const area = this.area(element.getBoundingClientRect());
    this.box(style, area, clip, faint, '');
    const inner = style.overflowX === 'visible' ? clip : within(area, clip);
    this.before(element, area, inner ?? clip, faint);
    if (!inner) return;
    for (const child of element.childNodes)
      if (child instanceof Element) this.element(child, inner, faint);
      else if (child instanceof Text) this.text(child, style, inner, faint);
  }

  /* A mark made by a stylesheet: it has a box and no words. */
  private before(element: Element, parent: Area, clip: Area, opacity: number): void {
    const style = getComputedStyle(element, '::before');
    if (style.content !== '""' || style.display === 'none') return;
    const sides = px(style.borderLeftWidth) + px(style.borderRightWidth), ends = px(style.borderTopWidth) + px(style.borderBottomWidth);
    const own = style.boxSizing === 'border-box';
    const width = px(style.width) + (own ? 0 : sides), height = px(style.height) + (own ? 0 : ends);
    const left = parent.left + px(style.left) + px(style.marginLeft), top = parent.top + px(style.top) + px(style.marginTop);
    const x = left + width / 2, y = top + height / 2, turn = style.transform;
    this.box(style, { left, top, right: left + width, bottom: top + height }, clip, opacity,
      turn === 'none' ? '' : ` transform="translate(${n(x)} ${n(y)}) ${turn} translate(${n(-x)} ${n(-y)})"`);
  }

  /* Ground and border of a box. */
  private box(style: CSSStyleDeclaration, whole: Area, clip: Area, opacity: number, turn: string): void {
    const area = within({ ...whole, right: Math.max(whole.right, whole.left + 0.01), bottom: Math.max(whole.bottom, whole.top + 0.01) }, clip);
    if (!area) return;
    const width = area.right - area.left, height = area.bottom - area.top;
    const [fill, solid] = colourOf(style.backgroundColor);
    const widths = (['Top', 'Right', 'Bottom', 'Left'] as const).map((side) =>
      (style.getPropertyValue(`border-${side.toLowerCase()}-style`) === 'none' ? 0
        : px(style.getPropertyValue(`border-${side.toLowerCase()}-width`))));
    const even = widths[0]! > 0 && widths.every((w) => w === widths[0]);
    const round = style.borderTopLeftRadius.endsWith('%') ? width * px(style.borderTopLeftRadius) / 100 : px(style.borderTopLeftRadius);
    const inset = even ? widths[0]! / 2 : 0;
    const [stroke, line] = colourOf(style.borderTopColor);
    if (solid > 0 || (even && line > 0)) {
      this.out.push(`<rect x="${n(area.left + inset)}" y="${n(area.top + inset)}" width="${n(Math.max(width - 2 * inset, 0.01))}" height="${n(Math.max(height - 2 * inset, 0.01))}"` +
        (round > 0 ? ` rx="${n(Math.min(round, width / 2, height / 2))}"` : '') +
        ` fill="${solid > 0 ? fill : 'none'}"${solid < 1 && solid > 0 ? ` fill-opacity="${n(solid)}"` : ''}` +
        (even ? ` stroke="${stroke}" stroke-width="${n(widths[0]!)}"${line < 1 ? ` stroke-opacity="${n(line)}"` : ''}${this.dashes(style.borderTopStyle, widths[0]!)}` : '') +
        `${opacity < 1 ? ` opacity="${n(opacity)}"` : ''}${turn}/>`);
      this.note(area);
    }
    this.pattern(style, area, opacity);
    if (!even) this.sides(style, area, widths, opacity);
  }

  private dashes(kind: string, width: number): string {
    return kind === 'dashed' ? ` stroke-dasharray="${n(Math.max(3, width * 2))} ${n(Math.max(3, width * 2))}"`
      : kind === 'dotted' ? ` stroke-dasharray="${n(width)} ${n(width)}"` : '';
  }

  private sides(style: CSSStyleDeclaration, a: Area, widths: number[], opacity: number): void {
    const [t = 0, r = 0, b = 0, l = 0] = widths;
    const lines: [string, number, number, number, number, number][] = [
      ['top', t, a.left, a.top + t / 2, a.right, a.top + t / 2], ['right', r, a.right - r / 2, a.top, a.right - r / 2, a.bottom],
      ['bottom', b, a.left, a.bottom - b / 2, a.right, a.bottom - b / 2], ['left', l, a.left + l / 2, a.top, a.left + l / 2, a.bottom]];
    for (const [side, width, x1, y1, x2, y2] of lines) {
      const [stroke, solid] = colourOf(style.getPropertyValue(`border-${side}-color`));
      if (width === 0 || solid === 0) continue;
      this.out.push(`<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" stroke="${stroke}" stroke-width="${n(width)}"` +
        `${solid * opacity < 1 ? ` stroke-opacity="${n(solid * opacity)}"` : ''}${this.dashes(style.getPropertyValue(`border-${side}-style`), width)}/>`);
      this.note(a);
    }
  }

  /* The two drawings that stylesheets make of gradients: a bar across the middle, and hatching. */
  private pattern(style: CSSStyleDeclaration, a: Area, opacity: number): void {
    const colour = /(?:rgba?|color|oklab|lab)\([^)]*\)/.exec(style.backgroundImage)?.[0];
    if (!colour) return;
    const [stroke] = colourOf(colour), middle = (a.top + a.bottom) / 2, faint = opacity < 1 ? ` opacity="${n(opacity)}"` : '';
    if (!style.backgroundImage.startsWith('repeating')) {
      const size = px(style.backgroundSize.split(' ')[1] ?? '');
      if (size) this.out.push(`<rect x="${n(a.left)}" y="${n(middle - size / 2)}" width="${n(a.right - a.left)}" height="${n(size)}" fill="${stroke}"${faint}/>`);
      return;
    }
    const height = a.bottom - a.top, lines: string[] = [];
    for (let x = a.left - height; x < a.right; x += 6.5) {
      const from = Math.max(x, a.left), to = Math.min(x + height, a.right);
      if (to > from) lines.push(`M${n(from)} ${n(a.bottom - (from - x))}L${n(to)} ${n(a.bottom - (to - x))}`);
    }
    this.out.push(`<path d="${lines.join('')}" fill="none" stroke="${stroke}" stroke-width="1.6"${faint}/>`);
  }

  private shapes(drawing: SVGSVGElement, opacity: number): void {
    for (const shape of drawing.querySelectorAll<SVGGraphicsElement>(SHAPES)) {
      const style = getComputedStyle(shape), m = shape.getScreenCTM();
      if (!m || style.display === 'none' || style.visibility === 'hidden') continue;
      const plain = shape.cloneNode(false) as SVGGraphicsElement;
      for (const { name } of [...plain.attributes])
        if (!/^(d|x|y|x1|y1|x2|y2|cx|cy|r|rx|ry|width|height|points)$/.test(name)) plain.removeAttribute(name);
      plain.setAttribute('transform', `matrix(${[m.a, m.b, m.c, m.d, m.e - this.origin.left, m.f - this.origin.top].map((v) => +v.toFixed(5)).join(' ')})`);
      const through = Number(style.opacity) * opacity;
      for (const what of ['fill', 'stroke'] as const) {
        const paint = style.getPropertyValue(what), [colour, solid] = paint === 'none' ? ['none', 0] : colourOf(paint);
        plain.setAttribute(what, solid > 0 ? colour : 'none');
        const part = solid * Number(style.getPropertyValue(`${what}-opacity`) || 1);
        if (solid > 0 && part < 1) plain.setAttribute(`${what}-opacity`, n(part));
      }
      if (plain.getAttribute('stroke') !== 'none') {
        plain.setAttribute('stroke-width', style.strokeWidth.replace('px', ''));
        if (style.strokeDasharray !== 'none') plain.setAttribute('stroke-dasharray', style.strokeDasharray.replace(/px/g, ''));
        if (style.vectorEffect !== 'none') plain.setAttribute('vector-effect', style.vectorEffect);
      }
      if (through < 1) plain.setAttribute('opacity', n(through));
      this.out.push(new XMLSerializer().serializeToString(plain).replace(/ xmlns="[^"]*"/, ''));
      this.note(this.area(shape.getBoundingClientRect()));
    }
  }

  /* Words line by line, each where it stands. */
  private text(node: Text, style: CSSStyleDeclaration, clip: Area, opacity: number): void {
    if (!pen || !node.data.trim()) return;
    const range = document.createRange(), lines: { area: Area; words: string }[] = [];
    for (const word of node.data.matchAll(/\S+/g)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
      if (!rects.length) continue;
      const area = this.area(rects[0]!), last = lines[lines.length - 1];
      if (rects.length > 1) this.broken(node, word.index, word[0], lines);
      else if (last && Math.abs(last.area.top - area.top) < 2) {
        last.words += ` ${word[0]}`;
        last.area.right = area.right;
      } else lines.push({ area, words: word[0] });
    }
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const up = pen.measureText('x').fontBoundingBoxAscent, [fill, solid] = colourOf(style.color);
    for (const { area, words } of lines) {
      if (!within(area, clip)) continue;
      this.out.push(`<text x="${n(area.left)}" y="${n(area.top + up)}" font-size="${n(px(style.fontSize))}"` +
        `${/mono/i.test(style.fontFamily) ? ' font-family="ui-monospace, Menlo, Consolas, monospace"' : ''}` +
        `${style.fontWeight === '400' ? '' : ` font-weight="${style.fontWeight}"`} fill="${fill}"` +
        `${solid * opacity < 1 ? ` fill-opacity="${n(solid * opacity)}"` : ''}>${escaped(words)}</text>`);
      this.note(area);
    }
  }

  /* A word that is broken over lines, letter by letter. */
  private broken(node: Text, start: number, word: string, lines: { area: Area; words: string }[]): void {
    const range = document.createRange();
    for (let i = 0; i < word.length; i++) {
      range.setStart(node, start + i);
      range.setEnd(node, start + i + 1);
      const area = this.area(range.getBoundingClientRect()), last = lines[lines.length - 1];
      if (last && Math.abs(last.area.top - area.top) < 2) {
        last.words += i === 0 ? ` ${word[i]}` : word[i];
        last.area.right = area.right;
      } else lines.push({ area, words: word[i]! });
    }
  }
}

/* Words in lines that fit. */
function folded(words: string, width: number, size: number, weight: number): string[] {
  const lines: string[] = [];
  if (pen) pen.font = `${weight} ${size}px ${FONT}`;
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && (!pen || pen.measureText(`${last} ${word}`).width <= width)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The chart in `host` as it is seen now, with its words above and its source below. */
export function pictureOf(host: HTMLElement, words: PictureWords): Picture {
  const tracer = new Tracer(host.getBoundingClientRect());
  for (const child of host.children) tracer.element(child, EVERYWHERE, 1);
  const { seen } = tracer, root = getComputedStyle(document.documentElement);
  const [ink] = colourOf(root.getPropertyValue('--ink')), [muted] = colourOf(root.getPropertyValue('--muted')), [ground] = colourOf(root.getPropertyValue('--card'));
  const wide = seen.right - seen.left, width = Math.ceil(wide + 2 * EDGE);
  let y = EDGE;
  const parts: string[] = [];
  const say = (text: string, size: number, weight: number, fill: string): void => {
    for (const line of folded(text, wide, size, weight)) {
      y += size * 1.32;
      parts.push(`<text x="${EDGE}" y="${n(y)}" font-size="${size}"${weight === 400 ? '' : ` font-weight="${weight}"`} fill="${fill}">${escaped(line)}</text>`);
    }
    y += 6;
  };
  say(words.title, 20, 700, ink);
  say(words.caption, 14, 400, ink);
  y += 10;
  parts.push(`<g transform="translate(${n(EDGE - seen.left)} ${n(y - seen.top)})">${tracer.out.join('\n')}</g>`);
  y += seen.bottom - seen.top + 10;
  say(words.source, 11, 400, muted);
  const height = Math.ceil(y + EDGE);
  return { width, height, svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${escaped(FONT)}" role="img" aria-label="${escaped(words.title)}"><title>${escaped(words.title)}</title>` +
    `<desc>${escaped(`${words.caption} ${words.source}`)}</desc><rect width="${width}" height="${height}" fill="${ground}"/>\n${parts.join('\n')}\n</svg>\n` };
}

/** The same in pixels, two to one of the page's; no request leaves the page. */
export async function pixelsOf(picture: Picture): Promise<Blob> {
  const image = new Image(), sheet = document.createElement('canvas');
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`;
  await image.decode();
  sheet.width = picture.width * 2;
  sheet.height = picture.height * 2;
  sheet.getContext('2d')?.drawImage(image, 0, 0, sheet.width, sheet.height);
  return new Promise((done, failed) => sheet.toBlob((blob) =>
    (blob ? done(blob) : failed(new Error('the browser made no picture'))), 'image/png'));
}
