import type { ModelCalibration } from "../results/models.ts";
import { dayRange } from "./day-words.ts";
import { count, percent, plural } from "./numbers.ts";

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

/** "7,686 weekly scores of 85 accounts, 2 Jan – 20 Sep 2026: 14% stopped or fell within 56 days (41 accounts)". */
export function calibrationHeading(found: ModelCalibration): string {
  const { period, rows, accounts, base, horizonDays, badAccounts } = found;
  return `${plural(rows, "weekly score")} of ${plural(accounts, "account")}, ${dayRange(period.from, period.to)}: ${percent(100 * base)} stopped or fell within ${horizonDays} days (${plural(badAccounts, "account")})`;
}

/** The table that justifies the bands, the lowest scores first. */
export function calibrationLines({ bins }: ModelCalibration): CalibrationLine[] {
  return bins.map(({ from, to, rows, accounts, bad, share, smoothed }) => ({
    scores: `${from} to ${to === 100 ? 100 : to - 1}`,
    rows: count(rows),
    accounts: count(accounts),
    bad: count(bad),
    share: percent(100 * share),
    smoothed: percent(100 * smoothed),
  }));
}

/** The bands that the history suggests and why, or that it sets none. */
export function calibrationVerdict({ bands, now }: ModelCalibration): string {
  return bands === null
    ? `No range of scores goes bad twice as often as usual: this history sets no bands. They stay at ${now.atRisk} and ${now.watch}.`
    : `At risk below ${bands.atRisk} (now ${now.atRisk}): twice the usual share goes bad. Watch below ${bands.watch} (now ${now.watch}): more than usual does.`;
}
