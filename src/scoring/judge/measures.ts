/** Measures of a ranking. An item's `risk` ranks it (higher is riskier), `bad` is what came true. */
export interface Judged {
  readonly risk: number;
  readonly bad: boolean;
}

/**
 * Area under the ROC curve: the chance that a bad item was ranked riskier than a good one, ties counting half
 * (Mann-Whitney U by mid-ranks). NaN where one kind is missing.
 */
export function auc(items: readonly Judged[]): number {
  const sorted = [...items].sort((one, other) => one.risk - other.risk);
  let bad = 0;
  let rankSum = 0;
  for (const { from, to } of ties(sorted)) {
    const midRank = (from + 1 + to) / 2;
    for (let index = from; index < to; index++) {
      if (!sorted[index]?.bad) continue;
      bad += 1;
      rankSum += midRank;
    }
  }
  const good = sorted.length - bad;
  return (rankSum - (bad * (bad + 1)) / 2) / (bad * good);
}

/**
 * Average precision: the mean, over the bad items, of the precision at the point of the ranking where each is found. Items
 * of equal risk are found together. NaN without a bad item.
 */
export function averagePrecision(items: readonly Judged[]): number {
  const sorted = [...items].sort((one, other) => other.risk - one.risk);
  let found = 0;
  let sum = 0;
  for (const { from, to } of ties(sorted)) {
    let here = 0;
    for (let index = from; index < to; index++) if (sorted[index]?.bad) here += 1;
    found += here;
    sum += here * (found / to);
  }
  return sum / found;
}

/**
 * Precision among the riskiest tenth, picked within each group (a week) of at least `minRows` items; rounded, at least one
 * a group. Hits and picks are summed over the groups. Among equals, those that came first are picked.
 */
export function precisionAtTenth(groups: Iterable<readonly Judged[]>, minRows = 20): number {
  let hits = 0;
  let picks = 0;
  for (const group of groups) {
    if (group.length < minRows) continue;
    const count = Math.max(1, Math.round(group.length / 10));
    const riskiest = [...group].sort((one, other) => other.risk - one.risk).slice(0, count);
    picks += riskiest.length;
    hits += riskiest.filter((item) => item.bad).length;
  }
  return hits / picks;
}

/** Runs of equal risk in a sorted list, as half-open index ranges. */
function* ties(sorted: readonly Judged[]): Generator<{ from: number; to: number }> {
  let from = 0;
  for (let index = 1; index <= sorted.length; index++) {
    if (index < sorted.length && sorted[index]?.risk === sorted[from]?.risk) continue;
    yield { from, to: index };
    from = index;
  }
}
