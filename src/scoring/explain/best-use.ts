import { type Memory, priorHalfLives, windowDays } from "../constants.ts";
import { dayNumber, dayOf } from "../days.ts";
import type { DecaySums } from "../score/sums.ts";
import type { Day } from "../types.ts";

/** Days that Habit is told in: 26 whole weeks, "6 months". */
export const habitWindowDays = 182;

/** How far back "it had that before" reaches. */
const yearDays = 365;

/** Days in use that made a decayed sum, and when. */
export interface BestDays {
  readonly day: Day;
  /** The decayed sum of that day. */
  readonly sum: number;
  /** Active days of that day's window: 28 for Recent, `habitWindowDays` for Habit. */
  readonly activeDays: number;
}

/** The most that an account had on a day of the last year. */
export interface BestUse {
  /** User-days in 28 days. */
  readonly actual: number;
  /** Distinct users in sixteen weeks. */
  readonly users112: number;
  readonly recent: BestDays;
  readonly habit: BestDays;
}

/** An active day and its user-days. */
export interface UsedDay {
  readonly day: Day;
  readonly userDays: number;
}

/** Active days in the `window` days that end on `day`. */
export function activeDaysIn(used: readonly UsedDay[], day: Day, window: number): number {
  const last = dayNumber(day);
  return used.reduce((sum, one) => {
    const number = dayNumber(one.day);
    return number <= last && number > last - window ? sum + 1 : sum;
  }, 0);
}

/** The decayed sums of `day` by these half-lives, in closed form from all active days up to it. */
export function decayOfUse(
  used: readonly UsedDay[],
  day: Day,
  memory: Readonly<Record<"recent" | "habit", { readonly halfLifeDays: number }>>,
): DecaySums {
  const last = dayNumber(day);
  let [recent, habit] = [0, 0];
  for (const one of used) {
    const ago = last - dayNumber(one.day);
    if (ago < 0) continue;
    recent += 0.5 ** (ago / memory.recent.halfLifeDays);
    habit += 0.5 ** (ago / memory.habit.halfLifeDays);
  }
  return { recent, habit };
}

/**
 * The most that an account had on any day of the year to `day`. A sum beyond `full` counts as `full`; of equal ones the
 * latest is told.
 * @param used all its active days up to `day`, oldest first
 * @param full the decayed sums that earn all the points of today
 */
export function bestUse(
  used: readonly UsedDay[],
  day: Day,
  memory: Readonly<Record<"recent" | "habit", { readonly halfLifeDays: number }>>,
  full: DecaySums,
): Omit<BestUse, "users112"> {
  const last = dayNumber(day);
  const userDays = new Map(used.map((one) => [dayNumber(one.day), one.userDays]));
  const first = Math.min(last, ...userDays.keys());
  const nothing: BestDays = { day, sum: 0, activeDays: 0 };
  let best = { actual: 0, recent: nothing, habit: nothing };
  let [recent, habit, actual, active28, activeLong] = [0, 0, 0, 0, 0];
  const gone = (number: number, window: number) => userDays.get(number - window);
  for (let number = first; number <= last; number++) {
    const now = userDays.get(number);
    recent = recent * 0.5 ** (1 / memory.recent.halfLifeDays) + (now === undefined ? 0 : 1);
    habit = habit * 0.5 ** (1 / memory.habit.halfLifeDays) + (now === undefined ? 0 : 1);
    actual += (now ?? 0) - (gone(number, windowDays) ?? 0);
    active28 += (now === undefined ? 0 : 1) - (gone(number, windowDays) === undefined ? 0 : 1);
    activeLong += (now === undefined ? 0 : 1) - (gone(number, habitWindowDays) === undefined ? 0 : 1);
    if (number <= last - yearDays) continue;
    best = {
      actual: Math.max(best.actual, actual),
      recent: better(best.recent, { day: dayOf(number), sum: recent, activeDays: active28 }, full.recent),
      habit: better(best.habit, { day: dayOf(number), sum: habit, activeDays: activeLong }, full.habit),
    };
  }
  return best;
}

function better(known: BestDays, found: BestDays, full: number): BestDays {
  return Math.min(found.sum, full) >= Math.min(known.sum, full) ? found : known;
}

/** The decayed sums that earn all the points of an account of that age: beyond them nothing is won. */
export function fullSums(
  { recent, habit }: Readonly<Record<"recent" | "habit", Memory>>,
  ageDays: number,
): DecaySums {
  const full = ({ halfLifeDays, fullDays }: Memory) =>
    fullDays * (1 - 0.5 ** (ageDays / halfLifeDays + priorHalfLives));
  return { recent: full(recent), habit: full(habit) };
}
