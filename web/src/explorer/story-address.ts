/* "#story=3": the third step. */
export const STEPS = 5;

/** 1..5; null where the address is not of a step. */
export function storyStep(hash: string): number | null {
  const found = /^#story(?:=(\d+))?$/.exec(hash);
  return found ? Math.min(STEPS, Math.max(1, Number(found[1] ?? 1))) : null;
}

export function storyHash(step: number): string { return `#story=${step}`; }
