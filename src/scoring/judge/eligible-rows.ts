import { addDays, dayNumber, dayOf, weekdayOf } from "../days.ts";
import type { Series } from "../series.ts";
import type { Day, Kind } from "../types.ts";
import { declineMinBase, declineShare, protocols, type Span } from "./protocol.ts";
import type { UsageLog } from "./usage-log.ts";

/** An account on a cut-off day that is judged, with what came true in the H days after. */
export interface EligibleRow {
  readonly account: string;
  /** A Sunday; features may use it and the days before, labels use the days after. */
  readonly day: Day;
  /** No active day within the horizon. */
  readonly lapse: boolean;
  /** A fall to 30% or less; null where the label does not apply. */
  readonly decline: boolean | null;
}

/** The Sundays of a span, oldest first. */
export function cutOffs({ from, to }: Span): Day[] {
  const days: Day[] = [];
  for (let day = addDays(from, 7 - weekdayOf(from)); day <= to; day = addDays(day, 7)) days.push(day);
  return days;
}

/** Every judged row of the span: by cut-off, then in the log's order of accounts. */
export function* eligibleRows(log: UsageLog, span: Span, kind: Kind): Generator<EligibleRow> {
  const { horizonDays } = protocols[kind];
  const last = dayNumber(log.lastDay);
  for (const day of cutOffs(span)) {
    if (dayNumber(day) + horizonDays > last) return;
    for (const [account, series] of log.accounts) {
      const row = rowOf(account, series, day, kind);
      if (row) yield row;
    }
  }
}

function rowOf(account: string, series: Series, day: Day, kind: Kind): EligibleRow | null {
  const protocol = protocols[kind];
  const t = dayNumber(day);
  const first = series[0]?.number;
  if (first === undefined || first > t) return null;
  const last = series.findLast((entry) => entry.number <= t)?.number ?? first;
  if (t - last > protocol.maxSilentDays) return null;
  if (daysIn(series, last - protocol.windowDays, last).length < protocol.activeDays) return null;
  const users = new Set(daysIn(series, last - 112, last).flatMap((entry) => entry.users));
  if (users.size < protocol.users) return null;

  const future = daysIn(series, t, t + protocol.horizonDays).length;
  const lived = Math.min(84, Math.max(t - first - 28, 1));
  const base = (daysIn(series, t - 112, t - 28).length / lived) * protocol.horizonDays;
  const decline = protocol.declines && base >= declineMinBase ? future <= declineShare * base : null;
  return { account, day: dayOf(t), lapse: future === 0, decline };
}

/** The active days in (after, to]. */
function daysIn(series: Series, after: number, to: number): Series {
  return series.filter((entry) => entry.number > after && entry.number <= to);
}
