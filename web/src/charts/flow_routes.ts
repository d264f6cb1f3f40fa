/* Where the lines of a flow run: bands from the right side of a part to the left side of a later one, as
   wide as what passes; what goes back runs in the gutters between the columns and below them, and arrives at
   the right side of an earlier part. */

export interface Box { left: number; right: number; top: number; bottom: number; column: number; amount: number }
export interface Join { from: string; to: string; back: boolean; key: string; amount: number | null }
export interface Path { key: string; path: string; width: number; kind: 'band' | 'back' | 'head'; join: string }
/** rails: room below the columns for what goes back, in px. */
export interface Drawn { paths: Path[]; rails: number }

const THIN = 1.5, WIDEST = 26, GAP = 1, RAIL = 8, ARROW = 6;

interface Ends { join: Join; from: Box; to: Box; width: number }

function middle(box: Box): number { return (box.top + box.bottom) / 2; }

/* Widths on one scale for all links that leave a column, such that they fit the sides of their parts. The
   parts they lead to are on it too: a link that is not counted does not make the others wide. */
function widths(ends: Ends[]): void {
  for (const column of new Set(ends.map((end) => end.from.column))) {
    const here = ends.filter((end) => end.from.column === column);
    const most = Math.max(0, ...here.map((end) => Math.max(end.join.amount ?? 0, end.to.amount)));
    let scale = most > 0 ? WIDEST / most : 0;
    for (const side of ['from', 'to'] as const)
      for (const box of new Set(here.map((end) => end[side]))) {
        const all = here.filter((end) => end[side] === box);
        const sum = all.reduce((total, end) => total + (end.join.amount ?? 0), 0);
        const room = 0.86 * (box.bottom - box.top) - all.length * (THIN + GAP);
        if (sum > 0) scale = Math.min(scale, Math.max(room, 8) / sum);
      }
    for (const end of here) end.width = Math.max(THIN, (end.join.amount ?? 0) * scale);
  }
}

/* Heights at which the links of one side of a part leave or arrive, in the order of their other ends. */
function stack(ends: Ends[], side: 'from' | 'to'): Map<Ends, number> {
  const at = new Map<Ends, number>(), other = side === 'from' ? 'to' : 'from';
  for (const box of new Set(ends.map((end) => end[side]))) {
    const here = ends.filter((end) => end[side] === box).sort((a, b) => middle(a[other]) - middle(b[other]));
    let y = middle(box) - here.reduce((sum, end) => sum + end.width + GAP, -GAP) / 2;
    for (const end of here) {
      at.set(end, y + end.width / 2);
      y += end.width + GAP;
    }
  }
  return at;
}

/* A way within a column: straight down to the next part, around the parts between to a later one. */
function within({ join, from, to, width }: Ends, boxes: Box[]): Path {
  const x = (from.left + from.right) / 2, between = boxes.some((box) => box.column === from.column &&
    box.top > from.bottom - 1 && box.bottom < to.top + 1);
  const y1 = middle(from), y2 = middle(to), out = from.right + 15;
  const path = between ? `M${from.right} ${y1}C${out} ${y1} ${out} ${y1} ${out} ${y1 + 14}V${y2 - 14}C${out} ${y2} ${out} ${y2} ${to.right} ${y2}`
    : `M${x} ${from.bottom}V${to.top}`;
  return { key: join.key, path, width: between ? Math.min(width, 6) : width, kind: 'band', join: join.key };
}

/* Room between the parts of a column, above and below them, for what passes it. */
interface Free { top: number; bottom: number }

function freeIn(boxes: Box[], column: number): Free[] {
  const here = boxes.filter((box) => box.column === column).sort((a, b) => a.top - b.top);
  const bottom = Math.max(...boxes.map((box) => box.bottom)), free: Free[] = [];
  let top = Math.min(...boxes.map((box) => box.top)) - 14;
  for (const box of here) {
    free.push({ top: top + 2, bottom: box.top - 2 });
    top = box.bottom;
  }
  free.push({ top: top + 2, bottom: bottom + 8 });
  return free;
}

