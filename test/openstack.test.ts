import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemContext } from "../src/context.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { cutLog, type UsageLog } from "../src/scoring/backtest/usage-log.ts";
import { addDays, dayNumber } from "../src/scoring/days.ts";
import { standardAlertRules } from "../src/scoring/detect/alert-rules.ts";
import { startRules } from "../src/scoring/models/compile-model.ts";
import { AccountReplay, calendarOf } from "../src/scoring/replay/replay.ts";
import { sumOfParts } from "../src/scoring/score/score.ts";
import type { Parts } from "../src/scoring/types.ts";
import { readLogFile } from "../src/usecases/backtest/read-log-file.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { createTenant } from "../src/usecases/tenants/create-tenant.ts";
import { importEvents } from "../src/usecases/usage/import-events.ts";
import { openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

// A real log of 85,682 events; not part of the repository, beside it in CI.
const path = join(import.meta.dirname, "..", "..", "shared", "data", "openstack_events.csv.gz");

describe.skipIf(!existsSync(path))("a real log of fifteen years, 852 accounts", () => {
  const now = new Date("2026-11-20T08:00:00Z");
  const firstPassDays = 7;
  let db: TestDb;
  let log: UsageLog;
  let tenantId: string;

  beforeAll(async () => {
    db = await openTestDb();
    const columns = { account: "account", user: "user", time: "date", event: "feature" };
    ({ log } = await readLogFile(path, columns, { today: "2026-11-21" }));
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

  test("is imported whole, every account and every row", async () => {
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
    "is scored at %s as a replay of its events has it",
    async (day) => {
      await forgetScores();
      const at = new Date(`${day}T06:00:00Z`);
      const pass = await runPass(db, tenantId, { now: at, requestId: "t", full: false, firstPassDays });
      const finalDay = addDays(day, -1);
      expect(pass.lastFinalDay).toBe(finalDay);
      const stored = await withTenant(db, systemContext(tenantId, "t"), (tx) =>
        tx.db
          .selectFrom("app.score as s")
          .innerJoin("app.account as a", "a.id", "s.account_id")
          .select(["a.external_id", "s.score", "s.trend", "s.silent_days"])
          .where("s.tenant_id", "=", tenantId)
          .where("s.day", "=", finalDay)
          .execute(),
      );
      const replayed = scoresOn(finalDay);
      expect(stored.length).toBe(replayed.size);
      // A history of a week begins with sums in closed form: the last of some fifteen digits differ.
      for (const { external_id, score, trend, silent_days } of stored) {
        const whole = replayed.get(external_id);
        if (!whole) throw new Error(`${external_id} was not replayed`);
        expect(score - trend).toBeCloseTo(sumOfParts(whole) - whole.trend, 9);
        // Of a silence that began before it, it knows no lower Trend than its own days have.
        if (silent_days < firstPassDays) expect(trend).toBeCloseTo(whole.trend, 9);
        else expect(trend).toBeGreaterThanOrEqual(whole.trend - 1e-9);
      }
    },
  );

  /** The points of every account on a day, from its events alone. */
  function scoresOn(day: string): Map<string, Parts> {
    const known = { ...cutLog(log, "0001-01-01", addDays(day, 1)), lastDay: day };
    const calendar = calendarOf(known.accounts.values(), known, startRules.b2b.established);
    const rules = { score: startRules.b2b, alerts: standardAlertRules(false) };
    const scores = new Map<string, Parts>();
    for (const [account, series] of known.accounts) {
      const replay = new AccountReplay(series, calendar, rules);
      const scored = (_: number, { parts }: { parts: Parts }) => scores.set(account, parts);
      replay.goTo(dayNumber(day), [dayNumber(day)], { scored });
    }
    return scores;
  }

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
