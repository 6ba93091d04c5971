import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { announce } from "../src/usecases/deliveries/announce.ts";
import { getNoticeSetting } from "../src/usecases/deliveries/get-notice-setting.ts";
import { type Seed, seedTenant } from "./browser/seed.ts";
import { openVisits, type Visit } from "./browser/visits.ts";
import { testWebApp } from "./browser/web-app.ts";
import { addAlert, as, asSystem, readAudit } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

let db: TestDb;
let owner: Owner;
let seed: Seed;
let ask: Visit;
let at: Date;
let round = 0;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  const { app } = await testWebApp(db, { now: () => at });
  ask = openVisits(
    db,
    app,
    () => seed,
    () => at,
  );
});
beforeEach(async () => {
  at = new Date("2026-11-20T07:30:00Z");
  seed = await seedTenant(db, `orrery-${++round}`);
  for (const platform of ["slack", "email"])
    await owner.rows(
      "insert into app.installation (tenant_id, id, platform, workspace_id, created_at) values ($1::uuid, $2, $3, $1::uuid::text, now())",
      [seed.cast.tenantId, newId(), platform],
    );
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const read = () =>
  withTenant(db, as(seed.cast.tenantId, seed.cast.priya), (tx) => getNoticeSetting(tx, { now: at }));

test("what is chosen is kept, works from then on, and is said in words", async () => {
  const before = await (await ask("shah", "GET", "/settings/notices")).text();
  expect(before).toContain("Alerts, digests and notices come by Slack; if Slack fails, by mail.");
  expect(before).toContain("Teams: not connected");
  const saved = await ask("shah", "POST", "/settings/notices", {
    "alerts-slack": "1",
    "alerts-email": "1",
    "alerts-teams": "1",
    "digests-email": "1",
    order1: "email",
    order2: "slack",
    from: "18:00",
    to: "8:00",
    weekend: "1",
  });
  expect([saved.status, saved.headers.get("location")]).toEqual([303, "/settings/notices?saved"]);
  const after = await (await ask("shah", "GET", "/settings/notices?saved")).text();
  expect(after).toContain("Alerts come by mail and Slack.");
  expect(after).toContain("Digests come by mail; if mail fails, by Slack.");
  expect(after).toContain("Notices wait in your inbox.");
  expect(after).toContain("Quiet from 18:00 to 8:00 and all weekend, Berlin time");
  expect(after).toContain("Next: Fri 20 Nov, 18:00 to Mon 23 Nov, 8:00 CET.");
  const audit = await readAudit(db, seed.cast.tenantId);
  expect(audit.filter(({ verb }) => verb === "set notices")).toMatchObject([
    {
      memberId: seed.cast.priya,
      surface: "web",
      detail: { fallback: ["email", "slack", "teams"], notices: [] },
    },
  ]);
});

test("who changes nothing keeps the default, so that a channel that comes first later is used", async () => {
  const ticks = { "alerts-slack": "1", "digests-slack": "1", "notices-slack": "1" };
  await ask("shah", "POST", "/settings/notices", {
    ...ticks,
    order1: "slack",
    order2: "email",
    from: "",
    to: "",
  });
  const rows = await owner.rows(
    "select alert_channels, fallback from app.notice_setting where member_id = $1",
    [seed.cast.priya],
  );
  expect(rows).toEqual([{ alert_channels: null, fallback: ["slack", "teams", "email"] }]);
  // What stays ticked while the order changes is meant by name.
  await ask("shah", "POST", "/settings/notices", {
    ...ticks,
    order1: "email",
    order2: "slack",
    from: "",
    to: "",
  });
  expect((await read()).ways.alerts).toEqual({ by: ["slack"], next: ["email"] });
});

test.each([
  [{ from: "18:00", to: "" }, "Say when the quiet ends, or leave both times empty."],
  [{ from: "", to: "8:00" }, "Say when the quiet begins, or leave both times empty."],
  [{ from: "25:00", to: "8:00" }, "I didn&#39;t get the time. Try 18:00."],
  [{ from: "08:00", to: "8:00" }, "It ends when it begins. Pick another time."],
  [{ from: "", to: "", order1: "slack", order2: "slack" }, "Name each channel once."],
])("a slip %j stands at its field, and what was typed stays", async (typed, sentence) => {
  const answer = await ask("shah", "POST", "/settings/notices", {
    order1: "slack",
    order2: "email",
    "notices-email": "1",
    weekend: "1",
    ...typed,
  });
  const html = await answer.text();
  expect(answer.status).toBe(400);
  expect(html).toContain(sentence);
  expect(html).toContain('aria-invalid="true"');
  if (typed.from) expect(html).toContain(`value="${typed.from}"`);
  expect(html).toMatch(/name="notices-email" value="1" checked/);
  expect(html).toMatch(/name="weekend" value="1" checked/);
  expect((await read()).quiet).toEqual({ from: null, to: null, weekend: false });
});

test("what waits for the end of quiet hours is due when they end now", async () => {
  const quiet = { "alerts-slack": "1", order1: "slack", order2: "email", from: "18:00", to: "08:00" };
  await ask("shah", "POST", "/settings/notices", quiet);
  at = new Date("2026-11-20T20:00:00Z");
  const alertId = await addAlert(db, seed.cast.tenantId, seed.acme);
  await asSystem(db, seed.cast.tenantId, (tx) =>
    announce(tx, { subjectKind: "alert", subjectId: alertId, memberIds: [seed.cast.priya], now: at }),
  );
  const due = async () =>
    (
      await owner.rows<{ due_at: Date }>(
        "select due_at from app.delivery where tenant_id = $1 and state = 'held'",
        [seed.cast.tenantId],
      )
    ).map((row) => row.due_at.toISOString());
  expect(await due()).toEqual(["2026-11-21T07:00:00.000Z"]);
  expect(await (await ask("shah", "GET", "/settings/notices")).text()).toContain(
    "It is quiet now, until Sat 21 Nov, 8:00 CET. 1 alert waits.",
  );
  await ask("shah", "POST", "/settings/notices", { ...quiet, weekend: "1" });
  expect(await due()).toEqual(["2026-11-23T07:00:00.000Z"]);
  await ask("shah", "POST", "/settings/notices", { ...quiet, from: "", to: "" });
  expect(await due()).toEqual([at.toISOString()]);
});

test("notices are said to be what this reader gets as a notice", async () => {
  const said = async (who: string) =>
    (await (await ask(who, "GET", "/settings/notices")).text()).split("Notices</legend>")[1] ?? "";
  expect(await said("shah")).toMatch(/^<p class="muted">a message to you could not be sent</);
  expect(await said("reyes")).toMatch(
    /^<p class="muted">usage data has stopped, or is back; a message to you could not be sent/,
  );
});

test("for a customer's own admin the page does not exist", async () => {
  expect((await ask("meyer", "GET", "/settings/notices")).status).toBe(404);
  expect((await ask("meyer", "POST", "/settings/notices", {})).status).toBe(404);
});
