import type { ModelCalibration } from "../results/models.ts";
import { atRiskTimes, leastRows } from "../scoring/models/calibrate.ts";
import type { Band } from "../scoring/types.ts";
import { dayRange } from "./day-words.ts";
import { count, plural } from "./numbers.ts";
import { countWords } from "./status.ts";

/** A range of scores, and what came of them. */
export interface CalibrationLine {
  /** "55 to 59". */
  readonly scores: string;
  readonly rows: string;
  readonly accounts: string;
  readonly bad: string;
  readonly share: string;
  readonly smoothed: string;
}

/** What the columns of the table are called. */
export const calibrationColumns: Readonly<Record<keyof CalibrationLine, string>> = {
  scores: "Score",
  rows: "Weekly scores",
  accounts: "Accounts",
  bad: "Went bad",
  share: "Share",
  smoothed: "Smoothed",
};

/** "7,686 weekly scores of 85 accounts, 2 Jan – 20 Sep 2026: 14.2% stopped or fell within 56 days (41 accounts)". */
export function calibrationHeading(found: ModelCalibration): string {
  const { period, rows, accounts, base, horizonDays, badAccounts } = found;
  return `${plural(rows, "weekly score")} of ${plural(accounts, "account")}, ${dayRange(period.from, period.to)}: ${tenths(base)} stopped or fell within ${horizonDays} days (${plural(badAccounts, "account")})`;
}

/** The table that justifies the bands, the lowest scores first. */
export function calibrationLines({ bins }: ModelCalibration): CalibrationLine[] {
  return bins.map(({ from, to, rows, accounts, bad, share, smoothed }) => ({
    scores: `${from} to ${to === 100 ? 100 : to - 1}`,
    rows: count(rows),
    accounts: count(accounts),
    bad: count(bad),
    share: tenths(share),
    smoothed: tenths(smoothed),
  }));
}

/** The bands that the history suggests and why, by the smoothed shares of the table; or that it sets none. */
export function calibrationVerdict({ bands, now, base, bins }: ModelCalibration): string {
  const usual = `the usual ${tenths(base)}`;
  if (bands === null) {
    const why = `no range of scores goes bad at ${tenths(atRiskTimes * base)} or more, twice ${usual}, or all but the highest do`;
    return `This history sets no bands: ${why}. They stay at ${now.atRisk} and ${now.watch}.`;
  }
  const isAboveUsual = bins.some(({ to, smoothed }) => to === bands.watch && smoothed > base);
  const watch = isAboveUsual ? `more than ${usual} does` : "5 points further";
  return `At risk below ${bands.atRisk} (now ${now.atRisk}): ${tenths(atRiskTimes * base)} or more goes bad, twice ${usual}. Watch below ${bands.watch} (now ${now.watch}): ${watch}.${fewWords({ bands, base, bins })}`;
}

/** Said where a range above at risk goes bad as often: it has too few scores to go by. */
function fewWords({ bands, base, bins }: Pick<ModelCalibration, "bands" | "base" | "bins">): string {
  const few = bins.filter(
    ({ from, smoothed }) => from >= (bands?.atRisk ?? 100) && smoothed >= atRiskTimes * base,
  );
  if (few.length === 0) return "";
  return ` Above, as much goes bad of ${few.reduce((sum, { rows }) => sum + rows, 0)} weekly scores: fewer than ${leastRows} alike are too few to go by.`;
}

/** "Today: 12 at risk, 20 watch, 158 healthy. With these bands: 8 at risk, 15 watch, 167 healthy." */
export function calibrationStanding({ standing: { old, next } }: ModelCalibration): string {
  const today = `Today: ${bandCounts(old)}.`;
  return next === null ? today : `${today} With these bands: ${bandCounts(next)}.`;
}

function bandCounts({ healthy, watch, "at-risk": atRisk }: Readonly<Record<Band, number>>): string {
  return countWords({ atRisk, watch, healthy, noData: 0 }, { zeros: true });
}

/** "4.1%": whether one share is twice another shows at a tenth. */
function tenths(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
