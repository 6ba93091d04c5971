import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { as, asSystem, type Cast, dataDay, makeCast } from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { tellStory } from "../../../test/story.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { storeFacts } from "../../db/accounts/account-facts.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import type { AccountFacts } from "../../ingest/account-facts.ts";
import { addDays, dayNumber, eachDay } from "../../scoring/days.ts";
import { startModel } from "../../scoring/models/compile-model.ts";
import type { ModelDocument } from "../../scoring/models/model.ts";
import { AccountReplay, calendarOf } from "../../scoring/replay/replay.ts";
import type { Day } from "../../scoring/types.ts";
import { readBacktestRules } from "../backtest/read-backtest-rules.ts";
import { readTenantLog } from "../backtest/read-tenant-log.ts";
import { runPass } from "../scoring/run-pass.ts";
import { publishModel, saveDraft } from "./change-model.ts";
import { previewModel } from "./preview-model.ts";

/* Segments by the facts of each day: what a preview replays, and what a pass makes of a day that it scores for the first time. */

const start = startModel("b2b");
/** Large customers are at risk unless they use everything, so that the segment of a day shows in its band. */
const bySize: ModelDocument = {
  ...start,
  segments: [
    { name: "Large", when: { seats: { from: 100 } }, bands: { atRisk: 97, watch: 99, leave: 1 } },
    { name: "Trial", when: { stage: ["trial"] }, silenceDays: 10 },
  ],
};
const left = addDays(dataDay, -5);
const shrunk = addDays(left, -45);

let db: TestDb;
let owner: Owner;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  cast = await makeCast(db, "orrery", { zone: "Europe/Berlin" });
  await owner.rows("delete from app.tenant_clock where tenant_id = $1", [cast.tenantId]);
  for (const name of ["Acme", "Borealis", "Cobalt"]) {
    const level = (ago: number) => (ago % 3 === 0 ? 2 : 0);
    const told = { tenantId: cast.tenantId, name, ownerId: cast.priya, lastDay: dataDay, days: 200 };
    await tellStory(owner, { ...told, level });
  }
  await say("Acme", addDays(left, -150), { seats: 250, plan: "Enterprise" });
  await say("Acme", shrunk, { seats: 300 });
  await say("Acme", shrunk, { seats: 20 });
  await say("Acme", left, { churned: left });
  await say("Borealis", addDays(dataDay, -100), { stage: "trial" });
  await say("Borealis", addDays(dataDay, -40), { stage: "live", seats: 120 });
  await say("Borealis", addDays(dataDay, -20), { seats: null });
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

/** Says facts of an account at noon of a day. */
async function say(name: string, day: Day, facts: AccountFacts): Promise<void> {
  const rows = [{ i: 0, a: name, id: newId(), f: facts }];
  const refused = await asSystem(db, cast.tenantId, (tx) =>
    storeFacts(tx, { rows, detail: {}, now: new Date(`${day}T12:00:00Z`) }),
  );
  expect(refused).toEqual([]);
}

const changes = () =>
  owner.rows<{ name: string; fact: string; day: Day; before: string | null; after: string | null }>(
    `select a.name, c.fact, to_jsonb(c) ->> 'day' as day, c.before, c.after
       from app.fact_change c join app.account a on a.id = c.account_id order by a.name, c.day, c.fact`,
  );

