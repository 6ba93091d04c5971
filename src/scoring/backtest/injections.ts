import type { Series } from "../series.ts";
import { delayTo } from "./alert-table.ts";
import type { DayCounts } from "./day-counts.ts";
import { baseAt, onsetReachDays, shareAfter } from "./declines.ts";

/** Numbers in [0, 1). */
export type Random = () => number;

/** What is left of use after an injected decline, by name. */
export const injectedShares = { half: 0.5, quarter: 0.25, none: 0 } as const;
/** One of the injected declines. */
export type InjectionName = keyof typeof injectedShares;
/** All of them, the mildest first. */
export const injectionNames = ["half", "quarter", "none"] as const satisfies readonly InjectionName[];

/** A place where a decline is made: an account, and the last day of its full use, as `dayNumber`. */
export interface InjectionSite {
  readonly account: string;
  readonly day: number;
}

/** User-days per 28 days of base from which an account is large enough for it to be plain. */
const leastBase = 20;
/** Where use stays at this share of its rate by itself, no natural decline is mixed in. */
const leastNaturalShare = 0.7;

/** Whether a decline may be made after `day`, a day on which change can be judged. */
export function isInjectable(counts: DayCounts, day: number): boolean {
  return baseAt(counts, day) >= leastBase && (shareAfter(counts, day) ?? 0) >= leastNaturalShare;
}

/** The series with each user-day after `day` kept with the chance `share`. */
export function thinned(series: Series, day: number, share: number, random: Random): Series {
  return series.flatMap((entry) => {
    if (entry.number <= day) return entry;
    const users = entry.users.filter(() => random() < share);
    return users.length === 0 ? [] : { ...entry, users };
  });
}

/** What became of injected declines. */
export interface InjectionResult {
  readonly sites: number;
  /** Median days to the first alert; a miss counts 91. NaN without sites. */
  readonly medianDays: number;
  /** Share told of within 91 days. */
  readonly caught: number;
}

/** The result over sites: of each, the days (as numbers) on which something was sent, and the day of the decline. */
export function injectionResult(
  found: readonly { readonly day: number; readonly sent: readonly number[] }[],
): InjectionResult {
  const delays = found.map(({ day, sent }) =>
    delayTo(
      sent.filter((at) => at > day),
      day,
    ),
  );
  const sorted = delays.map((delay) => delay ?? onsetReachDays).sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const median =
    ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
  return {
    sites: found.length,
    medianDays: median,
    caught: delays.filter((delay) => delay !== null).length / found.length,
  };
}

/** `count` of the items without repetition, or all, in their order. */
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
