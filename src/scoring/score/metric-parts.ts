import { apportion } from "../apportion.ts";
import type { MetricPartRule, MetricValues, ScoreRules } from "../models/score-rules.ts";
import { type MetricPart, metricParts, type PartName, type Parts, partNames } from "../types.ts";

/** Points that metrics earned before weights are shared out; a part without data is absent. */
export type EarnedByMetrics = Partial<Record<MetricPart, number>>;

/**
 * What the metrics of an account's parts earn. Empty for a model without such parts, at no cost.
 * @param atMost shares that a part may not exceed: of an account that nobody uses, those of the day before
 */
export function earnedOf(
  { metrics, weights }: ScoreRules,
  values: MetricValues,
  atMost: Readonly<Partial<Record<MetricPart, number>>> = {},
): EarnedByMetrics {
  const earned: EarnedByMetrics = {};
  for (const part in metrics) {
    const name = part as MetricPart;
    const rule = metrics[name];
    const value = values[name] ?? null;
    if (rule !== undefined && value !== null)
      earned[name] = weights[name] * Math.min(atMost[name] ?? 1, shareOf(value, rule));
  }
  return earned;
}

/** Share of its points that a value earns: all at and beyond one value, none at and beyond the other, linear between. */
export function shareOf(value: number, { all, none }: Pick<MetricPartRule, "all" | "none">): number {
  return Math.min(1, Math.max(0, (value - none) / (all - none)));
}

/**
 * Shares the weight of parts without data out among those that have some, in proportion: the score stays 0 to 100, and what is
 * not known is no 0. A feed that is late takes nothing away for two weeks (`windowEnd`); only then is its weight shared out.
 * Nothing changes where every part of the model has data, to the last digit.
 */
export function shareOut(rules: ScoreRules, earned: Parts): Parts {
  const factor = shareFactor(rules, earned);
  if (factor === 1) return earned;
  return Object.fromEntries(
    partNames.flatMap((part) => (earned[part] === undefined ? [] : [[part, earned[part] * factor]])),
  ) as unknown as Parts;
}

/**
 * The parts of a day as they would be if those that lost their data on it had kept what they earned the day before; null where none
 * lost any. What a score falls below these, it falls by the sharing out alone.
 */
export function unshared(rules: ScoreRules, parts: Parts, before: EarnedByMetrics): Parts | null {
  const lost = metricParts.filter(
    (part) => rules.metrics[part] !== undefined && parts[part] === undefined && before[part] !== undefined,
  );
  if (lost.length === 0) return null;
  const [now, then] = [shareFactor(rules, parts), shareFactor(rules, before)];
  const earned = Object.fromEntries(
    partNames.flatMap((part) => (parts[part] === undefined ? [] : [[part, parts[part] / now]])),
  ) as unknown as Parts;
  const kept = lost.map((part) => [part, Math.min(rules.weights[part], (before[part] ?? 0) / then)]);
  return shareOut(rules, { ...earned, ...Object.fromEntries(kept) });
}

/**
 * The most that each part of a score can earn, in whole points that add up to 100, none below the points that it has as they
 * are shown. A part without data is absent.
 */
export function maximaOf(rules: ScoreRules, parts: Parts): Partial<Record<PartName, number>> {
  const factor = shareFactor(rules, parts);
  const names = partNames.filter((part) => parts[part] !== undefined);
  const exact = names.map((part) => rules.weights[part] * factor);
  const whole = apportion(exact, 100);
  const earned = names.map((part) => parts[part] ?? 0);
  const points = apportion(earned, Math.round(earned.reduce((sum, value) => sum + value, 0)));
  // 33.5 of 33.5 is shown as 34: then its most is 34 as well, and a part with room gives way.
  for (const [at, shown] of points.entries()) {
    for (let most = whole[at] ?? 0; shown > most; most = whole[at] ?? 0) {
      const room = whole.map((other, index) =>
        index !== at && other > (points[index] ?? 0) ? other - (exact[index] ?? 0) : Number.NEGATIVE_INFINITY,
      );
      const giver = room.indexOf(Math.max(...room));
      if (room[giver] === Number.NEGATIVE_INFINITY) break;
      whole[at] = most + 1;
      whole[giver] = (whole[giver] ?? 0) - 1;
    }
  }
  return Object.fromEntries(names.map((part, at) => [part, whole[at] ?? 0]));
}

/** What the points of each part are multiplied by, so that those with data weigh 100: 1 where none is missing. */
export function shareFactor({ metrics, weights }: ScoreRules, parts: EarnedByMetrics): number {
  let weighed = 100;
  for (const part in metrics) {
    const name = part as MetricPart;
    if (parts[name] === undefined) weighed -= weights[name];
  }
  return 100 / weighed;
}
