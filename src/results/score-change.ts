import type { Lift } from "../scoring/explain/lift.ts";
import type { ToldPart } from "../scoring/explain/told-parts.ts";
import type { MetricKind } from "../scoring/metrics/metrics.ts";
import type { Day, MetricPart } from "../scoring/types.ts";

/** The exact difference between two days. */
export interface ScoreChange {
  readonly account: { readonly id: string; readonly name: string };
  readonly from: { readonly day: Day; readonly score: number };
  readonly to: { readonly day: Day; readonly score: number };
  /** Changes by the rules of the first day, points by those of the second. With `rules` the changes add up. */
  readonly parts: readonly ChangedPart[];
  /** What moved Trend: whole points that add up to its change. Null where it cannot be told apart. */
  readonly trend: TrendChange | null;
  /** Null: one set of rules. */
  readonly rules: RulesChange | null;
  /** The figures behind the parts on the two days. */
  readonly before: ChangeFigures;
  readonly after: ChangeFigures;
  /** While a drop alert is open: the usual that it froze, where it is not that of the score any more. */
  readonly usualAtOpening: number | null;
  /** User-days by feature in the 28 days to each of the two days, the largest fall first. */
  readonly features: readonly FeatureChange[];
  readonly people: PeopleChange;
  /** What would lift the score of the second day most; null where its formula is not known any more. */
  readonly lift: Lift | null;
}

/** A part of a change. `points` null: the second day has none, for want of data (`max`: its weight) or of the part (`max` 0). */
export interface ChangedPart {
  readonly part: ToldPart;
  readonly points: number | null;
  readonly max: number;
  readonly change: number;
}

/**
 * What moved Trend: use, the account's own usual, how all accounts did, and the weight of the part itself. `market` null: for a
 * customer's own people, who are told nothing of other customers; usual then holds what the market did.
 */
export interface TrendChange {
  readonly use: number;
  readonly usual: number;
  readonly market: number | null;
  readonly weight: number;
}

/** A change of the rules between two days. */
export interface RulesChange {
  /** "version 2", "version 3 for Enterprise" */
  readonly from: string;
  readonly to: string;
  /** What it did by itself; null: the rules of the first day are not known any more, so the parts hold it. */
  readonly points: number | null;
}

/** What a day's parts are made of, as it is told. */
export interface ChangeFigures {
  readonly recent: DaysInUse;
  readonly habit: DaysInUse;
  /** User-days in 28 days, and usual ones; usual null without a baseline. */
  readonly actual: number;
  readonly usual: number | null;
  /** Days since it was last used. */
  readonly silentDays: number;
  /** What usual was multiplied by: how all accounts did. Null: not for a customer's own people. */
  readonly market: number | null;
  readonly users28: number;
  /** Who People counts: those of sixteen weeks. Null: of 28 days, by an older formula. */
  readonly users112: number | null;
  /** The metrics of the parts that have one; value null: no data, or late. */
  readonly metrics: readonly MetricFigure[];
}

/** Days in use of a window; newer ones count more, and `full` of those earn all the points. */
export interface DaysInUse {
  readonly activeDays: number;
  readonly windowDays: number;
  readonly weighed: number;
  readonly full: number;
}

/** The metric of a part, over its window. */
export interface MetricFigure {
  readonly part: MetricPart;
  readonly label: string;
  readonly unit: string;
  readonly kind: MetricKind;
  readonly windowDays: number;
  readonly value: number | null;
  /** Of a feed that was late: the last day of the window. Absent: it ends on the day. */
  readonly knownTo?: Day;
  /** It would earn more than the part has, but nobody comes. */
  readonly held?: boolean;
}

/** User-days of a feature in 28 days, to one day and to another. */
export interface FeatureChange {
  readonly feature: string;
  readonly before: number;
  readonly after: number;
}

/** Who used it in the 28 days to one day and not in those to the other. */
export interface PeopleChange {
  readonly came: number;
  readonly went: number;
  /** The most active of them, for pages and files of who may see the account; null where nobody is named (chat). */
  readonly named: { readonly came: readonly ChangedUser[]; readonly went: readonly ChangedUser[] } | null;
}

/** A person, and on how many of the 28 days they used it while they did. */
export interface ChangedUser {
  readonly name: string;
  readonly days: number;
}
