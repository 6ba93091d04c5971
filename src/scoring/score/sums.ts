/**
 * What the scorer needs to know of one account on one day. The exact integers come from SQL (the product) or from
 * `sumsOf` (tests, backtests); both follow the windows defined here. Windows are open at the left: (t-28, t].
 */
import { baseDays, freshDays, historyDays, newAccountDays, peopleDays, windowDays } from "../constants.ts";
import { dayNumber, dayOf } from "../days.ts";
import type { Established, MemoryRules } from "../models/score-rules.ts";
import type { Series } from "../series.ts";
import type { Day } from "../types.ts";

/** Exact figures of one account on day t, from days <= t alone. Whole numbers, all of them. */
export interface DaySums {
  /** Days since the account's first day with an event; 0 on that day. */
  readonly ageDays: number;
  /** Days since its last day with an event; 0 when t itself is an active day. */
  readonly silentDays: number;
  /** User-days in (t-28, t]. */
  readonly actual: number;
  /** User-days in (t-14, t]. */
  readonly actual14: number;
  /** User-days in the base window, as counted (not scaled to 28 days): see `baseWindow`. */
  readonly base: number;
  /** Days of the base window that the account has lived. Under 28 there is no baseline. */
  readonly baseDays: number;
  /** Distinct users in (t-28, t], and in (t-112, t]. */
  readonly users28: number;
  readonly users112: number;
  /** Active days in (last-112, last] (retail 270), and distinct users in (last-112, last], last = the last active day. */
  readonly establishedDays: number;
  readonly establishedUsers: number;
}

/** Sums over all active days up to t, each weighed 0.5^(days ago / half-life of the part). Kept with each day's score. */
export interface DecaySums {
  readonly recent: number;
  readonly habit: number;
}

/**
 * The day at which the base window ends 28 days before: the one on which the account was **last active**, not t. While an account
 * is used the two are the same; while it is silent its "usual" stands still. Anchored at t, the silent days would become usual,
 * expectation would fall and a silent account's Trend would recover by itself. Who stopped in the first eight weeks is held
 * against the first four once it is eight weeks old: with no usual ever, Trend would stay full. Days as numbers.
 */
export function baseAnchor(first: number, last: number, t: number): number {
  const complete = first + newAccountDays;
  return t < complete ? last : Math.max(last, complete);
}

/** The base window on a day, both ends included, and n of the formula: how many days of it the account has lived. */
export function baseWindow(
  firstDay: Day,
  lastActiveDay: Day,
  day: Day,
): { from: Day; to: Day; days: number } {
  const first = dayNumber(firstDay);
  const anchor = baseAnchor(first, dayNumber(lastActiveDay), dayNumber(day));
  const days = livedBaseDays(anchor - first);
  return { from: dayOf(anchor - historyDays + 1), to: dayOf(anchor - windowDays), days };
}

/** Days of the base window that were lived by `days` days after the first. */
export function livedBaseDays(days: number): number {
  return Math.min(baseDays, Math.max(0, days - windowDays));
}

/**
 * The decayed sums `days` days after `previous` (null: the account's first day), with that day active or not. The days in
 * between, if any, were silent.
 */
export function advance(
  previous: DecaySums | null,
  days: number,
  active: boolean,
  { recent, habit }: MemoryRules,
): DecaySums {
  const today = active ? 1 : 0;
  if (previous === null) return { recent: today, habit: today };
  return {
    recent: previous.recent * 0.5 ** (days / recent.halfLifeDays) + today,
    habit: previous.habit * 0.5 ** (days / habit.halfLifeDays) + today,
  };
}

/** The same sums in closed form, from the whole history up to t. Null before the first active day. */
export function decayOf(series: Series, day: Day, memory: MemoryRules): DecaySums | null {
  const t = dayNumber(day);
  let recent = 0;
  let habit = 0;
  let any = false;
  for (const entry of series) {
    if (entry.number > t) break;
    any = true;
    recent += 0.5 ** ((t - entry.number) / memory.recent.halfLifeDays);
    habit += 0.5 ** ((t - entry.number) / memory.habit.halfLifeDays);
  }
  return any ? { recent, habit } : null;
}

/** The figures of `day` from a series; what happened after it does not matter. Null before the first active day. */
export function sumsOf(
  series: Series,
  day: Day,
  rules: Pick<Established, "inDays" | "usersInDays">,
): DaySums | null {
  const t = dayNumber(day);
  const end = countUpTo(series, t);
  const first = series[0];
  const last = series[end - 1];
  if (first === undefined || last === undefined) return null;
  const anchor = baseAnchor(first.number, last.number, t);
  const oldest = last.number - Math.max(rules.inDays, rules.usersInDays, historyDays, peopleDays);

  const users28 = new Set<string>();
  const users112 = new Set<string>();
  const establishedUsers = new Set<string>();
  let actual = 0;
  let actual14 = 0;
  let base = 0;
  let establishedDays = 0;
  for (let index = end - 1; index >= 0; index--) {
    const entry = series[index];
    if (entry === undefined || entry.number <= oldest) break;
    const { number, users } = entry;
    if (number > t - windowDays) {
      actual += users.length;
      for (const user of users) users28.add(user);
    }
    if (number > t - peopleDays) for (const user of users) users112.add(user);
    if (number > t - freshDays) actual14 += users.length;
    if (number > anchor - historyDays && number <= anchor - windowDays) base += users.length;
    if (number > last.number - rules.inDays) establishedDays += 1;
    if (number > last.number - rules.usersInDays) for (const user of users) establishedUsers.add(user);
  }
  return {
    ageDays: t - first.number,
    silentDays: t - last.number,
    actual,
    actual14,
    base,
    baseDays: livedBaseDays(anchor - first.number),
    users28: users28.size,
    users112: users112.size,
    establishedDays,
    establishedUsers: establishedUsers.size,
  };
}

/** How many entries of the series lie on or before the day number `t`. */
function countUpTo(series: Series, t: number): number {
  let low = 0;
  let high = series.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((series[middle]?.number ?? Number.POSITIVE_INFINITY) <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}
