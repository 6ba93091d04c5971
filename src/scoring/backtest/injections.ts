import type { AccountReplay } from "../replay/replay.ts";
import type { Series } from "../series.ts";
import { baseAt, type Hindsight, onsetReachDays, shareAfter } from "./declines.ts";
import { type Random, sampleOf } from "./sampling.ts";

/** What is left of use after an injected decline, by name. */
const injectedShares = { half: 0.5, quarter: 0.25, none: 0 } as const;
/** One of the injected declines. */
export type InjectionName = keyof typeof injectedShares;
/** All of them, the mildest first. */
export const injectionNames = ["half", "quarter", "none"] as const satisfies readonly InjectionName[];

/** User-days per 28 days of base from which an account is large enough for a decline to be plain. */
const leastBase = 20;
/** Where use stays at this share of its rate by itself, no natural decline is mixed in. */
const leastNaturalShare = 0.7;
/** Places where declines are made. */
const sites = 300;

/** A place where a decline is made: an account, and the last day of its full use, as `dayNumber`. */
interface InjectionSite {
  readonly account: string;
  readonly day: number;
}

/** Draws the places, as the last days of full use of each account, oldest first: from days on which change can be judged. */
export function drawSites(
  hindsights: ReadonlyMap<string, Hindsight>,
  random: Random,
): ReadonlyMap<string, readonly number[]> {
  const places: InjectionSite[] = [];
  for (const [account, { counts, days }] of hindsights) {
    for (const day of days) {
      if (baseAt(counts, day) < leastBase || (shareAfter(counts, day) ?? 0) < leastNaturalShare) continue;
      places.push({ account, day });
    }
  }
  const drawn = Map.groupBy(sampleOf(places, sites, random), ({ account }) => account);
  return new Map([...drawn].map(([account, ofAccount]) => [account, ofAccount.map(({ day }) => day)]));
}

/** Of one place and each size of a decline, the days to the first alert; null: none within 91 days. */
export type InjectedDelays = Readonly<Record<InjectionName, number | null>>;

/**
 * Makes a decline of each size after `day`, and waits for the first alert.
 * @param replay of the account, at the end of `day`; it is not changed
 */
export function injectDeclines(
  replay: AccountReplay,
  series: Series,
  day: number,
  randomOf: (name: InjectionName) => Random,
): InjectedDelays {
  const past = series.filter(({ number }) => number <= day);
  const ahead = series.filter(({ number }) => number > day && number <= day + onsetReachDays);
  const delayAt = (name: InjectionName) => {
    const fallen = replay.fork([...past, ...thinned(ahead, injectedShares[name], randomOf(name))]);
    let isTold = false;
    for (let days = 1; days <= onsetReachDays; days++) {
      fallen.goTo(day + days, [], { sent: () => (isTold = true) });
      if (isTold) return days;
    }
    return null;
  };
  return { half: delayAt("half"), quarter: delayAt("quarter"), none: delayAt("none") };
}

/** The series with each user-day kept with the chance `share`. */
function thinned(series: Series, share: number, random: Random): Series {
  return series.flatMap((entry) => {
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

/** The result of one size over all places. */
export function injectionResult(found: readonly InjectedDelays[], name: InjectionName): InjectionResult {
  const delays = found.map((site) => site[name]);
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
