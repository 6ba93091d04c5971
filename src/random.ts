/** A stream of numbers in [0, 1) that depends on nothing but its seed. */
export type Random = () => number;

/** Mulberry32 (T. Ettinger), seeded by a text through FNV-1a: small, fast, and good enough for a story. */
export function randomOf(seed: string): Random {
  let state = 2_166_136_261;
  for (let index = 0; index < seed.length; index++) {
    state = Math.imul(state ^ seed.charCodeAt(index), 16_777_619);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the items, which must not be empty. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("There is nothing to pick from.");
  return item;
}

/** A factor around 1: `spread` is about its standard deviation on the logarithmic scale. */
export function factorAround(random: Random, spread: number): number {
  // The sum of three uniform numbers is bell-shaped enough, and bounded.
  return Math.exp((random() + random() + random() - 1.5) * 2 * spread);
}
