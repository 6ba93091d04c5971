import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storeMetricValues } from "../src/db/metrics/metric-values.ts";
import { setScoredMetrics } from "../src/db/metrics/metrics.ts";
import { ensureEventMonths } from "../src/db/usage/events.ts";
import { readLeftOut } from "../src/db/usage/left-out-events.ts";
import { newId } from "../src/ids.ts";
import { addDays } from "../src/scoring/days.ts";
import { startModel } from "../src/scoring/models/compile-model.ts";
import { publishModel } from "../src/usecases/models/change-model.ts";
import { rollUpUsage } from "../src/usecases/usage/roll-up-usage.ts";
import { formOf } from "../src/web/scoring/scoring-form.ts";
import { type Seed, seedTenant } from "./browser/seed.ts";
import { openVisits, type Visit } from "./browser/visits.ts";
import { testWebApp } from "./browser/web-app.ts";
import { asSystem, dataDay, now, readAudit } from "./fixture.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

let db: TestDb;
let seed: Seed;
let visit: Visit;

beforeAll(async () => {
  db = await openTestDb();
  const { app } = await testWebApp(db);
  visit = openVisits(db, app, () => seed);
  seed = await seedTenant(db, "orrery");
  await asSystem(db, seed.cast.tenantId, async (tx) => {
    await ensureEventMonths(tx, "2026-08-01", "2026-11-30");
    for (const daysAgo of [1, 2, 3, 50, 60]) {
      await sql`insert into app.event (tenant_id, at, id, account_id, user_key, kind, name, received_at, properties)
        values (${tx.tenantId}, ${`${addDays(dataDay, -daysAgo)}T09:00:00Z`}::timestamptz, ${newId()}, ${seed.acme}, 'u:1', 'track',
                'Ticket opened', ${now}, ${JSON.stringify({ priority: daysAgo === 2 ? "low" : "urgent" })}::jsonb)`.execute(
        tx.db,
      );
    }
  });
});
afterAll(() => db.close());

async function ask(who: string, method: "GET" | "POST", path: string, fields?: Record<string, string>) {
  const answer = await visit(who, method, path, fields);
  return { status: answer.status, location: answer.headers.get("location"), body: await answer.text() };
}
/** What a person reads. */
const read = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const tickets = {
  label: "Tickets opened",
  unit: "tickets",
  kind: "counter",
  good: "down",
  from: "event",
  event: "Ticket opened",
};
const names = () =>
  asSystem(db, seed.cast.tenantId, async (tx) =>
    (await tx.db.selectFrom("app.metric").select("name").where("archived_at", "is", null).execute()).map(
      ({ name }) => name,
    ),
  );

test("metrics are for admins: for others there is no such page, and nothing is changed", async () => {
  for (const who of ["shah", "okafor", "meyer"]) {
    expect((await ask(who, "GET", "/settings/metrics")).status).toBe(404);
    expect((await ask(who, "POST", "/settings/metrics", { ...tickets, do: "define" })).status).toBe(404);
    expect((await ask(who, "POST", "/settings/metrics/tickets-opened/archive", {})).status).toBe(404);
  }
  expect(await names()).toEqual([]);
});

test("a preview counts the last 28 days and keeps nothing", async () => {
  const urgent = { ...tickets, where: "priority is urgent", do: "preview" };
  const { status, body } = await ask("reyes", "POST", "/settings/metrics", urgent);
  expect(status).toBe(200);
  expect(read(body)).toContain(
    "1 account has any in the 28 days to Thu 19 Nov. Highest: Acme 2 Nothing is saved yet.",
  );
  expect(body).toContain('value="priority is urgent"');
  expect(await names()).toEqual([]);
  const days = await asSystem(db, seed.cast.tenantId, (tx) =>
    tx.db.selectFrom("app.metric_day").selectAll().execute(),
  );
  expect(days).toEqual([]);
  const looks = (await readAudit(db, seed.cast.tenantId)).filter(({ verb }) => verb === "looked at metrics");
  expect(looks).toContainEqual({
    verb: "looked at metrics",
    accountId: null,
    memberId: seed.cast.tomas,
    surface: "web",
    detail: { metrics: 1, previewed: "tickets-opened" },
  });
});

