import { dropMinAgeDays, firedDrop, standardAlertRules, type UseFigures } from "../detect/alert-rules.ts";
import type { Band } from "../types.ts";

/** What a fall of use is judged by. */
export interface UseOfDay extends UseFigures {
  readonly ageDays: number;
}

/** Share below usual within which use counts as back. */
const backShare = 0.2;
/** Standard deviations of a count by which the 28 days have to be low for a fall to last: small accounts jitter. */
const lastingEvidence = 1;

/**
 * Whether use is plainly below usual, so that an account is not healthy whatever its points say: who uses it every day loses
 * few of them by halving. A fall begins where a drop would be told of by the standard rules, whatever rules the account's
 * alerts have; it is over when use is within a fifth of usual, or no lower than chance makes it.
 * @param previous the band of the day before: a healthy account has to fall, any other to come back
 */
export function isFallen(use: UseOfDay, previous: Band | null): boolean {
  if (use.ageDays < dropMinAgeDays) return false;
  if (previous === null || previous === "healthy") return firedDrop(use, standardDrop) !== null;
  const { expected, actual } = use;
  if (expected === null || actual > (1 - backShare) * expected) return false;
  return 2 * (Math.sqrt(expected) - Math.sqrt(actual)) >= lastingEvidence;
}

const standardDrop = standardAlertRules(false).drop;
