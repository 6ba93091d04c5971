/** An item of a ranking: `risk` ranks it (higher is riskier), `bad` is what came true. */
export interface Judged {
  readonly risk: number;
  readonly bad: boolean;
  /** The week in which it is picked among others. */
  readonly week: number;
  /** Whose row it is: weights are by account. */
  readonly account: number;
}

/** Items sorted by risk, riskiest first (among equals, those that came first), in columns. */
export interface Ranking {
  readonly bad: Uint8Array;
  readonly account: Int32Array;
  /** 1 where the next item is less risky: the end of a run of equals. */
  readonly ends: Uint8Array;
  /** The places of each week's items, riskiest first. */
  readonly weeks: readonly (readonly number[])[];
}

/** How often each account counts, by its number; undefined: every one once. */
export type Weights = ArrayLike<number> | undefined;

/** Sorts items once for all measures. */
export function rankingOf(items: readonly Judged[]): Ranking {
  const sorted = items.toSorted((one, other) => other.risk - one.risk);
  const places = sorted.map((_, place) => place);
  return {
    bad: Uint8Array.from(sorted, ({ bad }) => Number(bad)),
    account: Int32Array.from(sorted, ({ account }) => account),
    ends: Uint8Array.from(sorted, ({ risk }, place) => Number(sorted[place + 1]?.risk !== risk)),
    weeks: [...Map.groupBy(places, (place) => sorted[place]?.week).values()],
  };
}

/**
 * Area under the ROC curve: the chance that a bad item was ranked riskier than a good one, ties counting half
 * (Mann-Whitney U). NaN where one kind is missing.
 */
export function auc(ranking: Ranking, weights?: Weights): number {
  let bad = 0;
  let good = 0;
  let wins = 0;
  forEachTie(ranking, weights, (badHere, goodHere) => {
    wins += goodHere * (bad + badHere / 2);
    bad += badHere;
    good += goodHere;
  });
  return wins / (bad * good);
}

/**
 * Average precision: the mean, over the bad items, of the precision at the point of the ranking where each is found. Items
 * of equal risk are found together. NaN without a bad item.
 */
export function averagePrecision(ranking: Ranking, weights?: Weights): number {
  let found = 0;
  let looked = 0;
  let sum = 0;
  forEachTie(ranking, weights, (badHere, goodHere) => {
    found += badHere;
    looked += badHere + goodHere;
    if (badHere > 0) sum += badHere * (found / looked);
  });
  return sum / found;
}

/** Weeks with fewer rows pick nobody. */
const minRowsPerWeek = 20;

/**
 * Precision among the riskiest tenth, picked within each week of at least 20 rows; rounded (halves to even), at least one a
 * week. Hits and picks are summed over the weeks. NaN without such a week, or a bad item.
 */
export function precisionAtTenth(ranking: Ranking, weights?: Weights): number {
  let hits = 0;
  let picks = 0;
  let bad = 0;
  for (const week of ranking.weeks) {
    let rows = 0;
    for (const place of week) {
      const weight = weightOf(ranking, place, weights);
      rows += weight;
      if (ranking.bad[place]) bad += weight;
    }
    if (rows < minRowsPerWeek) continue;
    let left = Math.max(1, tenthOf(rows));
    for (const place of week) {
      if (left === 0) break;
      const taken = Math.min(left, weightOf(ranking, place, weights));
      left -= taken;
      picks += taken;
      if (ranking.bad[place]) hits += taken;
    }
  }
  return bad === 0 ? Number.NaN : hits / picks;
}

/** A tenth of a whole number, rounded; halves go to the even neighbour, so that they do not add up to one side. */
function tenthOf(rows: number): number {
  const whole = Math.floor(rows / 10);
  const rest = rows - 10 * whole;
  return rest > 5 || (rest === 5 && whole % 2 === 1) ? whole + 1 : whole;
}

function weightOf({ account }: Ranking, place: number, weights: Weights): number {
  return weights === undefined ? 1 : (weights[account[place] ?? 0] ?? 0);
}

/** Tells `visit` the weight of bad and of good items, for each run of equal risk, riskiest first. */
function forEachTie(ranking: Ranking, weights: Weights, visit: (bad: number, good: number) => void): void {
  let bad = 0;
  let good = 0;
  for (let place = 0; place < ranking.bad.length; place++) {
    const weight = weightOf(ranking, place, weights);
    if (ranking.bad[place]) bad += weight;
    else good += weight;
    if (!ranking.ends[place]) continue;
    visit(bad, good);
    bad = 0;
    good = 0;
  }
}
