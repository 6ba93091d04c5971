import type { Calibration } from "../scoring/models/calibrate.ts";
import type { TrialResult } from "../scoring/models/model-trial.ts";
import type { Band, BandThresholds, Day, MetricPart } from "../scoring/types.ts";

/** What two models made of the same history: the live one and a draft, or two published versions. */
export interface ModelPreview extends TrialResult {
  readonly of: "draft" | "versions";
  readonly oldVersion: number;
  readonly nextVersion: number;
  /** Parts of the next model without a value for anybody. */
  readonly unvalued: readonly UnvaluedPart[];
  readonly tookMs: number;
}

/** A part whose metric, by its label, has no value for any account; one that was archived has none any more. */
export interface UnvaluedPart {
  readonly part: MetricPart;
  readonly metric: string;
  readonly isArchived: boolean;
}

/** Bands that the tenant's own history suggests for a model, beside those it has. */
export interface ModelCalibration extends Calibration {
  readonly period: { readonly from: Day; readonly to: Day };
  /** Days within which an account stopped or fell to count as bad. */
  readonly horizonDays: number;
  /** The bands that the model has. */
  readonly now: BandThresholds;
  /** How many of today's accounts stand where by the bands that the model has, and by those that were found; null: none were. */
  readonly standing: {
    readonly old: Readonly<Record<Band, number>>;
    readonly next: Readonly<Record<Band, number>> | null;
  };
}
