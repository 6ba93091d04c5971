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
  /** Numbered from 0, in the order in which the items came. */
  readonly account: Int32Array;
  /** 1 where the next item is less risky: the end of a run of equals. */
  readonly ends: Uint8Array;
  /** The places of each week's items, riskiest first. */
  readonly weeks: readonly (readonly number[])[];
}

/** How often each account counts, by its number in the ranking; undefined: every one once. */
export type Weights = ArrayLike<number> | undefined;

/** Sorts items once for all measures. */
export function rankingOf(items: readonly Judged[]): Ranking {
  const sorted = items.toSorted((one, other) => other.risk - one.risk);
  const places = sorted.map((_, place) => place);
  const numbers = new Map<number, number>();
  for (const { account } of items) if (!numbers.has(account)) numbers.set(account, numbers.size);
  return {
    bad: Uint8Array.from(sorted, ({ bad }) => Number(bad)),
    account: Int32Array.from(sorted, ({ account }) => numbers.get(account) ?? 0),
    ends: Uint8Array.from(sorted, ({ risk }, place) => Number(sorted[place + 1]?.risk !== risk)),
    weeks: [...Map.groupBy(places, (place) => sorted[place]?.week).values()],
  };
}

/** What a ranking is worth. */
export interface Measures {
  /**
   * Area under the ROC curve: the chance that a bad item was ranked riskier than a good one, ties counting half
   * (Mann-Whitney U). NaN where one kind is missing.
   */
  readonly auc: number;
  /**
   * Average precision: the mean, over the bad items, of the precision at the point of the ranking where each is found. Items
   * of equal risk are found together. NaN without a bad item.
   */
  readonly ap: number;
  /**
   * Precision among the riskiest tenth, picked within each week of at least 20 rows; rounded (halves to even), at least one a
   * week. Hits and picks are summed over the weeks. NaN without such a week, or a bad item.
   */
  readonly p10: number;
}

/** All measures of a ranking. */
export function measuresOf(ranking: Ranking, weights?: Weights): Measures {
  return { ...alongRanking(ranking, weights), p10: precisionAtTenth(ranking, weights) };
}

/** What is measured from the riskiest item to the least, a run of equals at a time. */
function alongRanking(ranking: Ranking, weights: Weights): Pick<Measures, "auc" | "ap"> {
  let [bad, good] = [0, 0];
  let [badHere, goodHere] = [0, 0];
  let wins = 0;
  let precisions = 0;
  for (let place = 0; place < ranking.bad.length; place++) {
    const weight = weightOf(ranking, place, weights);
    if (ranking.bad[place]) badHere += weight;
    else goodHere += weight;
    if (!ranking.ends[place]) continue;
    wins += goodHere * (bad + badHere / 2);
    bad += badHere;
    good += goodHere;
    if (badHere > 0) precisions += badHere * (bad / (bad + good));
    [badHere, goodHere] = [0, 0];
  }
  return { auc: wins / (bad * good), ap: precisions / bad };
}

/** Weeks with fewer rows pick nobody. */
const minRowsPerWeek = 20;

function precisionAtTenth(ranking: Ranking, weights: Weights): number {
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
