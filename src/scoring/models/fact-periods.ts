import type { Day } from "../types.ts";
import type { SegmentFacts } from "./compile-model.ts";

/** A fact that segments are told apart by, as it changed on a day. Null: none was known, or it was taken away. */
export interface FactChange {
  readonly fact: keyof SegmentFacts;
  readonly day: Day;
  readonly before: string | null;
  readonly after: string | null;
}

/** What an account was told apart by from a day on, until the next period begins. */
export interface FactPeriod {
  readonly from: Day;
  readonly facts: SegmentFacts;
}

/** Before every day. */
const ever = "0001-01-01";

/**
 * An account's facts by day, the oldest period first: the first one is of all days before the second. Before the first word
 * that was said of a fact, that word stands: a fact that came late was hardly another one before.
 * @param now the facts of today, for what never changed
 * @param changes one a fact and day at most, in any order
 */
export function factPeriods(now: SegmentFacts, changes: readonly FactChange[]): readonly FactPeriod[] {
  const sorted = changes.toSorted((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));
  const wordOn = (fact: keyof SegmentFacts, day: Day): string | null => {
    const own = sorted.filter((change) => change.fact === fact);
    const first = own[0];
    if (first === undefined) return now[fact] === null ? null : String(now[fact]);
    const last = own.findLast((change) => change.day <= day);
    return last === undefined ? (first.before ?? first.after) : last.after;
  };
  return [...new Set([ever, ...sorted.map(({ day }) => day)])].map((from) => {
    const seats = wordOn("seats", from);
    const facts = { plan: wordOn("plan", from), stage: wordOn("stage", from) };
    return { from, facts: { ...facts, seats: seats === null ? null : Number(seats) } };
  });
}

/** What stands in the period that a day lies in. @param periods the oldest first, at least one */
export function periodOn<Period extends { readonly from: Day }>(
  periods: readonly Period[],
  day: Day,
): Period | undefined {
  return periods.length === 1 ? periods[0] : (periods.findLast(({ from }) => from <= day) ?? periods[0]);
}
