import type { GoodDirection, MetricKind } from "../scoring/metrics/metrics.ts";
import type { Day } from "../scoring/types.ts";

/** A metric of an account over a range of weeks, for staff. */
export interface AccountMetric {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly kind: MetricKind;
  readonly good: GoodDirection;
  readonly percentile: number;
  /** The last day that is known and in view; windows end on it. */
  readonly knownTo: Day;
  /** Its feed is behind: `knownTo` is earlier than the last day in view. */
  readonly late: boolean;
  /**
   * Of the 28 days to `knownTo`, and of the 28 days before; null without data. Of a gauge: its last value within 91 days, and
   * the last one at least 28 days older, with its day.
   */
  readonly now: number | null;
  readonly before: number | null;
  readonly beforeOn: Day | null;
  /** Of a counter whose 28 days are not all known yet: the day on which they will be. */
  readonly countsFrom: Day | null;
  /** The weeks in view, oldest first. */
  readonly weeks: readonly { readonly firstDay: Day; readonly lastDay: Day; readonly value: number | null }[];
}
