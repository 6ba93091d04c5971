import { dayNumber } from "../days.ts";
import type { Series } from "../series.ts";
import type { Day, Kind } from "../types.ts";
import { DayCounts } from "./day-counts.ts";
import { protocols } from "./protocol.ts";

/** A fall to this share of the earlier rate, or less, is a decline; judged where the base promises enough to fall. */
const declineShare = 0.3;
/** The least active days that the earlier rate promises for the horizon. */
const declineMinBase = 4;

/** An account on a cut-off day that is judged, with what came true in the H days after. */
export interface EligibleRow {
  /** A Sunday, as `dayNumber`; features may use it and the days before, labels use the days after. */
  readonly number: number;
  /** How many of the account's active days lie up to it. */
  readonly known: number;
  /** No active day within the horizon. */
  readonly lapse: boolean;
  /** A fall to 30% or less; null where the label does not apply. */
  readonly decline: boolean | null;
}

/** The judged rows of an account, on those of the `days` on which it is eligible. Both oldest first. */
export function eligibleRows(series: Series, days: readonly Day[], lastDay: Day, kind: Kind): EligibleRow[] {
  const protocol = protocols[kind];
  if (series.length < protocol.activeDays) return [];
  const counts = new DayCounts(series, dayNumber(lastDay));
  const rows: EligibleRow[] = [];
  let next = 0;
  for (const day of days) {
    const t = dayNumber(day);
    while ((series[next]?.number ?? Number.POSITIVE_INFINITY) <= t) next += 1;
    const last = series[next - 1]?.number;
    if (last === undefined || t - last > protocol.maxSilentDays) continue;
    if (counts.activeDays(last - protocol.windowDays, last) < protocol.activeDays) continue;
    if (!hasUsers(protocol.users, series, next, last - 112)) continue;
    const future = counts.activeDays(t, t + protocol.horizonDays);
    const lived = Math.min(84, Math.max(t - counts.first - 28, 1));
    const base = (counts.activeDays(t - 112, t - 28) / lived) * protocol.horizonDays;
    const decline = protocol.declines && base >= declineMinBase ? future <= declineShare * base : null;
    rows.push({ number: t, known: next, lapse: future === 0, decline });
  }
  return rows;
}

/** Whether so many users came on the days before index `end`, back to the day after `after`. */
function hasUsers(least: number, series: Series, end: number, after: number): boolean {
  const users = new Set<string>();
  for (let index = end - 1; users.size < least; index--) {
    const entry = series[index];
    if (entry === undefined || entry.number <= after) return false;
    for (const user of entry.users) users.add(user);
  }
  return true;
}