test.each([
  [{ event: "ticket opened" }, "No event “ticket opened” came in 91 days. There are: "],
  [
    { where: "priority is urgnt" },
    "“Ticket opened” comes, but never with such a “priority”. It was: urgent, low.",
  ],
  [{ where: "prio is urgent" }, "“Ticket opened” comes, but without a property “prio”. It has: priority."],
  [{ value: "priority" }, "“Ticket opened” comes, but “priority” is never a number. It was: urgent, low."],
  [
    { kind: "rate", share: "priority is low and priority is Low" },
    "“Ticket opened” comes, but never with such a “priority”. It was: urgent, low.",
  ],
])("a preview of %j, which counts nothing, says why", async (fields, sentence) => {
  const { status, body } = await ask("reyes", "POST", "/settings/metrics", {
    ...tickets,
    ...fields,
    do: "preview",
  });
  expect(status).toBe(200);
  expect(read(body)).toContain(sentence);
});

test.each([
  [{ ...tickets, label: "" }, "name", "must be small letters"],
  [{ ...tickets, where: "urgent ones" }, "where", "is no condition"],
  [{ ...tickets, kind: "gauge" }, "value", "A gauge needs the property that holds its value."],
  [{ ...tickets, event: "" }, "event", "“event” must not be empty."],
])("%j is refused at its field, and what was typed stays", async (fields, field, sentence) => {
  const { status, body } = await ask("reyes", "POST", "/settings/metrics", { ...fields, do: "define" });
  expect(status).toBe(400);
  expect(read(body)).toContain(sentence);
  expect(body).toMatch(new RegExp(`name="${field}"[^>]*aria-invalid="true"`));
  expect(body).toContain('value="tickets"');
});

test("what is defined is counted, shown to those who look after the account, and archived", async () => {
  const { tenantId } = seed.cast;
  expect(await ask("reyes", "POST", "/settings/metrics", { ...tickets, do: "define" })).toMatchObject({
    status: 303,
    location: "/settings/metrics?defined",
  });
  expect((await ask("reyes", "POST", "/settings/metrics", { ...tickets, do: "define" })).status).toBe(409);
  for (let more = true; more; ) more = (await asSystem(db, tenantId, (tx) => rollUpUsage(tx, { now }))).more;
  const nps = { label: "NPS", name: "nps", kind: "gauge", good: "up", from: "supplied", do: "define" };
  await ask("reyes", "POST", "/settings/metrics", nps);
  await asSystem(db, tenantId, (tx) =>
    storeMetricValues(tx, {
      values: [{ i: 0, m: "nps", a: "acme", d: dataDay, v: 41 }],
      covered: [],
      today: dataDay,
    }),
  );
  const list = read((await ask("reyes", "GET", "/settings/metrics")).body);
  expect(list).toContain("2 metrics");
  expect(list).toContain(
    "Tickets opened tickets-opened Counter, a week, fewer is better · counted from events · known from Sun 20 Sep",
  );
  expect(list).toContain("1 account has a value in the 28 days to Thu 19 Nov. Lowest: Acme 41");

  const page = (await ask("shah", "GET", `/accounts/${seed.acme}`)).body;
  expect(read(page)).toContain("Tickets opened: 3 in 28 days, 1 before");
  expect(read(page)).toContain("NPS: 41");
  expect(read((await ask("meyer", "GET", `/accounts/${seed.acme}`)).body)).not.toMatch(/Tickets opened|NPS/);

  const asked = read((await ask("reyes", "GET", "/settings/metrics/nps/archive")).body);
  expect(asked).toContain("Archive NPS? It is then no longer shown on accounts");
  expect(await names()).toContain("nps");
  await ask("reyes", "POST", "/settings/metrics/nps/archive", {});
  expect(await names()).toEqual(["tickets-opened"]);
  expect(read((await ask("shah", "GET", `/accounts/${seed.acme}`)).body)).not.toContain("NPS");
  const verbs = (await readAudit(db, tenantId))
    .map(({ verb }) => verb)
    .filter((verb) => verb.endsWith("metric"));
  expect(verbs).toEqual(["defined metric", "defined metric", "archived metric"]);
});

