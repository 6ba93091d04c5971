import { count, signed } from "../bot/words/numbers.ts";
import type { ShapeBand } from "../bot/words/status.ts";

/** A change in a table: "−15", "+6", "0"; unknown is "–". */
export function delta(change: number | null): string {
  return change === null ? "–" : signed(change);
}

/** "47, usual 92"; without a baseline "47". */
export function usageFigures(actual: number, usual: number | null): string {
  return usual === null ? count(actual) : `${count(actual)}, usual ${count(usual)}`;
}

/** A band in the words that a customer's own admin reads. */
export const gentleBandWords: Readonly<Record<ShapeBand, string>> = {
  "at-risk": "could be better",
  watch: "steady",
  healthy: "strong",
  "no-data": "no data",
};
