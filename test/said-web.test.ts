import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Seed, seedTenant } from "./browser/seed.ts";
import { openVisits, type Visit } from "./browser/visits.ts";
import { testWebApp } from "./browser/web-app.ts";
import { now } from "./fixture.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* What pages say at a moment, and after a click. */

let db: TestDb;
let seed: Seed;
let visit: Visit;
let clock: Date;

beforeAll(async () => {
  db = await openTestDb();
  const { app } = await testWebApp(db, { now: () => clock });
  visit = openVisits(
    db,
    app,
    () => seed,
    () => clock,
  );
  seed = await seedTenant(db, "orrery");
});
beforeEach(() => {
  clock = now;
});
afterAll(() => db.close());

const page = async (...asked: Parameters<Visit>) => (await visit(...asked)).text();

test("a tick stands beside data to yesterday, and beside none that are older", async () => {
  const dataTo = async () =>
    /<span class="muted">(Data to [\s\S]*?)<\/span>/.exec(await page("shah", "GET", "/"));
  expect((await dataTo())?.[1]).toContain("✓");
  clock = new Date("2026-11-21T07:30:00Z");
  const older = (await dataTo())?.[1];
  expect(older).toContain("Data to Thu 19 Nov");
  expect(older).not.toContain("✓");
});

test("who answers whether an alert was useful reads what comes of it, can change it, and gets on", async () => {
  const html = await page("shah", "POST", "/act", {
    command: JSON.stringify({ do: "judge-alert", alertId: seed.drop, feedback: "wrong" }),
    back: "/inbox",
  });
  expect(html).toContain("Noted. This alert was wrong. The alert report counts it; rules stay as they are.");
  expect(html).not.toContain("✓");
  for (const label of ["Open account", "Open inbox", "Change answer"]) expect(html).toContain(label);
});