test("what is archived comes back with its days, and is counted from where it stood", async () => {
  const { tenantId } = seed.cast;
  const days = () =>
    asSystem(db, tenantId, (tx) =>
      sql`select d.value from app.metric_day d join app.metric m on m.id = d.metric_id and m.tenant_id = d.tenant_id
           where m.name = 'tickets-opened' order by d.day`.execute(tx.db),
    );
  const before = (await days()).rows;
  expect(before.length).toBeGreaterThan(2);
  await ask("reyes", "POST", "/settings/metrics/tickets-opened/archive", {});
  const page = (await ask("reyes", "GET", "/settings/metrics")).body;
  expect(read(page)).toContain("Archived Their days are kept.");
  const restore =
    /action="(\/settings\/metrics\/archived\/[\da-f-]{36}\/restore)"[^>]*><button[^>]*aria-label="Restore Tickets opened"/;
  const path = restore.exec(page)?.[1] ?? "";
  for (const who of ["shah", "okafor"]) {
    expect((await ask(who, "POST", path, {})).status).toBe(404);
  }
  await ask("reyes", "POST", "/settings/metrics", { ...tickets, do: "define" });
  const taken = await ask("reyes", "POST", path, {});
  expect(taken.status).toBe(409);
  expect(read(taken.body)).toContain("There is another metric “tickets-opened” by now.");
  await ask("reyes", "POST", "/settings/metrics/tickets-opened/archive", {});
  // The one of before, with its days; the other had none yet.
  const back = await ask("reyes", "POST", path, {});
  expect(back).toMatchObject({ status: 303, location: "/settings/metrics?restored" });
  for (let more = true; more; ) more = (await asSystem(db, tenantId, (tx) => rollUpUsage(tx, { now }))).more;
  expect((await days()).rows).toEqual(before);
  expect((await readAudit(db, tenantId)).map(({ verb }) => verb)).toContain("restored metric");
});

test("a metric is changed on its page, but not to another percentile while a model scores by it", async () => {
  const { tenantId } = seed.cast;
  const latency = { label: "Latency", kind: "histogram", good: "down", from: "supplied", percentile: "95" };
  await ask("reyes", "POST", "/settings/metrics", { ...latency, do: "define" });
  const path = "/settings/metrics/latency/change";
  for (const who of ["shah", "okafor"]) {
    expect((await ask(who, "GET", path)).status).toBe(404);
    expect((await ask(who, "POST", path, { label: "Mine", good: "up" })).status).toBe(404);
  }
  expect((await ask("reyes", "GET", path)).body).toMatch(/name="percentile"[^>]*value="95"/);
  const fields = { label: "Latency of calls", unit: "ms", good: "down", percentile: "90" };
  expect(await ask("reyes", "POST", path, fields)).toMatchObject({
    status: 303,
    location: "/settings/metrics?changed",
  });
  expect(read((await ask("reyes", "GET", "/settings/metrics")).body)).toContain(
    "Latency of calls latency Histogram, 90th percentile, lower is better",
  );
  const empty = await ask("reyes", "POST", path, { ...fields, label: " " });
  expect(empty.status).toBe(400);
  expect(empty.body).toMatch(/name="label"[^>]*aria-invalid="true"/);
  await asSystem(db, tenantId, (tx) => setScoredMetrics(tx, ["latency"]));
  const used = await ask("reyes", "POST", path, { ...fields, percentile: "50" });
  expect(used.status).toBe(409);
  expect(read(used.body)).toContain("another percentile would change scores");
  expect((await ask("reyes", "POST", path, { ...fields, good: "up" })).status).toBe(303);
  await asSystem(db, tenantId, (tx) => setScoredMetrics(tx, []));
  await ask("reyes", "POST", "/settings/metrics/latency/archive", {});
});

test("a counter that has just begun says from when it counts, on its page and where a model uses it", async () => {
  const calls = {
    label: "Calls",
    name: "calls",
    kind: "counter",
    good: "down",
    from: "supplied",
    do: "define",
  };
  expect((await ask("reyes", "POST", "/settings/metrics", calls)).status).toBe(303);
  await asSystem(db, seed.cast.tenantId, (tx) =>
    storeMetricValues(tx, {
      values: [{ i: 0, m: "calls", a: "acme", d: addDays(dataDay, -16), v: 4 }],
      covered: [{ m: "calls", d: dataDay }],
      today: dataDay,
    }),
  );
  expect(read((await ask("reyes", "GET", "/settings/metrics")).body)).toContain(
    "Counts from 30 Nov, when 28 days are known.",
  );
  const start = startModel("b2b");
  const draft = formOf({
    ...start,
    weights: { ...start.weights, recent: 15, support: 10 },
    metrics: { support: { metric: "calls", windowDays: 40, better: "less", all: 0, none: 9 } },
  });
  expect((await ask("reyes", "POST", "/settings/scoring", draft)).status).toBe(303);
  expect(read((await ask("reyes", "GET", "/settings/scoring")).body)).toContain(
    "Calls: counts from 12 Dec, when 40 days are known. Until then its weight is shared out.",
  );
  expect(read((await ask("reyes", "GET", "/settings/metrics/calls/archive")).body)).toContain(
    "The draft of a model uses it for Support, and cannot be published without it.",
  );
  await asSystem(db, seed.cast.tenantId, (tx) => publishModel(tx, { note: "tickets count", now }));
  const used = (await ask("reyes", "GET", "/settings/metrics/calls/archive")).body;
  expect(read(used)).toContain("Calls is in use The scoring model uses it for Support.");
  expect(used).not.toContain(">Archive<");
  expect((await ask("reyes", "POST", "/settings/metrics/calls/archive", {})).status).toBe(409);
});

