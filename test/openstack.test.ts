import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemContext } from "../src/context.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { addDays } from "../src/scoring/days.ts";
import { pureScorer } from "../src/scoring/judge/pure-scorer.ts";
import { type LogRow, usageLogOf } from "../src/scoring/judge/usage-log.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { createTenant } from "../src/usecases/tenants/create-tenant.ts";
import { importEvents } from "../src/usecases/usage/import-events.ts";
import { openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

// A real log of 85,682 events; not part of the repository, beside it in CI.
const path = join(import.meta.dirname, "..", "..", "shared", "data", "openstack_events.csv.gz");

describe.skipIf(!existsSync(path))("a real log of fifteen years, 852 accounts", () => {
  const now = new Date("2026-11-20T08:00:00Z");
  let db: TestDb;
  let rows: LogRow[];
  let tenantId: string;

  beforeAll(async () => {
    db = await openTestDb();
    rows = [];
    const records = createReadStream(path)
      .pipe(createGunzip())
      .pipe(parse({ columns: true }));
    for await (const { account, user, date } of records) rows.push({ account, user, day: date });
    ({ tenantId } = await createTenant(db, {
      slug: "openstack",
      name: "OpenStack",
      zone: "UTC",
      kind: "b2b",
      demo: false,
      now,
      requestId: "t",
    }));
  });
  afterAll(() => db.close());

  test("is imported whole, every account and every row", { timeout: 120_000 }, async () => {
    const columns = { account: "account", user: "user", time: "date", event: "feature" };
    const report = await importEvents(db, systemContext(tenantId, "t"), { path, columns, now });
    expect(report).toMatchObject({
      rows: 85_682,
      stored: 85_682,
      refused: 0,
      accounts: 852,
      lastDay: "2026-08-20",
    });
  });

  test.each(["2014-06-02", "2020-03-16", "2026-08-21"])(
    "is scored at %s as the pure scorer has it",
    { timeout: 120_000 },
    async (day) => {
      await forgetScores();
      const at = new Date(`${day}T06:00:00Z`);
      const pass = await runPass(db, tenantId, { now: at, requestId: "t", full: false, historyDays: 7 });
      const finalDay = addDays(day, -1);
      expect(pass.lastFinalDay).toBe(finalDay);
      const stored = await withTenant(db, systemContext(tenantId, "t"), (tx) =>
        tx.db
          .selectFrom("app.score as s")
          .innerJoin("app.account as a", "a.id", "s.account_id")
          .select(["a.external_id", "s.score"])
          .where("s.tenant_id", "=", tenantId)
          .where("s.day", "=", finalDay)
          .execute(),
      );
      const known = rows.filter((row) => row.day <= finalDay);
      const pure = pureScorer(usageLogOf(known), "b2b");
      expect(stored.length).toBe(new Set(known.map((row) => row.account)).size);
      for (const { external_id, score } of stored) {
        expect(score).toBeCloseTo(pure(external_id, finalDay) ?? Number.NaN, 9);
      }
    },
  );

  /** As if the tenant were scored for the first time. */
  async function forgetScores(): Promise<void> {
    const owner = await openOwner(db);
    for (const table of ["delivery", "alert", "score_latest", "score", "market_day", "tenant_clock"]) {
      await owner.rows(`delete from app.${table}`);
    }
    await owner.close();
  }
});

test.runIf(!existsSync(path))("the real log is not here: its test was left out", () => {
  process.stderr.write(
    "SKIPPED ALOUD: test/openstack.test.ts needs ../shared/data/openstack_events.csv.gz\n",
  );
});
