import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, as, asSystem, type Cast, makeCast, now } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { insertDigest } from "../../db/deliveries/digests.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { getReader } from "../tenants/get-reader.ts";
import { makeDigest } from "./make-digest.ts";

let db: TestDb;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
  for (let at = 0; at < 10; at++) {
    const each = { ownerId: cast.priya, monthAgo: 90 };
    await addAccount(db, cast.tenantId, { ...each, name: `Fell ${at}`, score: 80, weekAgo: 84 });
    await addAccount(db, cast.tenantId, { ...each, name: `Rose ${at}`, score: 90, weekAgo: 85 });
    await addAccount(db, cast.tenantId, { ...each, name: `Steady ${at}`, score: 90, weekAgo: 90 });
  }
});
afterAll(() => db.close());

const make = (dueAt: Date, memberId = cast.priya) =>
  withTenant(db, as(cast.tenantId, memberId), async (tx) => {
    const reader = await getReader(tx);
    const digest = await makeDigest(tx, reader, { now: dueAt, dueAt });
    await insertDigest(tx, { id: newId(), memberId, dueAt, madeAt: dueAt, facts: digest });
    return digest;
  });

const monday = new Date("2026-11-23T07:30:00Z");

test("the picture is of 28 days, on Mondays of 7; twelve who moved have a row, and none of the others is lost", async () => {
  const { chart: first } = await make(now);
  expect(first?.windowDays).toBe(28);
  expect(first?.rows.map(({ before }) => before)).toEqual(Array(10).fill(90));
  expect(first?.others).toEqual(Array(20).fill({ now: 90, band: "healthy" }));

  const { kind, chart: weekly } = await make(monday);
  expect([kind, weekly?.windowDays]).toEqual(["weekly", 7]);
  expect(weekly?.rows.map(({ before }) => before)).toEqual([...Array(10).fill(84), 85, 85]);
  expect(weekly?.others.map(({ moved }) => moved)).toEqual([...Array(8).fill("rising"), ...Array(10)]);
});

test("who left is none of the lowest, and in no band of the day that is compared with", async () => {
  const each = { ownerId: cast.jonas, monthAgo: 90 };
  await addAccount(db, cast.tenantId, { ...each, name: "Stayed", score: 90, weekAgo: 90 });
  const gone = await addAccount(db, cast.tenantId, { ...each, name: "Gone", score: 12, weekAgo: 14 });
  await asSystem(db, cast.tenantId, (tx) =>
    tx.db.updateTable("app.account").set({ churned_on: "2026-10-01" }).where("id", "=", gone).execute(),
  );
  const first = await make(now, cast.jonas);
  expect(first.lowest?.map(({ account }) => account.name)).toEqual(["Stayed"]);
  expect(first.accounts).toBe(1);
  const next = await make(monday, cast.jonas);
  expect(next.countsBefore).toEqual({ atRisk: 0, watch: 0, healthy: 1, noData: 0 });
});
