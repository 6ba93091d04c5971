/**
 * Health = Recent + Habit + Trend + People, and what a tenant adds from its own metrics; 0 to 100, higher is healthier. A
 * score is the sum of its parts, so every point that is missing has a name, and a change from one day to another is the exact
 * difference of the parts.
 */
import { apportion } from "../apportion.ts";
import {
  baselineMinDays,
  type Memory,
  pauseDays,
  plainSilence,
  priorHalfLives,
  trendPriorUserDays,
  trendSpentAt,
  windowDays,
} from "../constants.ts";
import type { MetricValues, ScoreRules } from "../models/score-rules.ts";
import { type MetricPart, type PartName, type Parts, partNames } from "../types.ts";
import { scaledBase } from "./market.ts";
import { type EarnedByMetrics, earnedOf, shareFactor, shareOut } from "./metric-parts.ts";
import type { DaySums, DecaySums } from "./sums.ts";

/**
 * Share of its points, 0 to 1, that each part had which something else than use may lift: Trend, by the market, and those from metrics.
 * Absent: not known, or without data.
 */
export type HeldShares = Readonly<Partial<Record<"trend" | MetricPart, number>>>;

/** What an account-day's points are made of. */
export interface DayFigures {
  readonly sums: DaySums;
  /** The decayed sums of that very day. */
  readonly decay: DecaySums;
  /** The factor of the tenant and day. */
  readonly market: number;
  /** What the metrics of its parts came to. */
  readonly values: MetricValues;
  /** What its parts had the day before: while nobody comes they get no more. Empty where that is not known. */
  readonly held: HeldShares;
}

/** A scored account-day. Nothing is rounded. */
export interface ScoredDay {
  readonly parts: Parts;
  /** The sum of the parts, exactly. */
  readonly score: number;
  /** User-days expected in (t-28, t], "usual": the scaled base times the market. Null: no baseline yet. */
  readonly expected: number | null;
  /** User-days in (t-28, t]. */
  readonly actual: number;
}

/** Scores one account on one day. A part whose metric has no data is left out, and its weight goes to the rest. */
export function scoreDay(figures: DayFigures, rules: ScoreRules): ScoredDay {
  const { weights, memory } = rules;
  const { sums, decay, values } = figures;
  const { ageDays } = sums;
  const parts: Parts = shareOut(rules, {
    recent: weights.recent * remembered(decay.recent, ageDays, memory.recent),
    habit: weights.habit * remembered(decay.habit, ageDays, memory.habit),
    trend: weights.trend * trendLeft(figures, rules),
    people: weights.people * filled(sums.users112, rules.fullUsers),
    ...earnedOf(rules, values, sums.silentDays === 0 ? {} : figures.held),
  });
  return {
    parts,
    score: sumOfParts(parts),
    expected: expectedOf(figures),
    actual: sums.actual,
  };
}

/** The one order of summation, so that equal parts make equal scores. */
export function sumOfParts(parts: Parts): number {
  return partNames.reduce((sum, name) => sum + (parts[name] ?? 0), 0);
}

/** Share of the points for a decayed sum, in relation to what an account of that age could have reached. */
function remembered(sum: number, ageDays: number, { halfLifeDays, fullDays }: Memory): number {
  const possible = 1 - 0.5 ** (ageDays / halfLifeDays + priorHalfLives);
  return filled(sum / possible, fullDays);
}

/** Share of the points, growing with the logarithm: the first days and users say most. */
function filled(value: number, full: number): number {
  return Math.min(1, Math.log2(1 + value) / Math.log2(1 + full));
}

type TrendFigures = Pick<DayFigures, "sums" | "market" | "held">;

/** "Usual": the scaled base times the market; null without a baseline. */
function expectedOf({ sums, market }: Pick<TrendFigures, "sums" | "market">): number | null {
  const base = sums.baseDays < baselineMinDays ? null : scaledBase(sums);
  return base === null ? null : base * market;
}

