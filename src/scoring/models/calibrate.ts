import type { BandThresholds } from "../types.ts";

/** An account on a day of the past: how it was scored, and whether it then stopped or fell. */
export interface CalibrationRow {
  readonly account: string;
  /** Unrounded. */
  readonly score: number;
  readonly bad: boolean;
}

/** What came of the rows of one range of scores. */
export interface CalibrationBin {
  /** Scores from, and under. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly accounts: number;
  readonly bad: number;
  /** Share of the rows that went bad. */
  readonly share: number;
  /** The same where it may only fall as scores rise: chance is smoothed over. */
  readonly smoothed: number;
}

/** Bands that a history suggests, with what they stand on. */
export interface Calibration {
  readonly rows: number;
  readonly accounts: number;
  /** Different accounts that went bad at least once. */
  readonly badAccounts: number;
  /** Share of all rows that went bad. */
  readonly base: number;
  /** Lowest scores first; ranges without a row are left out. */
  readonly bins: readonly CalibrationBin[];
  /** Null: the history does not tell scores apart. */
  readonly bands: BandThresholds | null;
}

/** Points of a range. */
const binPoints = 5;
/** Accounts, and accounts that went bad, below which chance would set the bands. */
export const leastAccounts = 40;
export const leastBadAccounts = 20;
/** At risk: as many times the usual share go bad. Watch: more than usual do. */
export const atRiskTimes = 2;
/** Rows of ranges that were smoothed into one, below which they say nothing. */
export const leastRows = 20;
const leave = 3;

/**
 * Bands by what came of scores: at risk up to where twice the usual share went bad, watch up to where more than usual did. The
 * share may only fall as scores rise (pool adjacent violators: M. Ayer et al., 1955).
 */
export function calibrate(rows: readonly CalibrationRow[]): Calibration {
  const bad = rows.filter((row) => row.bad);
  const base = bad.length / rows.length;
  const smoothed = smooth(binsOf(rows));
  const bins = smoothed.map(({ bin }) => bin);
  // Few rows a range are usual where few accounts are: what counts is how many are of one mind.
  const edge = (isBad: (share: number) => boolean) =>
    smoothed.findLast(({ bin, poolRows }) => poolRows >= leastRows && isBad(bin.smoothed))?.bin.to ?? null;
  const atRisk = edge((share) => share >= atRiskTimes * base);
  const upToUsual = edge((share) => share > base);
  const watch = upToUsual === null || atRisk === null ? null : Math.max(upToUsual, atRisk + binPoints);
  const isUsable = atRisk !== null && watch !== null && watch + leave <= 100;
  return {
    rows: rows.length,
    accounts: new Set(rows.map(({ account }) => account)).size,
    badAccounts: new Set(bad.map(({ account }) => account)).size,
    base,
    bins,
    bands: isUsable ? { atRisk, watch, leave } : null,
  };
}

function binsOf(rows: readonly CalibrationRow[]): Omit<CalibrationBin, "smoothed">[] {
  const byBin = Map.groupBy(rows, ({ score }) =>
    Math.min(100 - binPoints, Math.floor(Math.max(0, Math.round(score)) / binPoints) * binPoints),
  );
  return [...byBin]
    .sort(([one], [other]) => one - other)
    .map(([from, ofBin]) => {
      const bad = ofBin.filter((row) => row.bad).length;
      const accounts = new Set(ofBin.map(({ account }) => account)).size;
      return { from, to: from + binPoints, rows: ofBin.length, accounts, bad, share: bad / ofBin.length };
    });
}

/** Ranges of which the higher goes bad as often as the lower, or more often, are taken as one: a pool. */
function smooth(
  bins: readonly Omit<CalibrationBin, "smoothed">[],
): { readonly bin: CalibrationBin; readonly poolRows: number }[] {
  const pools: { rows: number; bad: number; bins: number }[] = [];
  for (const { rows, bad } of bins) {
    let pool = { rows, bad, bins: 1 };
    for (let last = pools.at(-1); last && last.bad / last.rows <= pool.bad / pool.rows; last = pools.at(-1)) {
      pools.pop();
      pool = { rows: pool.rows + last.rows, bad: pool.bad + last.bad, bins: pool.bins + last.bins };
    }
    pools.push(pool);
  }
  const ofBins = pools.flatMap((pool) => new Array<(typeof pools)[number]>(pool.bins).fill(pool));
  return bins.map((bin, at) => {
    const { rows, bad } = ofBins[at] ?? bin;
    return { bin: { ...bin, smoothed: bad / rows }, poolRows: rows };
  });
}
