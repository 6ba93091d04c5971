import { dayNumber } from "../days.ts";
import type { Day, Kind } from "../types.ts";
import { chanceOfSilence, fitBgNbd, type Purchases } from "./bg-nbd.ts";
import { protocols } from "./protocol.ts";
import type { LogSeries, UsageLog } from "./usage-log.ts";

/** What the score is compared with. Each ranks an account on a day, from its active days up to then: higher is riskier. */
export type RiskOf = (past: LogSeries, number: number) => number;

/** The names of the baselines, in the order in which they are listed. */
export const baselineNames = ["recency", "linear", "bgNbd"] as const;
/** One of the baselines. */
export type BaselineName = (typeof baselineNames)[number];

/**
 * The baselines of a log. BG/NBD is fitted to what was known on `trainedTo`, in weeks, on accounts that were watched for at
 * least two; it ranks by the chance of no use for H days.
 */
export function baselinesOf(log: UsageLog, kind: Kind, trainedTo: Day): Record<BaselineName, RiskOf> {
  const end = dayNumber(trainedTo);
  const known = [...log.accounts.values()].flatMap((series) => {
    const past = series.filter(({ number }) => number <= end);
    return past.length === 0 ? [] : purchasesOf(past, end);
  });
  const watched = known.filter((customer) => customer.watched >= leastWatchedWeeks);
  const model = watched.length === 0 ? null : fitBgNbd(watched);
  const ahead = protocols[kind].horizonDays / 7;
  return {
    recency: silentDaysOf,
    linear: (past, number) => linearRisk(past, number, kind),
    bgNbd: (past, number) =>
      model === null ? Number.NaN : chanceOfSilence(model, purchasesOf(past, number), ahead),
  };
}

const leastWatchedWeeks = 2;

function silentDaysOf(past: LogSeries, number: number): number {
  return number - (past.at(-1)?.number ?? number);
}

function purchasesOf(past: LogSeries, number: number): Purchases {
  const first = past[0]?.number ?? number;
  const last = past.at(-1)?.number ?? number;
  return { repeats: past.length - 1, lastAt: (last - first) / 7, watched: (number - first) / 7 };
}

/** Days of silence that use up all of the linear score's recency. */
const linearSilentDays: Readonly<Record<Kind, number>> = { b2b: 60, retail: 120 };

/** The weighted score that is commonly shown: 28 days against the 28 before, breadth and people against 112 days. */
function linearRisk(past: LogSeries, number: number, kind: Kind): number {
  let lately = 0;
  let before = 0;
  const features = { lately: new Set<string>(), all: new Set<string>() };
  const users = { lately: new Set<string>(), all: new Set<string>() };
  for (let index = past.length - 1; index >= 0; index--) {
    const day = past[index];
    if (day === undefined || day.number <= number - 112) break;
    const isLate = day.number > number - 28;
    if (isLate) lately += 1;
    else if (day.number > number - 56) before += 1;
    for (const feature of day.features) {
      features.all.add(feature);
      if (isLate) features.lately.add(feature);
    }
    for (const user of day.users) {
      users.all.add(user);
      if (isLate) users.lately.add(user);
    }
  }
  const recency = Math.max(0, 1 - silentDaysOf(past, number) / linearSilentDays[kind]);
  const growth = before > 0 ? lately / before : lately > 0 ? 2 : 0;
  const trend = Math.min(2, growth) / 2;
  const share = ({ lately: late, all }: typeof users) => late.size / Math.max(1, all.size);
  return kind === "b2b"
    ? -(0.3 * recency + 0.3 * trend + 0.2 * share(features) + 0.2 * share(users))
    : -(0.4 * recency + 0.4 * trend + 0.2 * share(features));
}
