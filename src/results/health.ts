import type { ToldPart } from "../scoring/explain/told-parts.ts";
import type { Day } from "../scoring/types.ts";

/** What is shown after the band: a signal leads, because a score moves slowly. */
export type Signal =
  | { readonly kind: "dropping" }
  | { readonly kind: "silent"; readonly days: number }
  | { readonly kind: "recovering" }
  | { readonly kind: "data-late" }
  /** No customer any more: nobody is told of it. */
  | { readonly kind: "left"; readonly on: Day }
  | { readonly kind: "new"; readonly ageDays: number };

/**
 * Points of one part, rounded so that the parts add up to the score, and the changes to the change. The maxima add up to 100:
 * the weight of a part without data is shared out among the others.
 */
export interface PartLine {
  readonly part: ToldPart;
  /**
   * Null: it has none, which is not 0. With a `max` above 0 (its weight in the model) its metric has no data yet; with a
   * `max` of 0 it is no longer part of the score.
   */
  readonly points: number | null;
  readonly max: number;
  readonly change28d: number | null;
  /** Of one without data: the first day whose window its metric knows whole, still to come. Absent: it can't be said. */
  readonly countsFrom?: Day;
  /** Of one whose metric is late: the last day that its feed covers. It keeps the points of then for two weeks. Absent: in time. */
  readonly knownTo?: Day;
}
