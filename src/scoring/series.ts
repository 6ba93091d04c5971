import { dayNumber } from "./days.ts";
import type { Day } from "./types.ts";

/** One active day of an account: who used it. `number` is `dayNumber(day)`, kept because windows are counted in it. */
export interface ActiveDay {
  readonly day: Day;
  readonly number: number;
  /** Distinct, at least one. */
  readonly users: readonly string[];
}

/** An account's active days, oldest first, each day once. Days without use are absent. */
export type Series = readonly ActiveDay[];

/** The series of one account's events, in whatever order and however often they come. */
export function seriesOf(events: Iterable<{ readonly day: Day; readonly user: string }>): Series {
  const byDay = new Map<Day, Set<string>>();
  for (const { day, user } of events) {
    const users = byDay.get(day);
    if (users) users.add(user);
    else byDay.set(day, new Set([user]));
  }
  return [...byDay]
    .map(([day, users]) => ({ day, number: dayNumber(day), users: [...users] }))
    .sort((one, other) => one.number - other.number);
}
