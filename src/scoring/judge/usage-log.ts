import { type Series, seriesOf } from "../series.ts";
import type { Day } from "../types.ts";

/** One row of a log: an account's user did something on a day. */
export interface LogRow {
  readonly account: string;
  readonly user: string;
  readonly day: Day;
}

/** A log by account, and the days it covers. */
export interface UsageLog {
  readonly accounts: ReadonlyMap<string, Series>;
  readonly firstDay: Day;
  readonly lastDay: Day;
}

/**
 * Reads the rows of `since` <= day < `before`, in any order. Throws RangeError if none is left.
 */
export function usageLogOf(
  rows: Iterable<LogRow>,
  since: Day = "0000-01-01",
  before: Day = "9999-12-31",
): UsageLog {
  const byAccount = new Map<string, LogRow[]>();
  let firstDay: Day = before;
  let lastDay: Day = since;
  for (const row of rows) {
    if (row.day < since || row.day >= before) continue;
    if (row.day < firstDay) firstDay = row.day;
    if (row.day > lastDay) lastDay = row.day;
    const known = byAccount.get(row.account);
    if (known) known.push(row);
    else byAccount.set(row.account, [row]);
  }
  if (byAccount.size === 0) throw new RangeError(`The log has no event from ${since} until ${before}.`);
  const accounts = new Map([...byAccount].map(([account, own]) => [account, seriesOf(own)]));
  return { accounts, firstDay, lastDay };
}
