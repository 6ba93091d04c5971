/**
 * The difference between two scored days of an account, down to the point: parts that add up to the difference of the two
 * scores as they are shown, a line for a change of the rules, and within Trend what use, usual and the market did.
 */
import { apportion } from "../apportion.ts";
import { baselineMinDays } from "../constants.ts";
import type { MetricValues, ScoreRules } from "../models/score-rules.ts";
import { shareOf } from "../score/metric-parts.ts";
import { type DayFigures, scoreDay, sharesOf, sumOfParts } from "../score/score.ts";
import { type MetricPart, metricParts, type PartName, type Parts, partNames } from "../types.ts";

/** A day with the points that it was given, and by which rules. Nothing is rounded. */
export interface ExplainedDay {
  readonly figures: DayFigures;
  readonly rules: ScoreRules;
  readonly parts: Parts;
}

/** What moved Trend, in points; the four add up to its change. */
export interface TrendSplit {
  /** Use of the second day, against the first day's usual. */
  readonly use: number;
  /** The account's own usual of the second day, in the first day's market. */
  readonly usual: number;
  /** The market of the second day; of a silent account, no more than it ever was in that silence. */
  readonly market: number;
  /** The weight of the part itself: that of a part without data is shared out. 0 otherwise. */
  readonly weight: number;
}

/** An explained change in whole points. */
export interface Explanation {
  /** Rounded scores, as they are shown. */
  readonly before: number;
  readonly after: number;
  /** Under the rules of the first day; with `rules` they add up to `after - before`. */
  readonly parts: Parts;
  /** What the change of the rules did by itself; null: no change, or one whose first rules are not known any more. */
  readonly rules: number | null;
  /** The second day's score by the first day's rules, not rounded; where these are not known any more, as it is. */
  readonly reached: number;
  /** Adds up to `parts.trend`. Null where the points of a day are not those of its figures by these rules. */
  readonly trend: TrendSplit | null;
}

/** Points by which figures and points of one day may differ: only digits of floating point. */
const tolerance = 1e-6;

/**
 * Explains the way from one day to another, in whole points by largest remainder.
 * @param figuresThen where the second day has other rules: its figures as the first day's rules count them (another memory,
 *   other windows of metrics). It is then scored by them too, and what is left of the difference is what the rules did. Null:
 *   the same rules, or rules that are not known any more
 */
export function explainDays(
  from: ExplainedDay,
  to: ExplainedDay,
  figuresThen: DayFigures | null = null,
): Explanation {
  const before = Math.round(sumOfParts(from.parts));
  const after = Math.round(sumOfParts(to.parts));
  const reached =
    figuresThen === null
      ? to
      : { figures: figuresThen, rules: from.rules, parts: partsBy(from.rules, figuresThen) };
  const names = partsOfEither(from.parts, reached.parts);
  const changes = names.map((name) => (reached.parts[name] ?? 0) - (from.parts[name] ?? 0));
  const byRules = figuresThen === null ? [] : [sumOfParts(to.parts) - sumOfParts(reached.parts)];
  const whole = apportion([...changes, ...byRules], after - before);
  const parts = Object.fromEntries(names.map((name, at) => [name, whole[at] ?? 0])) as unknown as Parts;
  return {
    before,
    after,
    parts,
    rules: figuresThen === null ? null : (whole[names.length] ?? 0),
    reached: sumOfParts(reached.parts),
    trend: wholeSplit(splitTrend(from, reached), parts.trend),
  };
}

/**
 * What moved Trend, exactly: it is scored again with one figure of the second day after the other, by the first day's rules.
 * Null where these do not give the points that the days have.
 */
export function splitTrend(from: ExplainedDay, to: ExplainedDay): TrendSplit | null {
  const before = from.figures;
  const { actual, silentDays, base, baseDays, ageDays } = to.figures.sums;
  // What a silence holds down it holds down to its end; only a market that falls would lift it.
  const isOneSilence = silentDays >= ageDays - before.sums.ageDays;
  const held = isOneSilence ? before.held : {};
  const useThen = { actual, silentDays };
  const usualThen = { base, baseDays };
  // Use is held against a usual: where there was none yet, the first one comes first.
  const hadUsual = before.sums.baseDays >= baselineMinDays;
  const withOne = { ...before, held, sums: { ...before.sums, ...(hadUsual ? useThen : usualThen) } };
  const withBoth = { ...withOne, sums: { ...withOne.sums, ...useThen, ...usualThen } };
  const withMarket = { ...withBoth, market: to.figures.market, held: to.figures.held };
  const steps = [before, withOne, withBoth, withMarket, to.figures];
  const [start = 0, one = 0, both = 0, market = 0, end = 0] = steps.map(
    (figures) => partsBy(from.rules, figures).trend,
  );
  const isTheirs =
    Math.abs(start - from.parts.trend) < tolerance && Math.abs(end - to.parts.trend) < tolerance;
  if (!isTheirs) return null;
  const [use, usual] = hadUsual ? [one - start, both - one] : [both - one, one - start];
  return { use, usual, market: market - both, weight: end - market };
}

/** The points of figures by these rules. */
export function partsBy(rules: ScoreRules, figures: DayFigures): Parts {
  return scoreDay(figures, rules).parts;
}

/** The parts that either day has, in the order in which they are listed. */
function partsOfEither(one: Parts, other: Parts): PartName[] {
  return partNames.filter((name) => one[name] !== undefined || other[name] !== undefined);
}

function wholeSplit(split: TrendSplit | null, total: number): TrendSplit | null {
  if (split === null) return null;
  const [use = 0, usual = 0, market = 0, weight = 0] = apportion(
    [split.use, split.usual, split.market, split.weight],
    total,
  );
  return { use, usual, market, weight };
}

/** Whether these figures make these points by these rules: not where the formula was another one. */
export function isExplained({ figures, rules, parts }: ExplainedDay): boolean {
  const made = partsBy(rules, figures);
  return partsOfEither(made, parts).every(
    (part) => Math.abs((made[part] ?? Number.NaN) - (parts[part] ?? Number.NaN)) < tolerance,
  );
}

/** Whether a metric's value would earn more than its part has: what a silence held down (`HeldShares`). */
export function isHeldDown(rules: ScoreRules, parts: Parts, part: MetricPart, value: number): boolean {
  const rule = rules.metrics[part];
  const has = sharesOf(rules, parts)[part];
  return rule !== undefined && has !== undefined && shareOf(value, rule) > has + tolerance;
}

/** Values of metrics that earn just the points that a score has: what it was scored with, wherever a part is not at its ends. */
export function valuesBehind(rules: ScoreRules, parts: Parts): MetricValues {
  const most = mostOf(rules, parts);
  return Object.fromEntries(
    metricParts.flatMap((part) => {
      const rule = rules.metrics[part];
      const points = parts[part];
      if (rule === undefined || points === undefined) return [];
      return [[part, rule.none + (points / (most[part] ?? 1)) * (rule.all - rule.none)]];
    }),
  );
}

/** The most that each part of a score can earn: its weight, with those of parts without data shared out. */
function mostOf({ weights, metrics }: ScoreRules, parts: Parts): Partial<Record<PartName, number>> {
  const missing = metricParts.filter((part) => metrics[part] !== undefined && parts[part] === undefined);
  const factor = 100 / (100 - missing.reduce((sum, part) => sum + weights[part], 0));
  return Object.fromEntries(partNames.map((part) => [part, weights[part] * factor]));
}
