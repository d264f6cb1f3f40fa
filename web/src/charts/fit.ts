/* Words along an axis that would touch are left out, once it is known how wide the axis stands: every
   second, every third, ... remains, so that the steps stay even. */

const ROOM = 5; /* px between two words */
const ZERO = /^[−+]?0(\.0+)?%?$/;

function touching(words: HTMLElement[]): boolean {
  const boxes = words.map((word) => word.getBoundingClientRect());
  return boxes.some((box, i) => i > 0 && box.left < boxes[i - 1]!.right + ROOM);
}

function fit(axis: Element, which: string): void {
  const all = [...axis.querySelectorAll<HTMLElement>(which)];
  for (const word of all) word.classList.remove('off');
  const words = all.filter((word) => word.getBoundingClientRect().width > 0);
  const zero = Math.max(0, words.findIndex((word) => ZERO.test(word.textContent ?? '')));
  for (let every = 1; every <= words.length; every++) {
    const left = words.filter((_, i) => i % every === zero % every);
    if (every < words.length && touching(left)) continue;
    for (const word of words) word.classList.toggle('off', !left.includes(word));
    return;
  }
}

/** Keeps the words `which` (a selector) of the axis apart, at every width it is given. */
export function keepApart<T extends HTMLElement>(axis: T, which: string): T {
  new ResizeObserver(() => fit(axis, which)).observe(axis);
  return axis;
}
