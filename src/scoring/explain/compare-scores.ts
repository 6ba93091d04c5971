/**
 * What changed between two scores of an account, from their points alone: for lists, which read no more of each account. Where the
 * rules of the two days differ, the second is held against the first by the first day's rules, as `explainDays` does.
 */
import { apportion } from "../apportion.ts";
import type { MadeBy, ModelHistory } from "../models/model-history.ts";
import type { ScoreRules } from "../models/score-rules.ts";
import { bandOf } from "../score/band.ts";
import { type EarnedByMetrics, shareFactor, shareOut } from "../score/metric-parts.ts";
import { sumOfParts } from "../score/score.ts";
import { type Band, type PartName, type Parts, partNames } from "../types.ts";
import { type ToldPart, type ToldPoints, toldParts } from "./told-parts.ts";

/** A score with the rules that made it. Nothing is rounded. */
export interface RuledScore {
  readonly parts: Parts;
  readonly rules: ScoreRules;
}

/** A score as it is kept. */
export interface KeptScore extends MadeBy {
  readonly parts: Parts;
}

/** A change in whole points, as the two scores are shown. */
export interface ComparedScores {
  /** `after - before`. */
  readonly change: number;
  /** By the first day's rules; with `byRules` they add up to `change`. */
  readonly parts: Parts;
  /** What the change of the rules did by itself; null: one set of rules. */
  readonly byRules: number | null;
  /** The second day's score by the first day's rules, not rounded. */
  readonly reached: number;
}

/** Compares two scores of an account. */
export function compareScores(before: RuledScore, after: RuledScore): ComparedScores {
  const same = hasSameRules(before.rules, after.rules);
  const reached = same ? after.parts : pointsBy(before, after);
  const names = partNames.filter((part) => before.parts[part] !== undefined || reached[part] !== undefined);
  const changes = names.map((part) => (reached[part] ?? 0) - (before.parts[part] ?? 0));
  const byRules = same ? [] : [sumOfParts(after.parts) - sumOfParts(reached)];
  const change = Math.round(sumOfParts(after.parts)) - Math.round(sumOfParts(before.parts));
  const whole = apportion([...changes, ...byRules], change);
  return {
    change,
    parts: Object.fromEntries(names.map((part, at) => [part, whole[at] ?? 0])) as unknown as Parts,
    byRules: same ? null : (whole[names.length] ?? 0),
    reached: sumOfParts(reached),
  };
}

/** Compares two scores of an account as they are kept, each with which rules made it. */
export function compareKept(before: KeptScore, after: KeptScore, models: ModelHistory): ComparedScores {
  const ruled = (score: KeptScore): RuledScore => ({ parts: score.parts, rules: models.rulesOf(score) });
  return compareScores(ruled(before), ruled(after));
}

/** The part that did most for what use changed: the largest in its direction. Null where no part changed. */
export function moverOf({
  change,
  parts,
  byRules,
}: Pick<ComparedScores, "change" | "byRules"> & { readonly parts: ToldPoints }): {
  readonly part: ToldPart;
  readonly change: number;
} | null {
  const byUse = change - (byRules ?? 0);
  const changeOf = (part: ToldPart) => parts[part] ?? 0;
  const weight = (part: ToldPart) =>
    byUse === 0 ? Math.abs(changeOf(part)) : Math.sign(byUse) * changeOf(part);
  const part = toldParts.toSorted((one, other) => weight(other) - weight(one))[0] ?? "trend";
  return changeOf(part) === 0 ? null : { part, change: changeOf(part) };
}

/** Whether the account would stand in the band of the first day by that day's rules. */
export function keepsBand({ reached }: ComparedScores, then: Band, rules: ScoreRules): boolean {
  return bandOf(reached, then, rules) === then;
}

/** Whether two days were scored alike: one version of the model, and one segment. */
export function hasSameRules(one: ScoreRules, other: ScoreRules): boolean {
  return one.version === other.version && one.segment === other.segment;
}

/**
 * The second day's points by the first day's rules: the share of its weight that each part has earned, times the weight of then. That
 * is exact where both earn a full part alike. Of a part of which it can't be told (another memory, other full points, another window, a part that
 * is no more) nothing is said: it keeps the points of the first day, and what came of it is the rules'.
 */
function pointsBy(before: RuledScore, after: RuledScore): Parts {
  const [then, now] = [before.rules, after.rules];
  const factor = shareFactor(then, before.parts);
  const factorNow = shareFactor(now, after.parts);
  const earned: Partial<Record<PartName, number>> = {};
  for (const part of partNames) {
    const points = after.parts[part];
    const most = now.weights[part] * factorNow;
    const kept = before.parts[part];
    if (most === 0 || !earnsAlike(part, then, now)) {
      if (kept !== undefined) earned[part] = kept / factor;
    } else if (points !== undefined) earned[part] = (points / most) * then.weights[part];
  }
  return shareOut(then, earned as Parts & EarnedByMetrics);
}

/** Whether the same use, or the same value of a metric, earns the same share of a part by both rules. */
function earnsAlike(part: PartName, then: ScoreRules, now: ScoreRules): boolean {
  switch (part) {
    case "recent":
    case "habit":
      return (
        then.memory[part].halfLifeDays === now.memory[part].halfLifeDays &&
        then.memory[part].fullDays === now.memory[part].fullDays
      );
    case "trend":
      return then.kind === now.kind;
    case "people":
      return then.fullUsers === now.fullUsers;
    default: {
      const [one, other] = [then.metrics[part], now.metrics[part]];
      return (
        one !== undefined &&
        other !== undefined &&
        one.metric === other.metric &&
        one.windowDays === other.windowDays &&
        one.all === other.all &&
        one.none === other.none
      );
    }
  }
}
