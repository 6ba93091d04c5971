import type { AlertTable } from "../scoring/backtest/alert-table.ts";
import type { Verdict } from "../scoring/backtest/verdict.ts";
import { count, plural } from "./numbers.ts";

/** The measures of a ranking with their names, in the order in which they are listed. */
export const measures = [
  ["auc", "AUC"],
  ["ap", "AP"],
  ["p10", "P@10%"],
] as const satisfies readonly (readonly [keyof Verdict, string])[];

/** "0.823", "−1.6": with a true minus; "–" for what is not known. */
export function decimals(value: number | null | undefined, digits: number): string {
  return isKnown(value) ? value.toFixed(digits).replace("-", "−") : "–";
}

/** "95.8%" of a share; "–" for what is not known. */
export function inPercent(share: number | null | undefined): string {
  return isKnown(share) ? `${(share * 100).toFixed(1)}%` : "–";
}

/** "27.0 days"; "–" for what is not known. */
export function inDays(value: number, digits = 1): string {
  return isKnown(value) ? `${decimals(value, digits)} ${value === 1 ? "day" : "days"}` : "–";
}

/** "14.6 days earlier", "1.6 days later": than a review every 28 days. */
export function againstReview({ daysEarlier }: Pick<AlertTable, "daysEarlier">): string {
  if (!isKnown(daysEarlier)) return "–";
  return `${inDays(Math.abs(daysEarlier))} ${daysEarlier < 0 ? "later" : "earlier"}`;
}

/** "361 of 377 lasting declines (96%)", from the share that a table keeps. */
export function shareOf(share: number, all: number, what: string): string {
  return `${count(share * all)} of ${plural(all, what)} (${(share * 100).toFixed(0)}%)`;
}

/** Where 95% of the draws of accounts lie: "0.779 to 0.863"; "–" for what is not known. */
export function drawnBetween(intervals: Verdict["intervals"], measure: (typeof measures)[number][0]): string {
  const interval = intervals?.[measure];
  return interval ? `${decimals(interval.low, 3)} to ${decimals(interval.high, 3)}` : "–";
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}
