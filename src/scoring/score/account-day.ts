import type { MetricValues, ScoreRules } from "../models/score-rules.ts";
import type { Band } from "../types.ts";
import { bandOf, isEstablished } from "./band.ts";
import { isFallen } from "./fall.ts";
import { type ScoredDay, scoreDay } from "./score.ts";
import { advance, type DaySums, type DecaySums } from "./sums.ts";

/** What an account's next day starts from; band and score null where a history begins. */
export interface AccountState {
  readonly decay: DecaySums;
  readonly band: Band | null;
  readonly score: number | null;
}

/** A day of an account, scored and judged: all that is kept of it, and all that the detector needs. */
export interface AccountDay extends ScoredDay, AccountState {
  readonly band: Band;
  readonly score: number;
  readonly established: boolean;
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
  values?: MetricValues,
): AccountDay {
  const decay = advance(before?.decay ?? null, 1, sums.silentDays === 0, rules.memory);
  const { parts, score, expected, actual } = scoreDay(sums, decay, market, rules, values);
  const established = isEstablished(sums, rules);
  const { silentDays, ageDays, actual14 } = sums;
  const previous = before?.band ?? null;
  const fallen = isFallen({ ageDays, actual, actual14, expected }, previous);
  const band = bandOf(score, previous, rules, { silentDays, established, fallen });
  return { parts, score, expected, actual, decay, band, established };
}
