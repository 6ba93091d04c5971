import { marketFactor, scaledBase } from "../market.ts";
import { scoreDay } from "../score.ts";
import { decayOf, sumsOf } from "../sums.ts";
import type { Day, Kind } from "../types.ts";
import type { ScoreAt } from "./judge.ts";
import type { UsageLog } from "./usage-log.ts";

/** The product's formula over a log, straight from its events: what the stored scores have to agree with. */
export function pureScorer(log: UsageLog, kind: Kind): ScoreAt {
  const markets = new Map<Day, number>();

  function marketOn(day: Day): number {
    const known = markets.get(day);
    if (known !== undefined) return known;
    const accounts = [...log.accounts.values()].flatMap((series) => {
      const sums = sumsOf(series, day, kind);
      if (sums === null) return [];
      return { actual: sums.actual, base: scaledBase(sums), silentDays: sums.silentDays };
    });
    const { factor } = marketFactor(accounts);
    markets.set(day, factor);
    return factor;
  }

  return (account, day) => {
    const series = log.accounts.get(account) ?? [];
    const sums = sumsOf(series, day, kind);
    const decay = decayOf(series, day);
    if (sums === null || decay === null) return null;
    return scoreDay(sums, decay, marketOn(day), kind).score;
  };
}
