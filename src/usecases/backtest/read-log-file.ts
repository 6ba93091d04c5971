import { AppError } from "../../errors.ts";
import { columnPlace, findColumn } from "../../ingest/csv-columns.ts";
import { openCsv, type ReadProgress } from "../../ingest/open-csv.ts";
import { earliestDay, latestDay } from "../../ingest/usable-day.ts";
import { type UsageLog, UsageLogBuilder } from "../../scoring/backtest/usage-log.ts";
import { dayOf, isDay } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";

/** Which column of a log holds what; capitals do not matter. What is left out goes by "account", "user", "date" and "feature". */
export interface LogColumns {
  readonly account?: string | undefined;
  /** Left out, the log may lack it: it has one user an account then. */
  readonly user?: string | undefined;
  readonly time?: string | undefined;
  /** Left out, the log may lack it: it has one feature then. */
  readonly event?: string | undefined;
}

/** Rows of a log that were left out for one reason. */
export interface LeftOut {
  readonly rows: number;
  /** The line of the first of them (the header is line 1); null: there is none. */
  readonly firstLine: number | null;
}

/** A log that was read, and what of it was not. */
export interface ReadLog {
  readonly log: UsageLog;
  /** Rows without an account, a user or a usable day. */
  readonly refused: LeftOut;
  /** Whole rows of days to come: one of them would move the end of the log, and what is judged with it. */
  readonly ahead: LeftOut;
  /** Whether the log says who used it. */
  readonly hasUsers: boolean;
}

/** Rows between two looks at how far reading got. */
const rowsPerLook = 20_000;

/**
 * Reads a log, FILE.csv[.gz], as a stream: what is kept is rolled up by account and day. A time is a date, an instant of
 * which the date counts as it is written, or seconds or milliseconds since 1970 (UTC).
 * @param options.today the last day that a row may be of
 * @throws AppError `not-found`, `bad-input` for a file that cannot be read, lacks a column or has no usable row
 */
export async function readLogFile(
  path: string,
  columns: LogColumns,
  options: {
    readonly today: Day;
    readonly onProgress?: (progress: ReadProgress & { readonly rows: number }) => void;
  },
): Promise<ReadLog> {
  const { today, onProgress } = options;
  const csv = await openCsv(path);
  const builder = new UsageLogBuilder();
  let place: ReturnType<typeof placesOf> | undefined;
  let rows = 0;
  const refused = new LeftOutRows();
  const ahead = new LeftOutRows();
  for await (const { line, fields } of csv.rows) {
    if (place === undefined) {
      place = placesOf(fields, columns);
      continue;
    }
    rows += 1;
    const account = (fields[place.account] ?? "").trim();
    const user = place.user < 0 ? account : (fields[place.user] ?? "").trim();
    const time = (fields[place.time] ?? "").trim();
    const day = dayAsWritten(time);
    const feature = place.event < 0 ? "" : (fields[place.event] ?? "").trim();
    if (account === "" || user === "" || day === null || !isDay(day)) refused.add(line, time);
    else if (day > today) ahead.add(line, time);
    else builder.add({ account, user, day, feature });
    if (rows % rowsPerLook === 0) onProgress?.({ ...csv.progress(), rows });
  }
  if (builder.events === 0)
    throw new AppError("bad-input", nothingIn(place !== undefined, { refused, ahead, today }));
  const hasUsers = place !== undefined && place.user >= 0;
  return { log: builder.build(), refused: refused.all(), ahead: ahead.all(), hasUsers };
}

/** Counts rows that are left out, and keeps the first. */
class LeftOutRows {
  rows = 0;
  first: { readonly line: number; readonly time: string } | null = null;

  add(line: number, time: string): void {
    this.rows += 1;
    this.first ??= { line, time };
  }

  all(): LeftOut {
    return { rows: this.rows, firstLine: this.first?.line ?? null };
  }
}

function nothingIn(
  hasHeader: boolean,
  { refused, ahead, today }: { refused: LeftOutRows; ahead: LeftOutRows; today: Day },
): string {
  if (!hasHeader) return "The file is empty.";
  if (ahead.first)
    return `The file has no usable row up to ${today}; line ${ahead.first.line} is dated after it.`;
  const { first } = refused;
  if (first === null) return "The file has a header and no row.";
  const has = first.time === "" ? "" : `; line ${first.line} has “${first.time.slice(0, 40)}”`;
  return `The file has no row with an account, a user and a date such as 2026-11-19${has}.`;
}

function placesOf(header: readonly string[], columns: LogColumns) {
  const { account = "account", time = "date", user, event } = columns;
  const placeOf = (option: keyof LogColumns, name: string, what: string = option) =>
    columnPlace(header, { name, what, option });
  return {
    account: placeOf("account", account),
    time: placeOf("time", time, "date"),
    user: user === undefined ? findColumn(header, "user") : placeOf("user", user),
    event: event === undefined ? findColumn(header, "feature") : placeOf("event", event),
  };
}

const epoch = /^(\d{10}|\d{13})(?:\.\d+)?$/;
const msPerDay = 86_400_000;

/** The day of a time as it is written; null for what nobody can mean: systems write "none" as 1900 or 1970, and "never" as 9999. */
function dayAsWritten(time: string): Day | null {
  const [, whole] = epoch.exec(time) ?? [];
  if (whole !== undefined) return dayOf(Math.floor(Number(whole.padEnd(13, "0")) / msPerDay));
  if (/\d/.test(time.charAt(10))) return null;
  const day = time.slice(0, 10);
  return day < earliestDay || day > latestDay ? null : day;
}
