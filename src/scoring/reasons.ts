import {
  habitHalfLifeDays,
  habitPriorDays,
  kinds,
  recentHalfLifeDays,
  recentPriorDays,
} from "./constants.ts";
import { perPossible, roundParts, type ScoredDay } from "./score.ts";
import type { DaySums, DecaySums } from "./sums.ts";
import { type Kind, type PartName, partNames } from "./types.ts";

/** The figures behind a part, by part. Words are made of them by views. */
export type ReasonFigures =
  /** `dayShare`: share of the days in use lately, 0 to 1, the latest days weighing most. */
  | { readonly part: "recent"; readonly silentDays: number; readonly dayShare: number }
  /** `dayShare`: the same over about half a year. */
  | { readonly part: "habit"; readonly dayShare: number; readonly ageDays: number }
  /** User-days in 28 days, and usual; `expected` null: no baseline yet, and nothing is lost. */
  | { readonly part: "trend"; readonly actual: number; readonly expected: number | null }
  /** Distinct users in 28 days. */
  | { readonly part: "people"; readonly users: number };

/** Why a part does not have all its points. */
export interface Reason {
  readonly part: PartName;
  /** Whole points, as `roundParts`; `max` is what the part can earn; `lost` is their difference. */
  readonly points: number;
  readonly max: number;
  readonly lost: number;
  readonly figures: ReasonFigures;
}

/** Where the missing points of a score went: every part of the kind, the largest loss first, ties in the order of parts. */
export function reasonsOf(scored: ScoredDay, sums: DaySums, decay: DecaySums, kind: Kind): readonly Reason[] {
  const { max } = kinds[kind];
  const points = roundParts(scored.parts);
  const { ageDays, silentDays, actual, expected } = scored;
  const figures: Record<PartName, ReasonFigures> = {
    recent: {
      part: "recent",
      silentDays,
      dayShare: share(decay.recent, ageDays, recentHalfLifeDays, recentPriorDays),
    },
    habit: {
      part: "habit",
      ageDays,
      dayShare: share(decay.habit, ageDays, habitHalfLifeDays, habitPriorDays),
    },
    trend: { part: "trend", actual, expected },
    people: { part: "people", users: sums.users28 },
  };
  return partNames
    .filter((part) => max[part] > 0)
    .map((part) => ({
      part,
      points: points[part],
      max: max[part],
      lost: max[part] - points[part],
      exact: max[part] - scored.parts[part],
      figures: figures[part],
    }))
    .sort((one, other) => other.exact - one.exact)
    .map(({ exact: _, ...reason }) => reason);
}

/** A decayed sum as a share of days: an account in use on every day of a long life has 1. */
function share(sum: number, ageDays: number, halfLifeDays: number, priorDays: number): number {
  const daily = 1 - 0.5 ** (1 / halfLifeDays);
  return Math.min(1, perPossible(sum, ageDays, halfLifeDays, priorDays) * daily);
}
