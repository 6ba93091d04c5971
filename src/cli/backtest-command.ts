import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { systemContext } from "../context.ts";
import { writeAudit } from "../db/audit.ts";
import { readTenantRules } from "../db/people/tenants.ts";
import { withTenant } from "../db/with-tenant.ts";
import { AppError } from "../errors.ts";
import { newId } from "../ids.ts";
import { createChartPainter } from "../render/png.ts";
import type { BacktestFindings } from "../results/backtest.ts";
import type { Day } from "../scoring/types.ts";
import { BacktestLines } from "../usecases/backtest/backtest-files.ts";
import { type BacktestSource, backtestReport, sourceName } from "../usecases/backtest/backtest-report.ts";
import { readBacktestRules } from "../usecases/backtest/read-backtest-rules.ts";
import { type LeftOut, readLogFile } from "../usecases/backtest/read-log-file.ts";
import { readTenantLog } from "../usecases/backtest/read-tenant-log.ts";
import { type BacktestRequest, runBacktest } from "../usecases/backtest/run-backtest.ts";
import { plural } from "../words/numbers.ts";
import { dayIn } from "../zones.ts";
import { backtestFigures } from "./backtest-figures.ts";
import { backtestText } from "./backtest-text.ts";
import type { Command, CommandRun } from "./command.ts";
import { say, text } from "./tenant-commands.ts";

/** `bellwether backtest`. */
export const backtestCommand: Command = {
  name: "backtest",
  summary: "Hold score and alerts against what customers then did, in a log or in a tenant's history",
  usage: "[FILE.csv[.gz]]",
  positionals: [0, 1],
  tenant: true,
  timed: true,
  long: true,
  options: {
    kind: {
      type: "string",
      value: "b2b|retail",
      help: "b2b: many users an account. retail: one (as the log has it)",
    },
    from: { type: "string", value: "DAY", help: "First day to judge on (after the first 40% of the log)" },
    to: { type: "string", value: "DAY", help: "Last day to judge on (as late as labels allow)" },
    out: {
      type: "string",
      value: "DIR",
      help: "Write scores.csv (every cut-off, training ones too), alerts.csv and backtest.pdf there",
    },
    account: { type: "string", value: "COLUMN", help: "Column with the account (account)" },
    user: { type: "string", value: "COLUMN", help: "Column with the user (user)" },
    time: { type: "string", value: "COLUMN", help: "Column with the date (date)" },
    event: { type: "string", value: "COLUMN", help: "Column with what was used (feature)" },
  },
  run: async (run) => {
    const file = run.positionals[0];
    if (file !== undefined && run.values.tenant !== undefined)
      throw new AppError("bad-input", "Give a file or --tenant, not both.");
    const ofFiles = ["kind", "account", "user", "time", "event"].find((option) => text(run, option));
    if (file === undefined && ofFiles !== undefined)
      throw new AppError(
        "bad-input",
        `--${ofFiles} is for a file: give FILE.csv, or leave it out for a tenant.`,
      );
    const folder = text(run, "out");
    if (folder !== undefined) await makeFolder(folder);
    const lines = new BacktestLines();
    const source = file === undefined ? await ofTenant(run) : await ofFile(run, file);
    const found = runBacktest({
      log: source.log,
      rules: source.rules,
      from: text(run, "from"),
      to: text(run, "to"),
      today: latestToday(run),
      sink: lines,
      onProgress: (done, total, label) => run.progress(done, total, label),
    });
    const name = sourceName(source.of);
    for (const line of backtestText(name, found)) say(run, line);
    if (folder !== undefined) {
      const files = await lines.write(folder);
      const painter = createChartPainter();
      const pdf = await painter.print(backtestReport(source.of, found)).finally(() => painter.close());
      await writeFile(join(folder, "backtest.pdf"), pdf);
      say(run, `\nWritten to ${folder}: ${[...files, "backtest.pdf"].join(", ")}`);
      for (const line of spansOfScores(found)) say(run, line);
    }
    return { ...backtestFigures(name, found), refused: source.refused, ahead: source.ahead };
  },
};

/** Which days of scores.csv are of which span, as the file writes them. */
function spansOfScores({ sundays: { train, test } }: BacktestFindings): string[] {
  const judging = `${plural(test.count, "Sunday")} from ${test.first} that judge`;
  if (train.count === 0) return [`scores.csv has the ${judging}`];
  return [
    `scores.csv has the ${plural(train.count, "Sunday")} up to ${train.last} for fitting, and the ${judging}`,
  ];
}

/** Made before anything is worked out: nobody waits for what can't be kept. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new AppError("bad-input", `${folder} can't be made a folder. Name another with --out.`, { cause });
  });
}

/** Dates in a log are of any zone: a day may be judged as soon as it has begun anywhere (UTC+14). */
function latestToday(run: CommandRun): Day {
  return dayIn(run.now, "Pacific/Kiritimati");
}

interface Source extends Pick<BacktestRequest, "log" | "rules"> {
  readonly of: BacktestSource;
  /** Rows of a file that were left out: as unusable, and as dated after today. */
  readonly refused: number;
  readonly ahead: number;
}

async function ofFile(run: CommandRun, path: string): Promise<Source> {
  const kind = text(run, "kind");
  if (kind !== undefined && kind !== "b2b" && kind !== "retail")
    throw new AppError("bad-input", "--kind is b2b or retail.");
  const today = latestToday(run);
  const { log, refused, ahead, hasUsers } = await readLogFile(
    path,
    {
      account: text(run, "account"),
      user: text(run, "user"),
      time: text(run, "time"),
      event: text(run, "event"),
    },
    {
      today,
      onProgress: ({ bytesRead, bytesTotal, rows }) =>
        run.progress(bytesRead, bytesTotal, "Reading", plural(rows, "row")),
    },
  );
  if (!hasUsers) say(run, "No column says who used it (--user): each account counts as one user");
  sayLeftOut(run, refused, "without an account, a user or a date");
  sayLeftOut(run, ahead, `dated after ${today}`);
  const rules: Source["rules"] = { kind };
  return { of: { file: basename(path) }, log, refused: refused.rows, ahead: ahead.rows, rules };
}

function sayLeftOut(run: CommandRun, { rows, firstLine }: LeftOut, which: string): void {
  if (rows === 0) return;
  say(run, `${plural(rows, "row")} ${which} left out, ${rows === 1 ? "" : "the first "}in line ${firstLine}`);
}

async function ofTenant(run: CommandRun): Promise<Source> {
  const { db } = await run.database();
  const context = systemContext(await run.tenantId(), newId(), "cli");
  return withTenant(db, context, async (tx) => {
    const { name, demo } = await readTenantRules(tx);
    // Committed before anything is shown or written: what cannot be noted is not given away.
    const detail = { written: text(run, "out") !== undefined };
    await writeAudit(tx, { verb: "ran backtest", detail, now: run.now });
    const log = await readTenantLog(tx, (done, total) => run.progress(done, total, "Reading the history"));
    return {
      of: { tenant: { name, demo } },
      log,
      refused: 0,
      ahead: 0,
      rules: await readBacktestRules(tx, log),
    };
  });
}
