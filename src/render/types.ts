import type { ToldPart } from "../scoring/explain/told-parts.ts";
import type { MetricKind } from "../scoring/metrics/metrics.ts";
import type { Band, BandThresholds, Day } from "../scoring/types.ts";

/**
 * What can be drawn: plain data, made by views, turned into a Vega-Lite spec by `specs/`, into SVG or PNG by
 * `svg.ts` and `png.ts`. A chart says nothing that the text beside it does not.
 */
export type Chart =
  | AccountChart
  | MoversChart
  | AllAccountsChart
  | ScoreChangeChart
  | FeatureUsageChart
  | MetricChart;

/** Light is for chat, mail and paper; dark is for previews; `themed` leaves CSS custom properties in the SVG (web). */
export type Theme = "light" | "dark" | "themed";

/** Health over time above user-days a week. */
export interface AccountChart {
  readonly kind: "account";
  readonly name: string;
  /** "Health 79, healthy, dropping · 94 four weeks ago" */
  readonly subtitle: string;
  readonly thresholds: BandThresholds;
  /** One point a day, oldest first; `null` is a gap ("no data"). */
  readonly health: readonly { readonly day: Day; readonly score: number | null }[];
  /** Of the last day; null: not known, or none. */
  readonly band: Band | null;
  /** What the bands are called where their zones are named. */
  readonly bandNames: Readonly<Record<Band, string>>;
  /** Weeks that end on the data's last day, oldest first; the last four are the window that alerts speak of. */
  readonly weeks: readonly { readonly firstDay: Day; readonly lastDay: Day; readonly userDays: number }[];
  /** 10th to 90th percentile of the account's own base weeks times the market factor; null without a baseline. */
  readonly usualWeek: { readonly low: number; readonly high: number } | null;
  /** "last 28 days 47, usual 92" or "no baseline yet" */
  readonly usageHead: string;
  /** "user-days", or "active days" for a source without user ids. */
  readonly unit: "user-days" | "active days";
  /** Things that happened, any order: "Silent 30 days", "Alert opened". */
  readonly events: readonly { readonly day: Day; readonly label: string }[];
}

/** One row of a portfolio chart: where the score is, and where it was at the window's start. */
export interface PortfolioRow {
  readonly name: string;
  readonly now: number;
  readonly before: number | null;
  readonly band: Band;
}

/** The accounts that moved, one row each, and the rest as ticks. At most 12 rows. */
export interface MoversChart {
  readonly kind: "movers";
  /** "7 low or falling, 3 rising" */
  readonly title: string;
  /** Days between a row's `before` and its `now`. Absent, in a picture that was made before it was kept: 28. */
  readonly windowDays?: number;
  readonly thresholds: BandThresholds;
  /** In the order to draw: at risk, watch, falling, rising, the largest change first. What is beyond 12 joins `others`. */
  readonly rows: readonly PortfolioRow[];
  /** Scores of the accounts that have no row: those that `moved`, and the steady ones. */
  readonly others: readonly { readonly now: number; readonly band: Band; readonly moved?: boolean }[];
}

/** Every account, lowest first, up to 30 rows; the rest as ticks. */
export interface AllAccountsChart {
  readonly kind: "all-accounts";
  readonly title: string;
  readonly thresholds: BandThresholds;
  /** In the order to draw: lowest first, and where they were 28 days before. What is beyond 30 joins `others`. */
  readonly rows: readonly PortfolioRow[];
  readonly others: readonly { readonly now: number; readonly band: Band }[];
  /** Accounts that are counted and not drawn: with a score, and without. Absent: none. */
  readonly undrawn?: { readonly scored: number; readonly noData: number };
}

/** A waterfall from one score to another. All figures are rounded already, and add up. */
export interface ScoreChangeChart {
  readonly kind: "score-change";
  /** "Acme: −15 points in 28 days" */
  readonly title: string;
  /** What `title` begins with and is cut first where it is too long. Absent: cut at its end. */
  readonly name?: string;
  readonly from: { readonly day: Day; readonly score: number };
  readonly to: { readonly day: Day; readonly score: number };
  readonly parts: readonly {
    readonly part: ToldPart;
    readonly change: number;
    /** Null: no data, or no such part any more. */
    readonly points: number | null;
    readonly max: number;
  }[];
  /** What of Trend's change the market did; absent or 0: nothing worth drawing. */
  readonly market?: number;
  /** A change of the scoring rules in between, by its points; absent or null: none. */
  readonly rules?: { readonly words: string; readonly points: number } | null;
}

/** User-days by feature: the last 28 days against usual. */
export interface FeatureUsageChart {
  readonly kind: "feature-usage";
  readonly title: string;
  readonly rows: readonly { readonly feature: string; readonly actual: number; readonly usual: number }[];
}

/** A tenant's metric of one account, week by week. */
export interface MetricChart {
  readonly kind: "metric";
  /** "Tickets opened: 14 in 28 days, 6 before" */
  readonly title: string;
  /** "A week, fewer is better" */
  readonly subtitle: string;
  /** Decides how figures are written. */
  readonly metric: { readonly label: string; readonly unit: string; readonly kind: MetricKind };
  /** Bars for what adds up over a week, else a line. */
  readonly draws: "bars" | "line";
  /** Weeks that end on the last day in view, oldest first; null: unknown. At least one. */
  readonly weeks: readonly { readonly firstDay: Day; readonly lastDay: Day; readonly value: number | null }[];
}

/** A drawn chart as vector. `width` and `height` are logical pixels. */
export interface ChartSvg {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A drawn chart as picture: opaque PNG, at most 1024 pixels a side. */
export interface ChartPng {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}
