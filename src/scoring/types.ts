/**
 * The words of scoring, shared by every layer above. Pure types, no behaviour.
 */

/** A calendar day of the tenant's zone, `YYYY-MM-DD`. Days are compared as strings and counted by `daysBetween`. */
export type Day = string;

/** The parts that usage alone earns: every score has them. */
export const usageParts = ["recent", "habit", "trend", "people"] as const;
/** One of the parts that every score has. */
export type UsagePart = (typeof usageParts)[number];

/** The parts that a tenant may add from its own metrics. */
export const metricParts = ["support", "sentiment", "commercial"] as const;
/** One of the parts that a tenant may add. */
export type MetricPart = (typeof metricParts)[number];

/** The parts of a score, in the order in which they are always listed. */
export const partNames = [...usageParts, ...metricParts] as const;
/** One part of a score. */
export type PartName = (typeof partNames)[number];

/**
 * Points per part, unrounded. Their sum is the score. A part from a metric is absent where the model has none or its metric
 * has no data: it is never 0 for that, its weight is shared out among the rest.
 */
export type Parts = Readonly<Record<UsagePart, number>> & Readonly<Partial<Record<MetricPart, number>>>;

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
