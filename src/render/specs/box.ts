/** A rectangle in logical pixels, y downwards. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Whether two boxes come closer than `gap` pixels. */
export function boxesTouch(one: Box, other: Box, gap = 0): boolean {
  return (
    one.left < other.right + gap &&
    other.left < one.right + gap &&
    one.top < other.bottom + gap &&
    other.top < one.bottom + gap
  );
}

/** The first candidate that keeps a pixel clear of every obstacle, if any does. */
export function findFreeBox<T extends Box>(
  candidates: readonly T[],
  obstacles: readonly Box[],
): T | undefined {
  return candidates.find((candidate) => obstacles.every((obstacle) => !boxesTouch(candidate, obstacle, 1)));
}
