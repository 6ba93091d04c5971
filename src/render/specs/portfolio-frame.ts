import type { Band, BandThresholds } from "../../scoring/types.ts";
import type { PortfolioRow } from "../types.ts";
import type { Scale } from "./scale.ts";

/** What movers and all accounts have in common: one row per account on one shared scale. */
export interface PortfolioDrawing {
  readonly title: string;
  /** Days between where an account was and where it is. */
  readonly windowDays: number;
  readonly thresholds: BandThresholds;
  /** In the order to draw. */
  readonly rows: readonly PortfolioRow[];
  readonly others: readonly { readonly now: number; readonly band: Band }[];
  /** Of the row of ticks: "14 others, steady", then what to say where that is too wide. None: no such row without ticks. */
  readonly othersLabels: readonly string[];
  /** At most; less where the rows would make the chart higher than `maxHeight`. */
  readonly rowHeight: number;
  readonly maxHeight: number;
  readonly fontSize: number;
  /** Of the marks, in square pixels. */
  readonly markArea: number;
}

/** Where things stand in a chart of rows, all in pixels. */
export interface PortfolioPlaces {
  /** Scores to pixels. */
  readonly x: Scale;
  readonly floor: number;
  /** The scale's left end, the right edge of the column "now", the width of the names. */
  readonly left: number;
  readonly nowX: number;
  readonly nameWidth: number;
  readonly headY: number;
  readonly rowHeight: number;
  readonly rows: readonly (PortfolioRow & { readonly y: number })[];
  /** What the tints of the bands stand behind: the rows, and the row of ticks. */
  readonly tinted: readonly { readonly top: number; readonly bottom: number }[];
  /** The middle of the row of ticks. */
  readonly lastY: number;
}
