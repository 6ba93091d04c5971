/** A linear scale: called by layout to place words, handed to Vega-Lite to place marks, so that both agree. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
  /** Pixels. */
  readonly range: readonly [number, number];
}

/** The scale from `domain` to `range` pixels. A domain without extent maps to the middle of the range. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const extent = domain[1] - domain[0];
  const at = (value: number) =>
    extent === 0
      ? (range[0] + range[1]) / 2
      : range[0] + ((value - domain[0]) / extent) * (range[1] - range[0]);
  return Object.assign(at, { domain, range });
}

/** Health is drawn from 30, or from 0 for the whole chart if any value in view is under 35. */
export function healthFloor(scores: Iterable<number>): 0 | 30 {
  for (const score of scores) if (score < 35) return 0;
  return 30;
}

/** The largest of 1, 2, 5, 10, 20, 25, 50, 100, ... that is at most `value`; 0 under 1. The one tick of a count. */
export function roundTick(value: number): number {
  let best = 0;
  for (let power = 1; power <= value; power *= 10) {
    for (const step of power >= 10 ? [1, 2, 2.5, 5] : [1, 2, 5]) {
      if (step * power <= value) best = step * power;
    }
  }
  return best;
}

/**
 * Moves places apart until neighbours are `gap` apart, as little as possible, and keeps all of them between `low` and
 * `high` where they fit. Keeps their order of input; equal places keep the order in which they came.
 */
export function spreadApart(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b);
  const moved = order.map((index) => Math.min(high, Math.max(low, places[index] ?? 0)));
  for (let round = 0; round < 50; round++) {
    for (let i = 1; i < moved.length; i++) {
      const lack = gap - ((moved[i] ?? 0) - (moved[i - 1] ?? 0));
      if (lack <= 0) continue;
      moved[i - 1] = (moved[i - 1] ?? 0) - lack / 2;
      moved[i] = (moved[i] ?? 0) + lack / 2;
    }
    for (let i = 0; i < moved.length; i++) moved[i] = Math.min(high, Math.max(low, moved[i] ?? 0));
  }
  // What the rounds left over is pushed down from the top; past `high` only if there is no room at all.
  for (let i = 1; i < moved.length; i++) moved[i] = Math.max(moved[i] ?? 0, (moved[i - 1] ?? 0) + gap);
  const result = [...places];
  order.forEach((index, at) => {
    result[index] = moved[at] ?? 0;
  });
  return result;
}
