import type { Random } from "./injections.ts";

/** The middle 95% of what a measure is when the accounts are drawn anew. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Draws of accounts: enough for two figures of an interval. */
const draws = 200;

/**
 * Intervals of measures over `accounts` accounts, drawn with replacement: accounts, not rows, since the rows of one account
 * tell the same story. Each measure takes how often every account counts; of one that is NaN in every draw nothing is known, and
 * it is left out.
 */
export function intervalsOf<Name extends string>(
  measures: Readonly<Record<Name, (weights: Int32Array) => number>>,
  accounts: number,
  random: Random,
): Partial<Record<Name, Interval>> {
  const names = Object.keys(measures) as Name[];
  const values = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let draw = 0; draw < draws; draw++) {
    const weights = new Int32Array(accounts);
    for (let taken = 0; taken < accounts; taken++) {
      const account = Math.floor(random() * accounts);
      weights[account] = (weights[account] ?? 0) + 1;
    }
    for (const name of names) {
      const value = measures[name](weights);
      if (!Number.isNaN(value)) values.get(name)?.push(value);
    }
  }
  const entries = names.flatMap((name): [Name, Interval][] => {
    const sorted = (values.get(name) ?? []).sort((one, other) => one - other);
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
    const [low, high] = [at(0.025), at(0.975)];
    return low === undefined || high === undefined ? [] : [[name, { low, high }]];
  });
  return Object.fromEntries(entries) as Partial<Record<Name, Interval>>;
}
