import { AppError } from "../../errors.ts";
import { baselineMinDays, windowDays } from "../../scoring/constants.ts";
import { addDays, dayNumber, dayOf, daysBetween, earlier } from "../../scoring/days.ts";
import { baseWindow } from "../../scoring/score/sums.ts";
import type { Day } from "../../scoring/types.ts";
import { shortDay } from "../../words/dates.ts";
import { parseDay } from "./parse-day.ts";

/** Thirteen whole weeks: the range that is shown when none is asked for. */
const defaultRangeDays = 91;

/** Both days included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/**
 * The range to show: what was asked for, within the data. It ends on the data's day at the latest, and starts no earlier
 * than the account's first day, but never shorter than four weeks for that reason.
 * @throws AppError `bad-input` for a day that does not exist, an end before its start, a start after the data's end
 */
export function rangeOf(
  asked: { from?: Day | undefined; to?: Day | undefined },
  data: { firstDay: Day | null; lastDay: Day },
): DayRange {
  const askedFrom = asked.from === undefined ? undefined : parseDay(asked.from, "from");
  const askedTo = asked.to === undefined ? undefined : parseDay(asked.to, "to");
  if (askedFrom !== undefined && askedTo !== undefined && askedTo < askedFrom) {
    throw new AppError("bad-input", "The end is before the start.", { detail: { field: "to" } });
  }
  if (askedFrom !== undefined && askedFrom > data.lastDay) {
    const ends = shortDay(data.lastDay, askedFrom);
    throw new AppError("bad-input", `The data ends on ${ends}. Pick an earlier start.`, {
      detail: { field: "from" },
    });
  }
  const to = askedTo === undefined ? data.lastDay : earlier(askedTo, data.lastDay);
  const from = askedFrom ?? addDays(to, 1 - defaultRangeDays);
  if (data.firstDay === null) return { from, to };
  const earliest = earlier(data.firstDay, addDays(to, 1 - windowDays));
  return { from: from < earliest ? earliest : from, to };
}

/** Whole weeks of a range that end on its last day, oldest first; at least one, so that no bar is ever partial. */
export function weeksOf(
  range: DayRange,
  days: readonly { readonly day: Day; readonly userDays: number }[],
): { firstDay: Day; lastDay: Day; userDays: number }[] {
  const last = dayNumber(range.to);
  const weeks = Math.max(1, Math.floor((daysBetween(range.from, range.to) + 1) / 7));
  const sums = new Array<number>(weeks).fill(0);
  for (const { day, userDays } of days) {
    const back = Math.floor((last - dayNumber(day)) / 7);
    if (back >= 0 && back < weeks) sums[weeks - 1 - back] = (sums[weeks - 1 - back] ?? 0) + userDays;
  }
  return sums.map((userDays, index) => ({
    firstDay: dayOf(last - 7 * (weeks - index) + 1),
    lastDay: dayOf(last - 7 * (weeks - 1 - index)),
    userDays,
  }));
}

/** What an account's usual is made of: its base window as far as the account has lived, and the market of the day. */
export interface UsualBase extends DayRange {
  /** Days of it that the account has lived. */
  readonly days: number;
  readonly market: number;
}

/** The base of "usual" on `day`, for an account last active on `lastActiveDay`; null under 28 lived days: no baseline yet. */
export function usualBaseOf(
  { firstDay, lastActiveDay, day }: { firstDay: Day; lastActiveDay: Day; day: Day },
  market: number,
): UsualBase | null {
  const { to, days } = baseWindow(firstDay, lastActiveDay, day);
  if (days < baselineMinDays) return null;
  return { from: addDays(to, 1 - days), to, days, market };
}

/** 10th to 90th percentile of the base's whole weeks, times the market factor; to a tenth of a user-day. */
export function usualWeekOf(
  base: UsualBase,
  days: readonly { readonly day: Day; readonly userDays: number }[],
): { low: number; high: number } {
  const within = days.filter(({ day }) => day >= base.from && day <= base.to);
  const sums = weeksOf(base, within)
    .map(({ userDays }) => userDays)
    .sort((one, other) => one - other);
  const tenths = (share: number) => Math.round(10 * percentile(sums, share) * base.market) / 10;
  return { low: tenths(0.1), high: tenths(0.9) };
}

/** Linear between the two nearest, as percentile_cont. */
function percentile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