test("a preview is known from where the saved metric will be", async () => {
  await asSystem(db, seed.cast.tenantId, (tx) =>
    sql`insert into app.event (tenant_id, at, id, account_id, user_key, kind, name, received_at, properties)
        values (${tx.tenantId}, ${`${addDays(dataDay, -10)}T09:00:00Z`}::timestamptz, ${newId()}, ${seed.acme}, 'u:1', 'track',
                'Refund', ${now}, '{}')`.execute(tx.db),
  );
  const refunds = { ...tickets, label: "Refunds", event: "Refund" };
  const { body } = await ask("reyes", "POST", "/settings/metrics", { ...refunds, do: "preview" });
  expect(read(body)).toContain("Refunds Counts from 6 Dec, when 28 days are known.");
  await ask("reyes", "POST", "/settings/metrics", { ...refunds, do: "define" });
  for (let more = true; more; )
    more = (await asSystem(db, seed.cast.tenantId, (tx) => rollUpUsage(tx, { now }))).more;
  expect(read((await ask("reyes", "GET", "/settings/metrics")).body)).toContain(
    "Counts from 6 Dec, when 28 days are known.",
  );
  await ask("reyes", "POST", "/settings/metrics/refunds/archive", {});
});

test("a metric's events are left out of use with a tick, and count again with a click", async () => {
  const { tenantId } = seed.cast;
  const failed = { ...tickets, label: "Failed calls", event: "API call failed" };
  const leftOut = () => asSystem(db, tenantId, readLeftOut);
  const box = /<input type="checkbox" name="notUse"( checked="")?/;
  const blank = (await ask("reyes", "GET", "/settings/metrics")).body;
  expect(read(blank)).toContain("Leave these events out of use: a ticket or an error is no visit");
  expect(box.exec(blank)?.[1]).toBeUndefined();
  // A look keeps nothing; what was ticked stays ticked.
  const preview = await ask("reyes", "POST", "/settings/metrics", { ...failed, notUse: "on", do: "preview" });
  expect(box.exec(preview.body)?.[1]).toBeDefined();
  expect(await leftOut()).toEqual([]);
  const supplied = {
    ...tickets,
    label: "Churn risk",
    from: "supplied",
    event: "",
    notUse: "on",
    do: "define",
  };
  expect((await ask("reyes", "POST", "/settings/metrics", supplied)).status).toBe(303);
  expect(await leftOut()).toEqual([]);
  expect(
    (await ask("reyes", "POST", "/settings/metrics", { ...failed, notUse: "on", do: "define" })).status,
  ).toBe(303);
  expect(await leftOut()).toEqual(["API call failed"]);

  const list = read((await ask("reyes", "GET", "/settings/metrics")).body);
  expect(list).toContain("“API call failed” is left out of use. Count it as use");
  // Whoever counts the same events once more sees that they are left out already.
  const again = { ...failed, label: "Calls that fail", do: "preview" };
  expect(box.exec((await ask("reyes", "POST", "/settings/metrics", again)).body)?.[1]).toBeDefined();

  const path = "/settings/metrics/event-use";
  for (const who of ["shah", "okafor", "meyer"])
    expect((await ask(who, "POST", path, { eventName: "API call failed", use: "yes" })).status).toBe(404);
  expect(await leftOut()).toEqual(["API call failed"]);
  expect(await ask("reyes", "POST", path, { eventName: "API call failed", use: "yes" })).toMatchObject({
    status: 303,
    location: "/settings/metrics?counted",
  });
  expect(await leftOut()).toEqual([]);
  expect(await ask("reyes", "POST", path, { eventName: "API call failed", use: "no" })).toMatchObject({
    location: "/settings/metrics?left-out",
  });
  const said = read((await ask("reyes", "GET", "/settings/metrics?left-out")).body);
  expect(said).toContain("Left out of use. The days with it are counted and scored again");
  const audit = (await readAudit(db, tenantId)).filter(({ verb }) => / event /.test(verb));
  expect(audit.map(({ verb }) => verb).sort()).toEqual([
    "counted event as use",
    "left event out of use",
    "left event out of use",
  ]);
});
