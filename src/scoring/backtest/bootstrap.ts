import { drawOf, type Random } from "./sampling.ts";

/** The middle 95% of what a measure is when the accounts are drawn anew. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Draws of accounts: enough for two figures of an interval. */
const draws = 200;

/**
 * Intervals of figures over `accounts` accounts, drawn with replacement: accounts, not rows, since the rows of one account
 * tell the same story. `figuresOf` takes how often every account counts; of a figure that is NaN in every draw nothing is known,
 * and it is left out.
 */
export function intervalsOf<Name extends string>(
  figuresOf: (weights: Int32Array) => Readonly<Record<Name, number>>,
  accounts: number,
  random: Random,
): Partial<Record<Name, Interval>> {
  const drawn = Array.from({ length: draws }, () => figuresOf(drawOf(accounts, random)));
  const intervals: Partial<Record<Name, Interval>> = {};
  for (const name in drawn[0]) {
    const known = drawn.map((figures) => figures[name]).filter((figure) => !Number.isNaN(figure));
    const interval = middleOf(known);
    if (interval !== null) intervals[name] = interval;
  }
  return intervals;
}

function middleOf(values: readonly number[]): Interval | null {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high] = [at(0.025), at(0.975)];
  return low === undefined || high === undefined ? null : { low, high };
}
