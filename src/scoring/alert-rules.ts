/** The constants of the detector, with their units and reasons. */
import { historyDays } from "./constants.ts";

/** Drops are told from this age on, in days: the base is complete. */
export const dropMinAgeDays = historyDays;

/** User-days expected in 28 days. Below, chance makes falls of any size. */
export const dropMinExpected = 4;

/** User-days expected from which the threshold of a small account no longer applies. */
export const dropNormalExpected = 20;

/** Shares of what is expected. The same noise is a larger share of a small account. */
export const dropThresholds = {
  standard: { normal: 0.45, small: 0.6 },
  quiet: { normal: 0.5, small: 0.65 },
} as const;

/** A new drop needs use to have been this much (a share) nearer to usual than the threshold since the last one ended. */
export const rearmShare = 0.1;

/** Days after a drop, silence or band alert ended in which no drop (or no band change) is told: it is one story. */
export const coolDownDays = 28;

/** Days after which an alert that is still open is told once more. */
export const renewDays = 56;

/** Share of the frozen expectation at which use is back. */
export const recoveredShare = 0.85;

/** Days after which a lasting fall is the new level: by then the base holds no day from before it. */
export const settleDays = 112;

/**
 * A silence is told within this many days of its start as a signal: a missed run or a held outage is made up for, while a
 * customer who left long ago is no news.
 */
export const silenceNewsDays = 28;

/** Whether a fall is worth telling, and from where on. */
export interface DropFigures {
  readonly actual: number;
  readonly expected: number;
  /** 1 - actual / expected; negative when use rose. */
  readonly drop: number;
  readonly threshold: number;
}

/** The fall of an account-day against what was expected; null where none can be told. */
export function dropOf(actual: number, expected: number | null, quiet: boolean): DropFigures | null {
  if (expected === null || expected < dropMinExpected) return null;
  const rules = dropThresholds[quiet ? "quiet" : "standard"];
  const threshold = expected >= dropNormalExpected ? rules.normal : rules.small;
  return { actual, expected, drop: (expected - actual) / expected, threshold };
}

/** Days before an established account's silence is told in which a fall into at risk waits for it: one cause, one alert. */
export const silenceNearDays = 9;
