import { baseDays, windowDays } from "../constants.ts";
import { dayNumber, dayOf } from "../days.ts";
import type { Day } from "../types.ts";

/** How far back a fall is looked for, in days: alerts open within two windows of it. */
const lookBackDays = 2 * windowDays;
/** The least days after the onset: a shorter stretch is a weekend. */
const leastDaysAfter = 5;

/**
 * The day on which the fall that is seen on `day` began: the one that best parts a higher rate of the 84 days before it from
 * a lower rate since, by the likelihood ratio of two Poisson rates. Null if no day parts them so. `series` holds the active
 * days, in any order; days without use may be left out.
 */
export function onsetOf(
  series: Iterable<{ readonly day: Day; readonly userDays: number }>,
  day: Day,
): Day | null {
  const end = dayNumber(day);
  const start = end - lookBackDays - baseDays;
  const counts = new Array<number>(end - start + 1).fill(0);
  let first = end;
  for (const entry of series) {
    const number = dayNumber(entry.day);
    if (number <= end) first = Math.min(first, number);
    if (number >= start && number <= end) counts[number - start] = entry.userDays;
  }
  const sumOf = (from: number, to: number) =>
    counts.slice(from - start, to - start + 1).reduce((sum, count) => sum + count, 0);

  let best: number | null = null;
  let bestEvidence = 0;
  for (let onset = end - lookBackDays + 1; onset <= end - leastDaysAfter + 1; onset++) {
    const from = Math.max(first, onset - baseDays);
    const daysBefore = onset - from;
    if (daysBefore < windowDays) continue;
    const daysAfter = end - onset + 1;
    const evidence = evidenceOfFall(sumOf(from, onset - 1), daysBefore, sumOf(onset, end), daysAfter);
    if (evidence > bestEvidence + 1e-9) {
      best = onset;
      bestEvidence = evidence;
    }
  }
  return best === null ? null : dayOf(best);
}

/** Log-likelihood ratio of two rates against one; 0 where the rate did not fall. */
function evidenceOfFall(before: number, daysBefore: number, after: number, daysAfter: number): number {
  if (after / daysAfter >= before / daysBefore) return 0;
  const rate = (before + after) / (daysBefore + daysAfter);
  const term = (count: number, days: number) => (count === 0 ? 0 : count * Math.log(count / days / rate));
  return term(before, daysBefore) + term(after, daysAfter);
}
