import { writeFile } from "node:fs/promises";
import { toPlainText } from "../bot/plain-text.ts";
import { digestMessage } from "../bot/views/digest.ts";
import { memberContext, systemContext, type TenantContext } from "../context.ts";
import { withTenant } from "../db/with-tenant.ts";
import { AppError } from "../errors.ts";
import { findFormat } from "../export-formats.ts";
import { newId } from "../ids.ts";
import type { PropertyColumn } from "../ingest/read-row.ts";
import { createChartPainter } from "../render/png.ts";
import { findAccount } from "../usecases/accounts/find-account.ts";
import { makeDigest } from "../usecases/digests/make-digest.ts";
import { makeAccountExport } from "../usecases/exports/make-account-export.ts";
import { makeExportFile } from "../usecases/exports/make-export-file.ts";
import { makePortfolioExport } from "../usecases/exports/make-portfolio-export.ts";
import { listAccounts } from "../usecases/portfolio/list-accounts.ts";
import { runPass } from "../usecases/scoring/run-pass.ts";
import { getMemberByEmail } from "../usecases/tenants/add-member.ts";
import { getReader } from "../usecases/tenants/get-reader.ts";
import { importEvents } from "../usecases/usage/import-events.ts";
import { datedDay, dayRange } from "../words/day-words.ts";
import { fileSize, plural } from "../words/numbers.ts";
import type { Command, CommandRun } from "./command.ts";
import { inTenant } from "./in-tenant.ts";
import { checkRows } from "./say-rows.ts";
import { say, text, texts } from "./tenant-commands.ts";

/** `bellwether import`. */
export const importCommand: Command = {
  name: "import",
  summary: "Bring in usage from a CSV file; safe to repeat and to resume",
  usage: "FILE.csv[.gz]",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  long: true,
  options: {
    account: { type: "string", value: "COLUMN", help: "Column with the account (account)" },
    user: { type: "string", value: "COLUMN", help: "Column with the user (user)" },
    time: { type: "string", value: "COLUMN", help: "Column with the time or date (time)" },
    event: { type: "string", value: "COLUMN", help: "Column with what was done (event)" },
    property: {
      type: "string",
      multiple: true,
      value: "COLUMN[=NAME]",
      help: "Column to keep as a property of the event, for metrics; may stand several times",
    },
  },
  run: async (run) => {
    const path = run.positionals[0] ?? "";
    const { db } = await run.database();
    const tenantId = await run.tenantId();
    const report = await importEvents(db, systemContext(tenantId, newId(), "cli"), {
      path,
      columns: {
        account: text(run, "account") ?? "account",
        user: text(run, "user") ?? "user",
        time: text(run, "time") ?? "time",
        event: text(run, "event") ?? "event",
        properties: texts(run, "property").map(propertyColumn),
      },
      now: run.now,
      onProgress: ({ bytesRead, bytesTotal, rows }) =>
        run.progress(bytesRead, bytesTotal, "Reading", plural(rows, "row")),
    });
    say(
      run,
      `${number(report.rows)} ${report.rows === 1 ? "row" : "rows"}: ${number(report.stored)} new, ${number(report.known)} known${report.completed > 0 ? ` (${number(report.completed)} with new properties)` : ""}, ${number(report.refused)} refused`,
    );
    for (const { line, reason } of report.refusals.slice(0, 20)) say(run, `  line ${line}: ${reason}`);
    if (report.refused > 20) {
      const by = Object.entries(report.refusedBy).map(([reason, refused]) => `${number(refused)} ${reason}`);
      say(run, `  in all: ${by.join(", ")} (--json lists the first ${report.refusals.length})`);
    }
    checkRows(run, report.stored + report.known, report);
    say(
      run,
      `${number(report.accounts)} ${report.accounts === 1 ? "account" : "accounts"}, ${report.firstDay && report.lastDay ? dayRange(report.firstDay, report.lastDay) : "–"}. Next: bellwether score`,
    );
    return report;
  },
};

/** "hours" and "Hours spent=hours": a column, and what metrics call it. */
function propertyColumn(given: string): PropertyColumn {
  const at = given.lastIndexOf("=");
  const column = (at < 0 ? given : given.slice(0, at)).trim();
  return { column, name: at < 0 ? column : given.slice(at + 1).trim() };
}

