import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, addAlert, as, type Cast, dataDay, makeCast, now } from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { insertDigest } from "../../db/deliveries/digests.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { startModel } from "../../scoring/models/compile-model.ts";
import { sumOfParts } from "../../scoring/score/score.ts";
import type { Parts } from "../../scoring/types.ts";
import { type ListAccountsInput, listAccounts } from "../portfolio/list-accounts.ts";
import { lookAtPortfolio } from "../portfolio/look-at-portfolio.ts";
import { getReader } from "../tenants/get-reader.ts";
import { makeDigest } from "./make-digest.ts";

/* The digest and the lists after a publish: Habit weighs less, Trend more, and most customers did nothing. */

let db: TestDb;
let owner: Owner;
let cast: Cast;

const then: Parts = { recent: 21, habit: 35, trend: 15, people: 12 };
const weights = { recent: 25, habit: 20, trend: 40, people: 15 };
/** The points that the same use has by version 2. */
const byVersion2 = (parts: Parts): Parts => ({
  ...parts,
  habit: (parts.habit * 20) / 35,
  trend: (parts.trend * 40) / 25,
});

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  cast = await makeCast(db, "orrery");
  const add = (name: string, parts: Parts) =>
    addAccount(db, cast.tenantId, { name, ownerId: cast.priya, score: parts, weekAgo: then, monthAgo: then });
  for (const name of ["Same", "Same too"]) await add(name, byVersion2(then));
  await add("Fell", byVersion2({ ...then, trend: 5 }));
  await add("Rose", byVersion2({ ...then, recent: 25 }));
  const low: Parts = { recent: 10, habit: 5, trend: 20, people: 8 };
  const lifted = {
    name: "Lifted",
    ownerId: cast.priya,
    weekAgo: low,
    monthAgo: low,
    actual: 40,
    expected: 92,
  };
  await addAlert(
    db,
    cast.tenantId,
    await addAccount(db, cast.tenantId, { ...lifted, score: byVersion2(low) }),
    {
      openedAt: new Date("2026-11-02T05:10:00Z"),
      openedDay: "2026-11-01",
      state: "acknowledged",
      change: { acknowledged_by: cast.priya, acknowledged_at: new Date("2026-11-02T08:00:00Z") },
    },
  );
  await owner.rows(
    `insert into app.scoring_model (tenant_id, version, state, document, note, saved_at, published_at)
     values ($1, 2, 'published', $2, 'Trend counts more', $3, $3)`,
    [cast.tenantId, JSON.stringify({ ...startModel("b2b"), weights }), now],
  );
  for (const table of ["score", "score_latest"])
    await owner.rows(`update app.${table} set model = 2 where tenant_id = $1 and day = $2`, [
      cast.tenantId,
      dataDay,
    ]);
  await owner.rows(
    `insert into app.market_day (tenant_id, day, factor, accounts, model) values ($1, $2, 1, 5, 2)
     on conflict (tenant_id, day) do update set model = 2`,
    [cast.tenantId, dataDay],
  );
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const make = (dueAt: Date) =>
  withTenant(db, as(cast.tenantId, cast.priya), async (tx) => {
    const digest = await makeDigest(tx, await getReader(tx), { now: dueAt, dueAt });
    await insertDigest(tx, { id: newId(), memberId: cast.priya, dueAt, madeAt: dueAt, facts: digest });
    return digest;
  });

test("what the publish moved is said once; who moved by use is told of, with what the rules did beside it", async () => {
  expect((await make(now)).published).toBeUndefined();
  const digest = await make(new Date("2026-11-23T07:30:00Z"));
  expect(digest.published).toEqual({ version: 2, since: dataDay, accounts: 5 });
  expect(
    digest.moved.map(({ account, change, byRules, note }) => [account.name, change, byRules, note]),
  ).toEqual([
    ["Fell", -22, -12, null],
    ["Rose", -2, -6, null],
  ]);
  expect(digest.moved.map(({ account }) => account.cause)).toEqual([
    { kind: "part", part: "trend", change: -10, roughly: true, windowDays: 7 },
    { kind: "part", part: "recent", change: 4, roughly: true, windowDays: 7 },
  ]);
  // As it is shown, it fell by more.
  expect(digest.moved[0]?.account.score).toBe(Math.round(sumOfParts(byVersion2({ ...then, trend: 5 }))));
  // Its picture draws the scores as they were shown, in the order of what use moved.
  expect(digest.chart?.rows.map(({ name, now, before }) => [name, now, before])).toEqual([
    ["Lifted", 53, 43],
    ["Fell", 61, 83],
    ["Rose", 81, 83],
  ]);
  const { lines } = await withTenant(db, as(cast.tenantId, cast.priya), (tx) => listAccounts(tx, { now }));
  for (const { name, now: shown, before } of digest.chart?.rows ?? [])
    expect(shown - (before ?? 0)).toBe(lines.find((line) => line.name === name)?.change7d);
});

test("the movers are those whom use moved", async () => {
  const movers = { now, filter: "movers", sort: "name" } as const;
  const [list, look] = await read(movers);
  for (const { lines } of [list, look]) expect(lines.map(({ name }) => name)).toEqual(["Fell", "Rose"]);
});

test("a rise that rules alone made is no recovery", async () => {
  for (const { lines } of await read({ now, search: "Lifted" }))
    expect(lines).toMatchObject([{ name: "Lifted", change28d: 10, signal: { kind: "dropping" } }]);
});

const read = (input: ListAccountsInput) =>
  withTenant(
    db,
    as(cast.tenantId, cast.priya),
    async (tx) => [await listAccounts(tx, input), (await lookAtPortfolio(tx, input)).portfolio] as const,
  );
