/* The four marks of the ladder, and the ring for people missed: shape repeats the lane, so colour
   never stands alone. */
import { svg } from '../dom';

export type Rung = 'rule' | 'protected' | 'error' | 'association' | 'missed' | 'none';
export const RUNGS: Rung[] = ['rule', 'protected', 'error', 'association', 'missed', 'none'];

const CLASS: Record<Rung, string> = {
  rule: 'k-rule', protected: 'k-prot', error: 'k-err', association: 'k-assoc', missed: 'k-miss',
  none: 'k-rest',
};
export function markClass(rung: Rung): string { return CLASS[rung]; }

function circle(x: number, y: number, r: number): string {
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}

/** Path of one mark of about r around (x, y); areas are about equal. */
export function markPath(rung: Rung, x: number, y: number, r: number): string {
  switch (rung) {
    case 'protected': { const d = r * 1.28; return `M${x} ${y - d}l${d} ${d}l${-d} ${d}l${-d} ${-d}Z`; }
    case 'error': { const h = r * 0.93; return `M${x - h} ${y - h}h${2 * h}v${2 * h}h${-2 * h}Z`; }
    case 'association': {
      const t = r * 1.24;
      return `M${x} ${y - t}l${t} ${t * 1.74}h${-2 * t}Z`;
    }
    case 'missed': return circle(x, y, r * 0.86);
    default: return circle(x, y, r);
  }
}

export function glyph(rung: Rung): SVGSVGElement {
  return svg('svg', { class: 'g', viewBox: '-6 -6 12 12', 'aria-hidden': 'true' },
    svg('path', { class: CLASS[rung], d: markPath(rung, 0, 0, 4.7) }));
}