/** `bellwether score`. */
export const scoreCommand: Command = {
  name: "score",
  summary: "Score every account up to now, and list them by need",
  tenant: true,
  timed: true,
  long: true,
  run: async (run) => {
    const { db } = await run.database();
    const tenantId = await run.tenantId();
    const requestId = newId();
    const pass = await runPass(db, tenantId, {
      now: run.now,
      requestId,
      full: true,
      onProgress: ({ day, done, total }) => run.progress(done, total, "Scoring", datedDay(day)),
    });
    if (pass.busy)
      throw new AppError("conflict", "Another process is scoring this tenant. Try again in a minute.");
    const portfolio = await withTenant(db, systemContext(tenantId, requestId, "cli"), (tx) =>
      listAccounts(tx, { now: run.now, sort: "need", pageSize: 1_000 }),
    );
    say(
      run,
      `${portfolio.dataDay === null ? "No data yet" : `Data to ${datedDay(portfolio.dataDay)}`}: ${portfolio.counts.atRisk} at risk, ${portfolio.counts.watch} watch, ${portfolio.counts.healthy} healthy`,
    );
    if (portfolio.waitingEvents > 0) {
      say(
        run,
        `${number(portfolio.waitingEvents)} events wait: no group names an account for their users yet`,
      );
    }
    for (const line of portfolio.lines) {
      say(
        run,
        `${String(line.score ?? "–").padStart(3)}  ${(line.band ?? "no data").padEnd(8)} ${line.name}`,
      );
    }
    return { ...pass, portfolio };
  },
};

/** `bellwether digest`. */
export const digestCommand: Command = {
  name: "digest",
  summary: "Print the digest that a member would get now; nothing is sent",
  usage: "EMAIL",
  positionals: [1, 1],
  tenant: true,
  timed: true,
  run: async (run) => {
    const { db } = await run.database();
    const context = await asMember(run, run.positionals[0] ?? "");
    return withTenant(db, context, async (tx) => {
      const reader = await getReader(tx);
      const facts = await makeDigest(tx, reader, { now: run.now, dueAt: run.now });
      say(run, toPlainText(digestMessage(facts, reader, { now: run.now })));
      return facts;
    });
  },
};

/** `bellwether export`. */
export const exportCommand: Command = {
  name: "export",
  summary: "Make the PDF, CSV or XLSX of an account, or of the portfolio, as a member sees it",
  usage: "ACCOUNT|portfolio EMAIL",
  positionals: [2, 2],
  tenant: true,
  timed: true,
  options: {
    format: { type: "string", value: "pdf|csv|xlsx", help: "pdf, csv or xlsx (pdf)" },
    from: { type: "string", value: "DAY", help: "First day, such as 2026-08-21" },
    to: { type: "string", value: "DAY", help: "Last day (the last day with data)" },
    out: { type: "string", value: "FILE", help: "Where to write it (its own name, here)" },
  },
  run: async (run) => {
    const [what = "", email = ""] = run.positionals;
    const format = findFormat(text(run, "format") ?? "pdf");
    if (format === undefined) throw new AppError("bad-input", "--format is pdf, csv or xlsx.");
    const { db } = await run.database();
    const context = await asMember(run, email);
    const from = text(run, "from");
    const to = text(run, "to");
    const range = { ...(from ? { from } : {}), ...(to ? { to } : {}), format, now: run.now } as const;
    const request = await withTenant(db, context, async (tx) => {
      if (what === "portfolio") return makePortfolioExport(tx, range);
      const match = await findAccount(tx, what, { now: run.now });
      if (match.kind === "one") return makeAccountExport(tx, { ...range, accountId: match.accountId });
      const names = (match.kind === "many" ? match.matches : match.closest)
        .map((line) => line.name)
        .join(", ");
      throw new AppError(
        "not-found",
        `“${what}” is not one account they can see.${names ? ` Closest: ${names}.` : ""}`,
      );
    });
    const painter = createChartPainter();
    const file = await makeExportFile(request, painter).finally(() => painter.close());
    const path = text(run, "out") ?? file.name;
    await writeFile(path, file.bytes);
    say(run, `${path} · ${fileSize(file.bytes.byteLength)}`);
    return { path, bytes: file.bytes.byteLength };
  },
};

/** Exact, however large: rows are held against those of the file. */
function number(value: number): string {
  return value.toLocaleString("en-GB");
}

/** In whose name a command looks: rights are the member's. */
async function asMember(run: CommandRun, email: string): Promise<TenantContext> {
  const member = await inTenant(run, (tx) => getMemberByEmail(tx, email));
  return memberContext(await run.tenantId(), member.id, newId(), "cli");
}
