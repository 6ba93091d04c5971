import type { ScoreRules } from "../models/score-rules.ts";
import type { Band } from "../types.ts";
import type { DaySums } from "./sums.ts";

/**
 * The band of a score. It is judged on the rounded score, the one that people read. A worse band is left only
 * `thresholds.leave` points beyond the threshold that was entered, so a score on the edge does not flap. An established
 * account that is silent for `silenceDays` is at risk whatever the sum says: Habit fades slowly.
 * `previousBand` is null on the account's first scored day.
 */
export function bandOf(
  score: number,
  previousBand: Band | null,
  { thresholds, silenceDays }: Pick<ScoreRules, "thresholds" | "silenceDays">,
  silence: { readonly silentDays: number; readonly established: boolean } = noSilence,
): Band {
  if (silence.established && silence.silentDays >= silenceDays) return "at-risk";
  const rounded = Math.round(score);
  const atRiskBelow = thresholds.atRisk + (previousBand === "at-risk" ? thresholds.leave : 0);
  const below = previousBand === "at-risk" || previousBand === "watch";
  const watchBelow = thresholds.watch + (below ? thresholds.leave : 0);
  if (rounded < atRiskBelow) return "at-risk";
  return rounded < watchBelow ? "watch" : "healthy";
}

const noSilence = { silentDays: 0, established: false } as const;

/** Whether the account has been used enough, up to its last active day, for its silence to mean something. */
export function isEstablished(
  sums: Pick<DaySums, "establishedDays" | "establishedUsers">,
  { established: { activeDays, users } }: Pick<ScoreRules, "established">,
): boolean {
  return sums.establishedDays >= activeDays && sums.establishedUsers >= users;
}
