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
   * Of the 28 days to `knownTo`, and of the 28 days before; null without data. Of a gauge: its last value within 91 days, with
   * its day where that is more than a week ago; the last one at least 28 days older, with its day; and whether it had no other
   * value in between.
   */
  readonly now: number | null;
  readonly before: number | null;
  readonly nowOn: Day | null;
  readonly beforeOn: Day | null;
  readonly isUnchanged: boolean;
  /** Of a counter whose 28 days are not all known yet: the day on which they will be. */
  readonly countsFrom: Day | null;
  /** The weeks in view, oldest first. */
  readonly weeks: readonly { readonly firstDay: Day; readonly lastDay: Day; readonly value: number | null }[];
}

/** Why nothing was counted for a metric that is counted from an event. */
export type NothingCounted =
  | {
      readonly kind: "no-event";
      readonly event: string;
      /** The events that there are, the likeliest first; a few. */
      readonly known: readonly string[];
    }
  | {
      /** The event came, and what is asked of one of its properties never held. */
      readonly kind: "unmet";
      readonly event: string;
      readonly property: string;
      /** A number was asked for, not a condition. */
      readonly isNumber: boolean;
      /** What the property held, the most frequent first; a few. Empty: no event has it. */
      readonly values: readonly string[];
      /** The properties that these events have; a few. */
      readonly properties: readonly string[];
    };
