import { AppError } from "../../errors.ts";
import { openCsv, type ReadProgress } from "../../ingest/open-csv.ts";
import { type UsageLog, UsageLogBuilder } from "../../scoring/backtest/usage-log.ts";

/** Which column of a log holds what. */
export interface LogColumns {
  readonly account: string;
  /** A log without it has one user an account. */
  readonly user: string;
  readonly time: string;
  /** A log without it has one feature. */
  readonly event: string;
}

/** A log that was read, and how many of its rows lack an account or a day. */
export interface ReadLog {
  readonly log: UsageLog;
  readonly refused: number;
}

/** Rows between two looks at how far reading got. */
const rowsPerLook = 20_000;

/**
 * Reads a log, FILE.csv[.gz], as a stream: what is kept is rolled up by account and day. A time is a date, or an instant of
 * which the date counts.
 * @throws AppError `not-found`, `bad-input` for a file that cannot be read, lacks a column or has no usable row
 */
export async function readLogFile(
  path: string,
  columns: LogColumns,
  onProgress?: (progress: ReadProgress & { readonly rows: number }) => void,
): Promise<ReadLog> {
  const csv = await openCsv(path);
  const builder = new UsageLogBuilder();
  let place: ReturnType<typeof placesOf> | undefined;
  let rows = 0;
  let refused = 0;
  for await (const { fields } of csv.rows) {
    if (place === undefined) {
      place = placesOf(fields, columns);
      continue;
    }
    rows += 1;
    const account = (fields[place.account] ?? "").trim();
    const user = place.user < 0 ? account : (fields[place.user] ?? "").trim();
    const day = (fields[place.time] ?? "").trim().slice(0, 10);
    const feature = place.event < 0 ? "" : (fields[place.event] ?? "").trim();
    if (account === "" || user === "" || !added(builder, { account, user, day, feature })) refused += 1;
    if (rows % rowsPerLook === 0) onProgress?.({ ...csv.progress(), rows });
  }
  if (builder.events === 0)
    throw new AppError("bad-input", `The file has no row with an account and a date such as 2026-11-19.`);
  return { log: builder.build(), refused };
}

function placesOf(header: readonly string[], columns: LogColumns) {
  const place = (name: string) => header.findIndex((head) => head.trim() === name);
  const needed = (name: string, what: string) => {
    const found = place(name);
    if (found >= 0) return found;
    const known = header.slice(0, 20).join(", ");
    throw new AppError("bad-input", `The file has no column “${name}” for the ${what}. It has: ${known}.`);
  };
  return {
    account: needed(columns.account, "account"),
    time: needed(columns.time, "date"),
    user: place(columns.user),
    event: place(columns.event),
  };
}

/** Whether a row could be added: its day may not exist. */
function added(builder: UsageLogBuilder, row: Parameters<UsageLogBuilder["add"]>[0]): boolean {
  try {
    builder.add(row);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
