import type { ScoreRules } from "../models/score-rules.ts";
import type { Band } from "../types.ts";
import type { DaySums } from "./sums.ts";

/** What of an account's use decides about its band beside the score. */
export interface UseStanding {
  readonly silentDays: number;
  readonly established: boolean;
  /** Whether it is plainly below usual: `isFallen`. Left out: no. */
  readonly fallen?: boolean;
}

/**
 * The band of a score. It is judged on the rounded score, the one that people read. A worse band is left only
 * `thresholds.leave` points beyond the threshold that was entered, so a score on the edge does not flap. Whatever the sum
 * says, an established account that is silent for `silenceDays` is at risk (Habit fades slowly), and one whose use has fallen
 * is not healthy (who uses it daily has points to spare).
 * `previousBand` is null on the account's first scored day.
 */
export function bandOf(
  score: number,
  previousBand: Band | null,
  { thresholds, silenceDays }: Pick<ScoreRules, "thresholds" | "silenceDays">,
  use: UseStanding = asUsual,
): Band {
  if (use.established && use.silentDays >= silenceDays) return "at-risk";
  const rounded = Math.round(score);
  const atRiskBelow = thresholds.atRisk + (previousBand === "at-risk" ? thresholds.leave : 0);
  const below = previousBand === "at-risk" || previousBand === "watch";
  const watchBelow = thresholds.watch + (below ? thresholds.leave : 0);
  if (rounded < atRiskBelow) return "at-risk";
  return rounded < watchBelow || use.fallen === true ? "watch" : "healthy";
}

const asUsual: UseStanding = { silentDays: 0, established: false };

/** Whether the account has been used enough, up to its last active day, for its silence to mean something. */
export function isEstablished(
  sums: Pick<DaySums, "establishedDays" | "establishedUsers">,
  { established: { activeDays, users } }: Pick<ScoreRules, "established">,
): boolean {
  return sums.establishedDays >= activeDays && sums.establishedUsers >= users;
}
