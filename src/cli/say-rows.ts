import type { RowReport } from "../ingest/row-report.ts";
import { plural } from "../words/numbers.ts";
import type { CommandRun } from "./command.ts";
import { say } from "./tenant-commands.ts";

/** Says what became of a file, and of its first refused rows. */
export function sayRows(run: CommandRun, report: RowReport): void {
  const rows = `${plural(report.rows, "row")}: ${report.stored.toLocaleString("en-GB")} in`;
  const wrong = plural(report.refused, "row");
  say(run, report.refused === 0 ? rows : `${rows}; something is wrong with ${wrong}:`);
  for (const { line, reason } of report.refusals.slice(0, 20)) say(run, `  line ${line}: ${reason}`);
  if (report.refusals.length > 20) say(run, `  and more (--json lists the first ${report.refusals.length})`);
}
