import { expect, test } from "vitest";
import { storeMetricValues } from "../src/db/metrics/metric-values.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { addDays } from "../src/scoring/days.ts";
import { startModel } from "../src/scoring/models/compile-model.ts";
import type { Day } from "../src/scoring/types.ts";
import { explainScore } from "../src/usecases/explain/explain-score.ts";
import { defineMetric } from "../src/usecases/metrics/define-metric.ts";
import { publishModel, saveDraft } from "../src/usecases/models/change-model.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { partFigures } from "../src/words/score-change.ts";
import { as, asSystem, dataDay, makeCast } from "./fixture.ts";
import { openOwner } from "./owner.ts";
import { tellStory } from "./story.ts";
import { openTestDb } from "./test-db.ts";

const morningAfter = (day: Day) => new Date(`${addDays(day, 1)}T08:00:00Z`);

test("of an account that nobody uses, tickets that are closed lift nothing, and why says so; use gives it back", async () => {
  const db = await openTestDb();
  const owner = await openOwner(db);
  const { tenantId, priya, tomas } = await makeCast(db, "orrery", { zone: "UTC" });
  await owner.rows("delete from app.tenant_clock where tenant_id = $1", [tenantId]);
  const story = { tenantId, ownerId: priya, lastDay: dataDay, days: 200 };
  // Nobody for 19 days, then they come again.
  const quiet = (ago: number) => ago > 0 && ago < 20;
  const acme = await tellStory(owner, { ...story, name: "Acme", level: (ago) => (quiet(ago) ? 0 : 6) });
  await owner.rows(
    "insert into app.account_member (tenant_id, account_id, member_id, since) values ($1, $2, $3, now())",
    [tenantId, acme, priya],
  );
  const now = morningAfter(dataDay);
  await asSystem(db, tenantId, async (tx) => {
    const source = { from: "supplied" };
    const draft = {
      ...{ name: "tickets", label: "Open tickets", unit: "tickets", kind: "gauge", good: "down" },
      source,
    };
    await defineMetric(tx, { draft, now });
    const values = Array.from({ length: 200 }, (_, ago) => ({
      ...{ i: ago, m: "tickets", a: "Acme" },
      d: addDays(dataDay, -ago),
      v: ago < 10 ? 0 : 8,
    }));
    await storeMetricValues(tx, { values, covered: [], today: addDays(dataDay, 1) });
  });
  const support = { metric: "tickets", windowDays: 28, better: "less" as const, all: 0, none: 10 };
  const document = {
    ...startModel("b2b"),
    weights: { recent: 20, habit: 25, trend: 25, people: 10, support: 20 },
    metrics: { support },
  };
  await withTenant(db, as(tenantId, tomas), async (tx) => {
    await saveDraft(tx, { document, now });
    await publishModel(tx, { note: "tickets count", now });
  });
  await runPass(db, tenantId, { now, requestId: "t", full: false });

  const told = (from: Day, to: Day) =>
    withTenant(db, as(tenantId, priya), async (tx) => {
      const change = await explainScore(tx, acme, { now, from, to });
      const part = change.parts.find((one) => one.part === "support");
      return { points: part?.points, change: part?.change, words: partFigures(change, "support") };
    });
  expect(await told(addDays(dataDay, -15), addDays(dataDay, -1))).toEqual({
    points: 4,
    change: 0,
    words: "Open tickets: 0, was 8; more of it counts once somebody comes",
  });
  expect(await told(addDays(dataDay, -1), dataDay)).toEqual({
    points: 20,
    change: 16,
    words: "Open tickets: 0, was 0",
  });
  const { rows } = await withTenant(db, as(tenantId, priya), async (tx) => ({
    rows: await tx.db
      .selectFrom("app.score")
      .select(["score", "silent_days"])
      .where("account_id", "=", acme)
      .orderBy("day")
      .execute(),
  }));
  for (const [at, row] of rows.entries()) {
    const before = rows[at - 1];
    if (row.silent_days > 0 && before) expect(row.score).toBeLessThanOrEqual(before.score + 1e-9);
  }
  expect(rows.some((row) => row.silent_days === 19)).toBe(true);
  await owner.close();
  await db.close();
});
