import { AppError } from "../errors.ts";
import type { RowReport } from "../ingest/row-report.ts";
import { plural } from "../words/numbers.ts";
import type { CommandRun } from "./command.ts";
import { say } from "./tenant-commands.ts";

/** Says what became of a file, and of its first refused rows. @throws AppError as `checkRows` does */
export function sayRows(run: CommandRun, report: RowReport): void {
  const rows = `${plural(report.rows, "row")}: ${report.stored.toLocaleString("en-GB")} in`;
  const wrong = plural(report.refused, "row");
  say(run, report.refused === 0 ? rows : `${rows}; something is wrong with ${wrong}:`);
  for (const { line, reason } of report.refusals.slice(0, 20)) say(run, `  line ${line}: ${reason}`);
  if (report.refusals.length > 20) say(run, `  and more (--json lists the first ${report.refusals.length})`);
  checkRows(run, report.stored, report);
}

/**
 * A file of which nothing came in is a failure, and one of which some was refused is done in part: who runs it every night is to
 * notice.
 * @param used rows that came in, or were in already
 * @throws AppError `bad-input` for a file without a row, or of which every row was refused
 */
export function checkRows(
  run: CommandRun,
  used: number,
  { rows, refusals }: Pick<RowReport, "rows" | "refusals">,
): void {
  if (rows === 0) throw new AppError("bad-input", "The file has a header and no row.");
  const [first] = refusals;
  if (first === undefined) return;
  if (used > 0) {
    run.notePartly();
    return;
  }
  throw new AppError(
    "bad-input",
    `No row came in: something is wrong with each. Mend them and try again; the first, in line ${first.line}: ${first.reason}`,
  );
}
