import { bandOf, isEstablished } from "./band.ts";
import { kinds } from "./constants.ts";
import { type ScoredDay, scoreDay } from "./score.ts";
import { advance, type DaySums, type DecaySums } from "./sums.ts";
import type { Band, BandThresholds, Kind } from "./types.ts";

/** What an account's next day starts from; band and score null where a history begins. */
export interface AccountState {
  readonly decay: DecaySums;
  readonly band: Band | null;
  readonly score: number | null;
}

/** What a tenant has set. */
export interface ScoreRules {
  readonly kind: Kind;
  readonly thresholds: BandThresholds;
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
  { kind, thresholds }: ScoreRules,
): AccountDay {
  const decay = advance(before?.decay ?? null, 1, sums.silentDays === 0, kind);
  const { parts, score, expected, actual } = scoreDay(sums, decay, market, kind);
  const established = isEstablished(sums, kind);
  const { silenceDays } = kinds[kind];
  const previous = before?.band ?? null;
  const band = bandOf(score, previous, thresholds, sums.silentDays, established, silenceDays);
  return { parts, score, expected, actual, decay, band, established };
}
