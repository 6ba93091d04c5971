/**
 * Holds the product's own scores against a real log: imports the file into a database of its own, lets the pass score
 * every day as it would have, and judges the rows of app.score by the protocol (docs: scripts/judge.ts, which does the same
 * for the pure scorer).
 *
 *     node scripts/judge-product.ts FILE.csv[.gz] [--least AUC]
 *
 * Takes a few minutes for fifteen years of 850 accounts. Exit code 1 when the lapse AUC is below `--least`.
 */
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { readConfig } from "../src/config.ts";
import { systemContext } from "../src/context.ts";
import type { Db } from "../src/db/connection.ts";
import { openDatabase } from "../src/db/open-database.ts";
import { type TenantTx, withTenant } from "../src/db/with-tenant.ts";
import { judge } from "../src/scoring/judge/judge.ts";
import { protocols } from "../src/scoring/judge/protocol.ts";
import { type LogRow, usageLogOf } from "../src/scoring/judge/usage-log.ts";
import type { Day } from "../src/scoring/types.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { createTenant } from "../src/usecases/tenants/create-tenant.ts";
import { importEvents } from "../src/usecases/usage/import-events.ts";
import { readLogRows } from "./read-log-rows.ts";
import { verdictHeads, verdictLine } from "./verdict-line.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { least: { type: "string" } } });
const [file] = positionals;
if (file === undefined) {
  process.stderr.write("Use: node scripts/judge-product.ts FILE.csv[.gz] [--least AUC]\n");
  process.exit(2);
}

const { published } = protocols.b2b;
const folder = await mkdtemp(join(tmpdir(), "bellwether-judge-"));
const database = await openDatabase(readConfig({ DATA_DIR: folder }));
try {
  const rows = (await readLogRows(file)).filter(
    (row) => row.day >= published.since && row.day < published.before,
  );
  const log = usageLogOf(rows);
  const scores = await scoreInProduct(database.db, rows, log.lastDay);
  const judgement = judge(log, (account, day) => scores.get(`${account} ${day}`) ?? null, "b2b", {
    span: published.test,
  });
  process.stdout.write(`\n${verdictHeads}${verdictLine("product", "lapse", judgement.lapse)}`);
  if (judgement.decline) process.stdout.write(verdictLine("product", "decline", judgement.decline));
  process.stdout.write(`Eligible rows without a stored score: ${judgement.unscored}\n`);
  if (values.least && !(judgement.lapse.auc >= Number(values.least) && judgement.unscored === 0))
    process.exitCode = 1;
} finally {
  await database.close();
  await rm(folder, { recursive: true, force: true });
}

/** Imports and scores as the command line does; answers the stored scores of the Sundays, by "account day". */
async function scoreInProduct(db: Db, rows: readonly LogRow[], lastDay: Day): Promise<Map<string, number>> {
  const now = new Date(Date.parse(lastDay) + 2 * 86_400_000);
  const requestId = "judge-product";
  const { tenantId } = await createTenant(db, {
    slug: "judged",
    name: "Judged",
    zone: "UTC",
    kind: "b2b",
    demo: false,
    now,
    requestId,
  });
  const context = systemContext(tenantId, requestId, "cli");
  const csv = join(folder, "log.csv");
  await pipeline(Readable.from(csvLines(rows)), createWriteStream(csv));
  const columns = { account: "account", user: "user", time: "date", event: "event" };
  await importEvents(db, context, { path: csv, columns, now });
  let told = "";
  await runPass(db, tenantId, {
    now,
    requestId,
    full: false,
    historyDays: 366 * 60,
    onProgress: ({ day }) => {
      if (day.slice(0, 4) !== told) process.stderr.write(`scoring ${day.slice(0, 4)}\n`);
      told = day.slice(0, 4);
    },
  });
  return withTenant(db, context, readSundayScores);
}

async function readSundayScores(tx: TenantTx): Promise<Map<string, number>> {
  const found = await tx.db
    .selectFrom("app.score as s")
    .innerJoin("app.account as a", (join) =>
      join.onRef("a.tenant_id", "=", "s.tenant_id").onRef("a.id", "=", "s.account_id"),
    )
    .select(["a.external_id", "s.day", "s.score"])
    .where("s.tenant_id", "=", tx.tenantId)
    .where("s.day", ">=", published.test.from)
    .where("s.day", "<=", published.test.to)
    .execute();
  return new Map(
    found
      .filter(({ day }) => new Date(`${day}T00:00:00Z`).getUTCDay() === 0)
      .map((row) => [`${row.external_id} ${row.day}`, row.score]),
  );
}

function* csvLines(rows: readonly LogRow[]): Generator<string> {
  yield "account,user,date,event\n";
  for (const row of rows) yield `${row.account},${row.user},${row.day},commit\n`;
}
