import type { MetricValues, ScoreRules } from "../models/score-rules.ts";
import type { Band, Parts } from "../types.ts";
import { bandOf, isEstablished, type UseStanding } from "./band.ts";
import { isFallen } from "./fall.ts";
import { type EarnedByMetrics, unshared } from "./metric-parts.ts";
import { type HeldShares, type ScoredDay, scoreDay, sharesOf, sumOfParts } from "./score.ts";
import { advance, type DaySums, type DecaySums } from "./sums.ts";

/** What an account's next day starts from; band, score and parts null where a history begins. */
export interface AccountState {
  readonly decay: DecaySums;
  readonly band: Band | null;
  readonly score: number | null;
  /** What its metrics earned. */
  readonly parts: EarnedByMetrics | null;
  /** What the next day holds on to while nobody comes; empty where a history begins. */
  readonly held: HeldShares;
}

/** A day of an account, scored and judged: all that is kept of it, and all that the detector needs. */
export interface AccountDay extends ScoredDay, AccountState {
  readonly band: Band;
  readonly score: number;
  readonly parts: Parts;
  readonly established: boolean;
  /**
   * It is at risk for one reason: a part has no data any more, and its weight was shared out. Nothing that the account did.
   */
  readonly bySharing: boolean;
}

/**
 * The one step that scores an account, in the nightly pass as in a backtest: the day's sums and the state that the day
 * before left (undefined: its first day) become the day, which is the state for the next.
 */
export function scoreAccountDay(
  sums: DaySums,
  before: AccountState | undefined,
  market: number,
  rules: ScoreRules,
  values: MetricValues = {},
): AccountDay {
  const decay = advance(before?.decay ?? null, 1, sums.silentDays === 0, rules.memory);
  const figures = { sums, decay, market, values, held: before?.held ?? {} };
  const { parts, score, expected, actual } = scoreDay(figures, rules);
  const established = isEstablished(sums, rules);
  const { silentDays, ageDays, actual14 } = sums;
  const previous = before?.band ?? null;
  const fallen = isFallen({ ageDays, actual, actual14, expected }, previous);
  const band = bandOf(score, previous, rules, { silentDays, established, fallen });
  const bySharing = isBySharing({ band, parts, silentDays, established }, before, rules);
  const held = sharesOf(rules, parts);
  return { parts, score, expected, actual, decay, band, held, established, bySharing };
}

/** Whether a day is at risk only because a part lost its data on it and the part's weight was shared out: `AccountDay.bySharing`. */
export function isBySharing(
  { band, parts, ...use }: UseStanding & { readonly band: Band; readonly parts: Parts },
  before: Pick<AccountState, "band" | "parts"> | undefined,
  rules: ScoreRules,
): boolean {
  const kept = band === "at-risk" && before?.parts ? unshared(rules, parts, before.parts) : null;
  return kept !== null && bandOf(sumOfParts(kept), before?.band ?? null, rules, use) !== "at-risk";
}
