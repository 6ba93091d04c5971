import { afterEach, beforeEach, expect, test } from "vitest";
import { addAccount, addAlert, as, type Cast, dataDay, makeCast, now } from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { insertDigest } from "../../db/deliveries/digests.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { startModel } from "../../scoring/models/compile-model.ts";
import { sumOfParts } from "../../scoring/score/score.ts";
import type { Band, Parts } from "../../scoring/types.ts";
import { getReader } from "../tenants/get-reader.ts";
import { makeDigest } from "./make-digest.ts";

/* A digest compares with what its reader was told, whatever has become of that day's scores since. */

let db: TestDb;
let owner: Owner;
let cast: Cast;

beforeEach(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  cast = await makeCast(db, "orrery");
});
afterEach(async () => {
  await owner.close();
  await db.close();
});

const add = (name: string, score: Parts) =>
  addAccount(db, cast.tenantId, { name, ownerId: cast.priya, score, weekAgo: score, monthAgo: score });

const make = (dueAt: Date) =>
  withTenant(db, as(cast.tenantId, cast.priya), async (tx) => {
    const digest = await makeDigest(tx, await getReader(tx), { now: dueAt, dueAt });
    await insertDigest(tx, { id: newId(), memberId: cast.priya, dueAt, madeAt: dueAt, facts: digest });
    return digest;
  });

/** The day's score, worked out anew: by late data, or by another version of the model. */
async function scoreAnew(accountId: string, parts: Parts, band: Band, model = 1) {
  const { recent, habit, trend, people } = parts;
  for (const table of ["score", "score_latest"])
    await owner.rows(
      `update app.${table} set score = $4, recent = $5, habit = $6, trend = $7, people = $8, band = $9, model = $10
        where tenant_id = $1 and account_id = $2 and day = $3`,
      [cast.tenantId, accountId, dataDay, sumOfParts(parts), recent, habit, trend, people, band, model],
    );
}

const low: Parts = { recent: 20, habit: 30, trend: 8, people: 10 };
const later = new Date(now.getTime() + 3_600_000);

test("late data: the change is from the score that was told, and the counts are those that were told", async () => {
  const acme = await add("Acme", low);
  await add("Steady", { recent: 25, habit: 35, trend: 20, people: 12 });
  const told = await make(now);
  expect(told.counts).toEqual({ atRisk: 0, watch: 1, healthy: 1, noData: 0 });
  await scoreAnew(acme, { ...low, trend: 24 }, "healthy");

  const digest = await make(later);
  expect(
    digest.moved.map(({ account, change, byRules, note }) => [account.name, change, byRules, note]),
  ).toEqual([["Acme", 16, undefined, "was-watch"]]);
  expect(digest.moved[0]?.account.cause).toMatchObject({ part: "trend", change: 16 });
  expect(digest.countsBefore).toEqual(told.counts);
  expect(digest.published).toBeUndefined();
});

test("an alert that late data took back was withdrawn, not resolved", async () => {
  const acme = await add("Acme", low);
  await make(now);
  const closed = { closed_at: new Date(now.getTime() + 60_000), closed_day: dataDay };
  await addAlert(db, cast.tenantId, acme, {
    state: "withdrawn",
    change: { ...closed, closed_how: "undone" },
  });
  const digest = await make(later);
  expect(digest.moved.map(({ account, note }) => [account.name, note])).toEqual([["Acme", "withdrawn"]]);
  expect(digest.closed).toMatchObject([{ accountName: "Acme", how: "undone" }]);
});

test("what was told of each account is kept for as long as a digest can compare with it", async () => {
  await add("Acme", low);
  const facts = await make(now);
  const sent = (day: string) =>
    withTenant(db, as(cast.tenantId, cast.priya), (tx) =>
      insertDigest(tx, {
        id: newId(),
        memberId: cast.priya,
        dueAt: new Date(`${day}T07:30:00Z`),
        madeAt: later,
        facts: { ...facts, dataDay: day },
      }),
    );
  const kept = () =>
    owner.rows(
      "select data_day::text as day, facts ? 'told' as told from app.digest_sent where tenant_id = $1 order by data_day",
      [cast.tenantId],
    );
  await sent("2026-12-03");
  expect(await kept()).toEqual([
    { day: dataDay, told: true },
    { day: "2026-12-03", told: true },
  ]);
  await sent("2026-12-04");
  expect(await kept()).toMatchObject([{ told: false }, { told: true }, { told: true }]);
});

test("a publish on the day that was told: its points are in the change, make no mover, and are said", async () => {
  const acme = await add("Acme", low);
  const steady = await add("Steady", { recent: 20, habit: 35, trend: 20, people: 8 });
  await make(now);
  await owner.rows(
    `insert into app.scoring_model (tenant_id, version, state, document, note, saved_at, published_at)
     values ($1, 2, 'published', $2, 'Trend counts more', $3, $3)`,
    [
      cast.tenantId,
      JSON.stringify({ ...startModel("b2b"), weights: { recent: 25, habit: 20, trend: 40, people: 15 } }),
      now,
    ],
  );
  await owner.rows(
    `insert into app.market_day (tenant_id, day, factor, accounts, model) values ($1, $2, 1, 2, 2)
     on conflict (tenant_id, day) do update set model = 2`,
    [cast.tenantId, dataDay],
  );
  // Use is what it was for one, and better for the other.
  await scoreAnew(steady, { recent: 20, habit: 20, trend: 32, people: 8 }, "healthy", 2);
  await scoreAnew(acme, { recent: 25, habit: (30 * 20) / 35, trend: (8 * 40) / 25, people: 10 }, "watch", 2);

  const digest = await make(later);
  expect(digest.moved.map(({ account, change, byRules }) => [account.name, change, byRules])).toEqual([
    ["Acme", -3, -8],
  ]);
  expect(digest.moved[0]?.account.cause).toMatchObject({ kind: "part", part: "recent" });
  expect(digest.published).toEqual({ version: 2, since: dataDay, accounts: 2 });
});