describe("facts that segments ask for", () => {
  test("are kept by account and day as they change, and two changes of a day are one", async () => {
    expect(await changes()).toEqual([
      { name: "Acme", fact: "plan", day: addDays(left, -150), before: null, after: "Enterprise" },
      { name: "Acme", fact: "seats", day: addDays(left, -150), before: null, after: "250" },
      { name: "Acme", fact: "seats", day: shrunk, before: "250", after: "20" },
      { name: "Borealis", fact: "stage", day: addDays(dataDay, -100), before: null, after: "trial" },
      { name: "Borealis", fact: "seats", day: addDays(dataDay, -40), before: null, after: "120" },
      { name: "Borealis", fact: "stage", day: addDays(dataDay, -40), before: "trial", after: "live" },
      { name: "Borealis", fact: "seats", day: addDays(dataDay, -20), before: "120", after: null },
    ]);
  });

  test("are found again in the audit log by the migration", async () => {
    const before = await changes();
    const migration = await readFile(
      new URL("../../../migrations/0025_fact_changes.sql", import.meta.url),
      "utf8",
    );
    const backfill = /insert into app\.fact_change[^;]+;/.exec(migration)?.[0] ?? "";
    await owner.rows("delete from app.fact_change");
    await owner.rows(backfill);
    expect(await changes()).toEqual(before);
  });

  test("are seen by those who see the account", async () => {
    const seen = await withTenant(db, as(cast.tenantId, cast.jonas), (tx) =>
      tx.db.selectFrom("app.fact_change").select("fact").execute(),
    );
    expect(seen).toEqual([]);
  });
});

test("a pass that scores a past day for the first time takes the facts of that day, as a replay does", async () => {
  const now = new Date(`${addDays(dataDay, 1)}T08:00:00Z`);
  await withTenant(db, as(cast.tenantId, cast.tomas), async (tx) => {
    await saveDraft(tx, { document: bySize, now });
    await publishModel(tx, { note: "By size", now });
  });
  await runPass(db, cast.tenantId, { now, requestId: "t", full: false });
  const scored = await owner.rows<{
    name: string;
    day: Day;
    segment: string | null;
    score: number;
    band: string;
  }>(
    `select a.name, to_jsonb(s) ->> 'day' as day, s.segment, s.score, s.band
       from app.score s join app.account a on a.id = s.account_id order by a.name, s.day`,
  );
  const segmentOn = (name: string, day: Day) =>
    scored.find((row) => row.name === name && row.day === day)?.segment;
  expect(segmentOn("Acme", addDays(left, -170))).toBe("Large");
  expect(segmentOn("Acme", addDays(shrunk, -1))).toBe("Large");
  expect(segmentOn("Acme", shrunk)).toBe(null);
  expect(segmentOn("Borealis", addDays(dataDay, -150))).toBe("Large");
  expect(segmentOn("Borealis", addDays(dataDay, -40))).toBe("Large");
  expect(segmentOn("Borealis", addDays(dataDay, -20))).toBe(null);
  expect(segmentOn("Cobalt", dataDay)).toBe(null);

  const { log, rules } = await asSystem(db, cast.tenantId, async (tx) => {
    const log = await readTenantLog(tx);
    return { log, rules: await readBacktestRules(tx, log) };
  });
  const calendar = calendarOf(log.accounts.values(), log, rules.established);
  for (const [name, series] of log.accounts) {
    const replayed: { day: Day; score: number; band: string }[] = [];
    const asked = [...eachDay(log.firstDay, log.lastDay)].map(dayNumber);
    new AccountReplay(series, calendar, rules.of(name)).goTo(dayNumber(log.lastDay), asked, {
      scored: (number, { score, band }) => replayed.push({ day: calendar.dayAt(number), score, band }),
    });
    const kept = scored
      .filter((row) => row.name === name)
      .map(({ day, score, band }) => ({ day, score, band }));
    expect(replayed).toEqual(kept);
  }
});

test("a preview has a customer who left in the segment of each day", async () => {
  const preview = await previewModel(db, cast.tenantId, { document: start, requestId: "t" });
  const [lost] = preview?.lost ?? [];
  expect(lost?.name).toBe("Acme");
  expect(lost?.before.map(({ days, old, next }) => [days, old?.band, next?.band])).toEqual([
    [90, "at-risk", "healthy"],
    [60, "at-risk", "healthy"],
    [30, "healthy", "healthy"],
  ]);
});
