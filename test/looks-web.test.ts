import { afterAll, beforeAll, expect, test } from "vitest";
import { type Seed, seedTenant } from "./browser/seed.ts";
import { openVisits, type Visit } from "./browser/visits.ts";
import { testWebApp } from "./browser/web-app.ts";
import { readAudit } from "./fixture.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* Whoever looks at what is an account's, or is worked out over accounts, leaves a row. */

let db: TestDb;
let seed: Seed;
let visit: Visit;

beforeAll(async () => {
  db = await openTestDb();
  const { app } = await testWebApp(db);
  visit = openVisits(db, app, () => seed);
  seed = await seedTenant(db, "orrery");
});
afterAll(() => db.close());

/** What a visit adds to the audit log. */
async function rowsOf(method: "GET" | "POST", path: string, fields?: Record<string, string>) {
  const before = (await readAudit(db, seed.cast.tenantId)).length;
  const { status } = await visit("shah", method, path, fields);
  const rows = (await readAudit(db, seed.cast.tenantId)).slice(before);
  return { status, rows: rows.filter(({ verb }) => !/sign/.test(verb)) };
}

test("rules with the alerts of their last 90 days: the team's, a portfolio's, an account's, and what is only tried", async () => {
  const { priya } = seed.cast;
  const looked = { verb: "looked at alert rules", memberId: priya, surface: "web" };
  const of = { scope: "account", accountId: seed.acme };
  expect(await rowsOf("GET", "/settings/alerts")).toMatchObject({
    status: 200,
    rows: [{ ...looked, accountId: null, detail: { scope: "tenant" } }],
  });
  expect(await rowsOf("GET", "/settings/alerts/mine")).toMatchObject({
    rows: [{ ...looked, accountId: null, detail: { scope: "portfolio", memberId: priya } }],
  });
  const path = `/settings/alerts/accounts/${seed.acme}`;
  expect(await rowsOf("GET", path)).toMatchObject({
    rows: [{ ...looked, accountId: seed.acme, detail: of }],
  });
  expect(await rowsOf("POST", path, { do: "try", dropPercent: "60" })).toMatchObject({
    status: 200,
    rows: [{ ...looked, accountId: seed.acme, detail: { ...of, tried: { dropPercent: 60 } } }],
  });
});

test("a change says itself what was there before and after: it is no look beside", async () => {
  const path = `/settings/alerts/accounts/${seed.acme}`;
  const { status, rows } = await rowsOf("POST", path, { dropPercent: "60" });
  expect({ status, verbs: rows.map(({ verb }) => verb) }).toEqual({
    status: 303,
    verbs: ["set alert rules"],
  });
});

test("rules that one may not see leave none", async () => {
  expect(await rowsOf("GET", `/settings/alerts/accounts/${seed.orbis}`)).toEqual({ status: 404, rows: [] });
});
