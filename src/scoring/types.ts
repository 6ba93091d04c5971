/**
 * The words of scoring, shared by every layer above. Pure types, no behaviour.
 */

/** A calendar day of the tenant's zone, `YYYY-MM-DD`. Days are compared as strings and counted by `daysBetween`. */
export type Day = string;

/** The parts of a score, in the order in which they are always listed. */
export const partNames = ["recent", "habit", "trend", "people"] as const;
/** One part of a score. */
export type PartName = (typeof partNames)[number];

/** Points per part, unrounded. Their sum is the score. */
export type Parts = Readonly<Record<PartName, number>>;

/** Where a score stands. An account without any event has no band and no score ("no data"). */
export type Band = "healthy" | "watch" | "at-risk";

/** Thresholds of the bands, in points. A band is left only `leave` points beyond the threshold that was entered. */
export interface BandThresholds {
  readonly atRisk: number;
  readonly watch: number;
  readonly leave: number;
}

/** What the detector can see, by account. */
export type SignalKind = "drop" | "band-change" | "silence";

/** What kind of log an account's usage is: many users a customer, or one. Sets weights and the rule of "established". */
export type Kind = "b2b" | "retail";