/**
 * Share of Trend that is left, 0 to 1: what use keeps of it, and no more than a silence leaves. All without a baseline. While nobody
 * comes it does not rise: that others are used less as well is no good news of an account.
 */
export function trendLeft(figures: TrendFigures, { kind }: Pick<ScoreRules, "kind">): number {
  const { market, held } = figures;
  const { actual, silentDays } = figures.sums;
  const atMost = silentDays === 0 ? 1 : (held.trend ?? 1);
  const expected = expectedOf(figures);
  if (expected === null) return atMost;
  const use = Math.min(atMost, kept(expected, actual));
  return kind === "retail" ? use : Math.min(use, leftBySilence(expected / market, silentDays, market));
}

/** The shares that points are; without a part to which the rules give no weight. */
export function sharesOf(rules: ScoreRules, parts: Pick<Parts, "trend"> & EarnedByMetrics): HeldShares {
  const factor = shareFactor(rules, parts);
  const shares: Partial<Record<"trend" | MetricPart, number>> = {};
  const take = (part: "trend" | MetricPart) => {
    const points = parts[part];
    const most = rules.weights[part] * factor;
    if (points !== undefined && most > 0) shares[part] = points / most;
  };
  take("trend");
  for (const part in rules.metrics) take(part as MetricPart);
  return shares;
}

/**
 * Share of Trend that a silence leaves: all while chance, a long weekend, or the days that the market lacks as well may explain
 * it; none once it is plain. A week in which nobody comes says more of an account that is used every day; but however plain it is,
 * each day takes a tenth at most, so that one quiet day moves no score far. What the market lacks is taken off
 * once, from the days: `usual` is without it.
 */
function leftBySilence(usual: number, silentDays: number, market: number): number {
  const unexplained = silentDays - pauseDays - windowDays * Math.max(0, 1 - market);
  if (unexplained <= 0) return 1;
  const evidence = 2 * Math.sqrt((usual * unexplained) / windowDays);
  const plain = Math.max(0, (evidence - plainSilence.from) / (plainSilence.at - plainSilence.from));
  return 1 - Math.min(1, plain, unexplained / plainSilence.days);
}

/** Share of Trend that use keeps: all at or above what is expected, none at three fifths of it, and even steps between. */
function kept(expected: number, actual: number): number {
  const fall = Math.log((expected + trendPriorUserDays) / (actual + trendPriorUserDays));
  return 1 - Math.min(1, Math.max(0, fall / -Math.log(trendSpentAt)));
}

/** The parts in whole points that add up to `total`: by default the rounded score. */
export function roundParts(parts: Parts, total: number = Math.round(sumOfParts(parts))): Parts {
  const names = partNames.filter((name) => parts[name] !== undefined);
  const points = names.map((name) => parts[name] ?? 0);
  return named(names, apportion(points, total));
}

/** What changed between two scored days, in whole points. */
export interface ScoreChange {
  /** Rounded scores, as they are shown. */
  readonly before: number;
  readonly after: number;
  /** `after - before`. */
  readonly change: number;
  /** Whole points per part of either day; they add up to `change`. */
  readonly parts: Parts;
}

/** The exact change per part, rounded so that it adds up to the difference of the two rounded scores. */
export function explainChange(
  before: Pick<ScoredDay, "parts">,
  after: Pick<ScoredDay, "parts">,
): ScoreChange {
  const from = Math.round(sumOfParts(before.parts));
  const to = Math.round(sumOfParts(after.parts));
  const names = partNames.filter(
    (name) => before.parts[name] !== undefined || after.parts[name] !== undefined,
  );
  const changes = names.map((name) => (after.parts[name] ?? 0) - (before.parts[name] ?? 0));
  return { before: from, after: to, change: to - from, parts: named(names, apportion(changes, to - from)) };
}

function named(names: readonly PartName[], values: readonly number[]): Parts {
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? 0])) as unknown as Parts;
}
