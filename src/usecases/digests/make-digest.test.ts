import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, addAlert, as, asSystem, type Cast, makeCast, now } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { insertDigest } from "../../db/deliveries/digests.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import type { AlertOpening } from "../../results/alerts.ts";
import { listAccounts } from "../portfolio/list-accounts.ts";
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

test("a digest counts who needs its reader as the list does, in whatever zone they read it", async () => {
  const other = await makeCast(db, "elsewhere");
  const { tenantId, priya, dana } = other;
  const account = (name: string) =>
    addAccount(db, tenantId, { name, ownerId: priya, score: 80, weekAgo: 80, monthAgo: 80 });
  const snoozedUntil = (until: string) => ({
    state: "snoozed" as const,
    change: { snoozed_by: priya, snoozed_at: now, snoozed_until: new Date(until) },
  });
  const had = { state: "acknowledged" as const, change: { acknowledged_by: priya, acknowledged_at: now } };
  const opening = { kind: "silence", days: 30, lastUsedOn: "2026-10-14" } as AlertOpening;

  const two = await account("An older one is taken, a newer one is not");
  await addAlert(db, tenantId, two, { ...had, openedAt: new Date("2026-11-02T05:10:00Z") });
  await addAlert(db, tenantId, two, { opening, openedAt: new Date("2026-11-18T05:10:00Z") });
  await addAlert(db, tenantId, await account("Ends before midnight"), snoozedUntil("2026-11-20T22:30:00Z"));
  await addAlert(db, tenantId, await account("Ends after midnight"), snoozedUntil("2026-11-20T23:30:00Z"));
  await addAlert(db, tenantId, await account("Taken"), had);
  await asSystem(db, tenantId, (tx) =>
    tx.db.updateTable("app.member").set({ zone: "America/New_York" }).where("id", "=", dana).execute(),
  );

  for (const memberId of [priya, dana]) {
    const seen = await withTenant(db, as(tenantId, memberId), async (tx) => ({
      list: await listAccounts(tx, { now, filter: "needs-you" }),
      digest: await makeDigest(tx, await getReader(tx), { now, dueAt: now }),
    }));
    const told = seen.digest.needYou.map(({ account: { name } }) => name);
    expect(told).toEqual(seen.list.lines.map(({ name }) => name));
    expect(told).toHaveLength(seen.list.needYou);
    expect(told.toSorted()).toEqual(["An older one is taken, a newer one is not", "Ends before midnight"]);
  }
});
