/** Numbers in [0, 1). */
export type Random = () => number;

/** `count` of the items, each at most once, in their order; all where there are no more. */
export function sampleOf<T>(items: readonly T[], count: number, random: Random): T[] {
  const kept: T[] = [];
  let needed = Math.min(count, items.length);
  // Each is taken with the chance that leaves every choice equally likely (selection sampling, Knuth 3.4.2 S).
  for (const [index, item] of items.entries()) {
    if (needed > 0 && random() * (items.length - index) < needed) {
      kept.push(item);
      needed -= 1;
    }
  }
  return kept;
}

/** As many draws as there are items, each of any of them: how often each came, by its number. */
export function drawOf(items: number, random: Random): Int32Array {
  const times = new Int32Array(items);
  for (let draw = 0; draw < items; draw++) {
    const item = Math.floor(random() * items);
    times[item] = (times[item] ?? 0) + 1;
  }
  return times;
}