/* Takes a strip of that width out of the free room nearest to y; where there is none, it runs behind. */
function take(free: Free[], y: number, width: number): number {
  let best: Free | null = null, at = y, least = Infinity;
  for (const room of free) {
    if (room.bottom - room.top < width) continue;
    const near = Math.min(Math.max(y, room.top + width / 2), room.bottom - width / 2);
    if (Math.abs(near - y) >= least) continue;
    [best, at, least] = [room, near, Math.abs(near - y)];
  }
  if (!best) return y;
  const below = { top: at + width / 2 + GAP, bottom: best.bottom };
  best.bottom = at - width / 2 - GAP;
  free.push(below);
  return at;
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const bend = (x2 - x1) / 2;
  return `C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/* Bands, the widest first; one that passes columns goes between their parts. */
function bands(ends: Ends[], boxes: Box[]): Path[] {
  const leave = stack(ends, 'from'), arrive = stack(ends, 'to'), free = new Map<number, Free[]>();
  return [...ends].sort((a, b) => b.width - a.width).map((end) => {
    const { join, from, to, width } = end, y1 = leave.get(end)!, y2 = arrive.get(end)!;
    let x = from.right, y = y1, path = `M${x} ${y}`;
    for (let column = from.column + 1; column < to.column; column++) {
      const passed = boxes.filter((box) => box.column === column);
      if (!passed.length) continue;
      if (!free.has(column)) free.set(column, freeIn(boxes, column));
      const left = Math.min(...passed.map((box) => box.left)), right = Math.max(...passed.map((box) => box.right));
      const straight = y1 + (y2 - y1) * ((left + right) / 2 - from.right) / (to.left - from.right);
      const at = take(free.get(column)!, straight, width);
      path += `${curve(x, y, left, at)}H${right}`;
      [x, y] = [right, at];
    }
    return { key: join.key, width, kind: 'band', join: join.key, path: path + curve(x, y, to.left, y2) };
  });
}

/* What goes back, by where it arrives: one trunk with an arrow for each part, fed by all its sources. */
function backs(ends: Ends[], boxes: Box[]): Drawn {
  const paths: Path[] = [], targets = [...new Set(ends.map((end) => end.to))];
  const bottom = Math.max(0, ...boxes.map((box) => box.bottom));
  let rails = 0;
  const slots = new Map<number, number>();
  targets.sort((a, b) => b.column - a.column || a.top - b.top);
  for (const to of targets) {
    const here = ends.filter((end) => end.to === to), slot = slots.get(to.column) ?? 0;
    slots.set(to.column, slot + 1);
    const x = to.right + ARROW + 5 + 5 * slot, y = to.bottom - 9 - 3 * (slot % 3);
    const far = here.some((end) => end.from.column > to.column + 1);
    const rail = far ? bottom + 12 + RAIL * rails++ : 0;
    for (const end of here) {
      const out = end.from.left - 7 - 4 * slot, from = end.from.top + 9 + 3 * (slot % 3);
      const near = end.from.column <= to.column + 1;
      const way = near ? `H${x}` : `H${out}V${rail}H${x}`;
      paths.push({ key: end.join.key, width: 1.6, kind: 'back', join: end.join.key,
        path: `M${end.from.left} ${from}${way}V${y}H${to.right + ARROW}` });
    }
    paths.push({ key: `${here[0]!.join.to} head`, width: 0, kind: 'head',
      join: here.map((end) => end.join.key).join(' '),
      path: `M${to.right + 1} ${y}l${ARROW} -4v8z` });
  }
  return { paths, rails: rails ? 14 + RAIL * rails : 0 };
}

export function routes(joins: Join[], at: Map<string, Box>): Drawn {
  const ends = joins.flatMap((join): Ends[] => {
    const from = at.get(join.from), to = at.get(join.to);
    return from && to ? [{ join, from, to, width: THIN }] : [];
  });
  const boxes = [...at.values()], on = ends.filter((end) => !end.join.back);
  const across = on.filter((end) => end.to.column > end.from.column);
  widths(across);
  const back = backs(ends.filter((end) => end.join.back), boxes);
  return { rails: back.rails, paths: [
    ...bands(across, boxes),
    ...on.filter((end) => end.to.column === end.from.column).map((end) => within(end, boxes)), ...back.paths] };
}
