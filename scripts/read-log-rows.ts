import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import type { LogRow } from "../src/scoring/judge/usage-log.ts";

/** The rows of a log, FILE.csv[.gz] with the columns account, user and date; rows that lack one are left out. */
export async function readLogRows(path: string): Promise<LogRow[]> {
  const parser = parse({ columns: true, skip_empty_lines: true });
  const stages = path.endsWith(".gz") ? [createGunzip()] : [];
  // A fault ends the parser, and is thrown where its rows are read.
  pipeline([createReadStream(path), ...stages, parser]).catch(() => {});
  const rows: LogRow[] = [];
  for await (const { account, user, date } of parser as AsyncIterable<Record<string, string>>) {
    if (account && user && date) rows.push({ account, user, day: date.slice(0, 10) });
  }
  return rows;
}
