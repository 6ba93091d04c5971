import { baselineMinDays, windowDays } from "../constants.ts";
import type { MetricKind } from "../metrics/metrics.ts";
import type { ScoreRules } from "../models/score-rules.ts";
import type { DayFigures } from "../score/score.ts";
import { type Day, type MetricPart, metricParts, type Parts, partNames } from "../types.ts";
import { type BestUse, habitWindowDays } from "./best-use.ts";
import { partsBy } from "./explain.ts";

/** A part that would earn points again, and by what figure. `points` are whole, beside the part as it is shown. */
export type LiftPart =
  | {
      readonly part: "trend";
      readonly points: number;
      /** User-days in 28 days: now, and what would earn the points. */
      readonly now: number;
      readonly target: number;
      /** What is told to be usual; the target is less where it did not have that much within a year. */
      readonly usual: number;
    }
  | { readonly part: "people"; readonly points: number; readonly now: number; readonly target: number }
  | {
      readonly part: "recent" | "habit";
      readonly points: number;
      /** Days in use of `windowDays`: now, and on `day`, the last on which it had the points. */
      readonly now: number;
      readonly target: number;
      readonly windowDays: number;
      readonly day: Day;
    }
  | {
      readonly part: MetricPart;
      readonly points: number;
      /** The metric's value: now, and on `day`, the last on which it had the points. */
      readonly now: number;
      readonly target: number;
      readonly metric: LiftMetric;
      readonly day: Day;
    };

/** What is told of a metric. */
export interface LiftMetric {
  readonly label: string;
  readonly unit: string;
  readonly kind: MetricKind;
}

/** What would lift a score most. Everything is bounded to what the account itself had within a year. */
export type Lift =
  | { readonly kind: "regain"; readonly parts: readonly LiftPart[] }
  /** Under 56 days: there is no usual yet, and Trend counts in full. */
  | { readonly kind: "new"; readonly ageDays: number; readonly parts: readonly LiftPart[] }
  /** Nobody uses it: what one person on one day would earn in Recent, Habit and People. */
  | { readonly kind: "silent"; readonly days: number; readonly points: number }
  /** Every part has all its points. */
  | { readonly kind: "full" }
  /** No part had more within a year. */
  | { readonly kind: "best" };

/** What an account's metric was at its best within a year, by part. */
export type BestMetrics = Readonly<
  Partial<
    Record<
      MetricPart,
      {
        readonly metric: LiftMetric;
        readonly now: number;
        readonly best: number;
        readonly day: Day;
      }
    >
  >
>;

/** What `liftOf` looks at. */
export interface LiftInput {
  readonly figures: DayFigures;
  /** Whole points as they are shown, and the most of each part. */
  readonly shown: Parts;
  readonly most: Parts;
  readonly rules: ScoreRules;
  /** Active days of the 28, and of the `habitWindowDays`, to the day. */
  readonly active: { readonly recent: number; readonly habit: number };
  readonly best: BestUse;
  readonly metrics: BestMetrics;
  /**
   * The usual that an open drop alert keeps from its opening: what is told to be usual meanwhile, so that one figure has one
   * value. Null: the score's own.
   */
  readonly toldUsual: number | null;
}

/** Parts that are named at most. */
const mostNamed = 2;
/** Points below which a second part is not worth a sentence. */
const secondPoints = 2;

/**
 * What would lift a score most: the one or two parts with the most points to regain, each with the figure that earns them by
 * the formula itself.
 */
export function liftOf(input: LiftInput): Lift {
  const { sums } = input.figures;
  if (sums.silentDays >= input.rules.silenceDays) {
    return { kind: "silent", days: sums.silentDays, points: firstDayBack(input) };
  }
  const parts = [...usageLifts(input), ...metricLifts(input)]
    .filter(({ points }) => points >= 1)
    .sort((one, other) => other.points - one.points || order(one) - order(other))
    .slice(0, mostNamed)
    .filter(({ points }, index) => index === 0 || points >= secondPoints);
  if (sums.ageDays < windowDays + baselineMinDays) return { kind: "new", ageDays: sums.ageDays, parts };
  if (parts.length > 0) return { kind: "regain", parts };
  const isFull = partNames.every((part) => (input.shown[part] ?? 0) >= Math.round(input.most[part] ?? 0));
  return { kind: isFull ? "full" : "best" };
}

function usageLifts({ figures, shown, rules, active, best, toldUsual }: LiftInput): LiftPart[] {
  const { sums, decay, market } = figures;
  const gain = (part: keyof Parts, changed: Partial<DayFigures>) =>
    Math.round(partsBy(rules, { ...figures, ...changed })[part] ?? 0) - (shown[part] ?? 0);
  const parts: LiftPart[] = [];

  if (sums.baseDays >= baselineMinDays) {
    const usual = toldUsual ?? (sums.base * windowDays * market) / sums.baseDays;
    const target = Math.min(Math.round(usual), best.actual);
    const points = gain("trend", { sums: { ...sums, actual: target, silentDays: 0 } });
    if (target > sums.actual)
      parts.push({ part: "trend", points, now: sums.actual, target, usual: Math.round(usual) });
  }
  const people = fewestUsers(figures, rules, best.users112);
  if (people > sums.users112) {
    const points = gain("people", { sums: { ...sums, users112: people } });
    parts.push({ part: "people", points, now: sums.users112, target: people });
  }
  for (const part of ["recent", "habit"] as const) {
    const { sum, activeDays, day } = best[part];
    if (sum <= decay[part]) continue;
    parts.push({
      part,
      points: gain(part, { decay: { ...decay, [part]: sum } }),
      now: active[part],
      target: activeDays,
      windowDays: part === "recent" ? windowDays : habitWindowDays,
      day,
    });
  }
  return parts;
}

/** The fewest users that earn as much of People as `most` of them do. */
function fewestUsers(figures: DayFigures, rules: ScoreRules, most: number): number {
  const pointsOf = (users112: number) =>
    partsBy(rules, { ...figures, sums: { ...figures.sums, users112 } }).people;
  const highest = pointsOf(most);
  let users = most;
  while (users > figures.sums.users112 && pointsOf(users - 1) >= highest) users--;
  return users;
}

function metricLifts({ figures, rules, shown, metrics }: LiftInput): LiftPart[] {
  return metricParts.flatMap((part): LiftPart[] => {
    const best = metrics[part];
    if (best === undefined || shown[part] === undefined) return [];
    const { metric, now, best: target, day } = best;
    const then = partsBy(rules, { ...figures, values: { ...figures.values, [part]: target } });
    return [{ part, points: Math.round(then[part] ?? 0) - shown[part], now, target, metric, day }];
  });
}

/** Points that one person on one day would earn; Trend aside, whose usual moves with the day. */
function firstDayBack({ figures, rules }: LiftInput): number {
  const { sums, decay } = figures;
  const back = partsBy(rules, {
    ...figures,
    sums: { ...sums, users112: Math.max(1, sums.users112) },
    decay: { recent: decay.recent + 1, habit: decay.habit + 1 },
  });
  const now = partsBy(rules, figures);
  return Math.round(back.recent + back.habit + back.people - now.recent - now.habit - now.people);
}

function order({ part }: LiftPart): number {
  return partNames.indexOf(part);
}
