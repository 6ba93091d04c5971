import type { Memory } from "../constants.ts";
import type { BandThresholds, Kind, MetricPart, PartName } from "../types.ts";

/** From how much use on an account counts as established: only then does its silence mean something. */
export interface Established {
  /** Active days, and distinct users, up to and including the last active day. */
  readonly activeDays: number;
  readonly users: number;
  /** Days in which each is counted. */
  readonly inDays: number;
  readonly usersInDays: number;
}

/** How a metric earns the points of a part: linear between the two values, whichever is the larger. */
export interface MetricPartRule {
  /** The metric's name. */
  readonly metric: string;
  /** Days of its window, which ends on the day that is scored. */
  readonly windowDays: number;
  /** The value that earns all the points, and the one that earns none. */
  readonly all: number;
  readonly none: number;
}

/**
 * What scoring takes: a version of a tenant's model, for the accounts of one of its segments. Made by `compileModel`; nothing
 * else decides about a score or a band.
 */
export interface ScoreRules {
  readonly kind: Kind;
  /** The model's version, and the segment's name (null: in none). Kept with each score, so that its rules can be found again. */
  readonly version: number;
  readonly segment: string | null;
  /** Points of each part; they add up to 100. */
  readonly weights: Readonly<Record<PartName, number>>;
  readonly memory: Readonly<Record<"recent" | "habit", Memory>>;
  /** Distinct users in `peopleDays` that earn all of People. */
  readonly fullUsers: number;
  readonly established: Established;
  /** Days of silence at which an established account is at risk whatever the sum says. */
  readonly silenceDays: number;
  readonly thresholds: BandThresholds;
  /** The parts from metrics that the model has. */
  readonly metrics: Readonly<Partial<Record<MetricPart, MetricPartRule>>>;
}

/** What the metrics of an account's parts came to on one day; null, or absent: no data, or a feed that is late. */
export type MetricValues = Readonly<Partial<Record<MetricPart, number | null>>>;

/** Half-lives of the two decayed sums. */
export type MemoryRules = ScoreRules["memory"];
