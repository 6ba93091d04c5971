import type { Hono } from "hono";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { makeTrackingTenant, post, type TrackingTenant } from "../../test/tracking-tenant.ts";
import { readMetricDays, readMetrics, setScoredMetrics } from "../db/metrics/metrics.ts";
import { bucketsOf } from "../scoring/metrics/metric-buckets.ts";
import { defineMetric } from "../usecases/metrics/define-metric.ts";
import { addMember } from "../usecases/tenants/add-member.ts";
import { trackingRoutes } from "./tracking.ts";

const now = new Date("2026-11-20T07:30:00Z");
let db: TestDb;
let app: Hono;
const faults: unknown[] = [];

beforeAll(async () => {
  db = await openTestDb();
  app = trackingRoutes({ db, now: () => now, onError: (error) => faults.push(error) });
});
afterAll(async () => {
  await db.close();
  expect(faults).toEqual([]);
});

/** A tenant with the account "acme" and four supplied metrics, each named by its kind; "tickets" is counted from events. */
async function makeTenant(): Promise<TrackingTenant> {
  const tenant = await makeTrackingTenant(db, app, { now });
  await tenant.send([{ type: "group", userId: "1", groupId: "acme" }]);
  for (const kind of ["counter", "gauge", "rate", "histogram"])
    await tenant.run((tx) =>
      defineMetric(tx, {
        draft: { name: kind, label: kind, kind, good: "down", source: { from: "supplied" } },
        now,
      }),
    );
  const counted = { from: "event", event: "Ticket" };
  const tickets = { name: "tickets", label: "Tickets", kind: "counter", good: "down", source: counted };
  await tenant.run((tx) => defineMetric(tx, { draft: tickets, now }));
  return tenant;
}

const on = (metric: string, value: object, day = "2026-11-19", account: unknown = "acme") => ({
  metric,
  account,
  day,
  ...value,
});

/** What is stored of a metric of Acme, by day. */
function stored({ run }: TrackingTenant, name: string): Promise<unknown> {
  return run(async (tx) => {
    const account = await tx.db
      .selectFrom("app.account")
      .select("id")
      .where("external_id", "=", "acme")
      .where("tenant_id", "=", tx.tenantId)
      .executeTakeFirstOrThrow();
    const metric = (await readMetrics(tx)).find((one) => one.name === name);
    const days = await readMetricDays(tx, account.id, "2026-01-01", "2026-12-31");
    return Object.fromEntries(
      (days.get(metric?.id ?? "") ?? []).map(({ day, value, denominator, buckets }) => [
        day,
        buckets ?? (denominator === null ? value : [value, denominator]),
      ]),
    );
  });
}

describe("POST /v1/metrics", () => {
  test("stores a value of each kind; sent again it changes nothing, sent anew it replaces its day's", async () => {
    const tenant = await makeTenant();
    const batch = [
      on("counter", { value: 3 }),
      on("gauge", { value: -12.5 }),
      on("rate", { numerator: 3, denominator: 40 }),
      on("histogram", { values: [120, 80.5, 0] }),
    ];
    for (let times = 0; times < 2; times++) {
      const answer = await tenant.send({ batch }, "/metrics");
      expect(answer).toEqual({ status: 200, body: { success: true, accepted: 4, rejected: [] } });
      expect(await stored(tenant, "counter")).toEqual({ "2026-11-19": 3 });
      expect(await stored(tenant, "gauge")).toEqual({ "2026-11-19": -12.5 });
      expect(await stored(tenant, "rate")).toEqual({ "2026-11-19": [3, 40] });
      expect(await stored(tenant, "histogram")).toEqual({ "2026-11-19": bucketsOf([120, 80.5, 0]) });
    }
    await tenant.send({ batch: [on("counter", { value: 1 }), on("counter", { value: 7 })] }, "/metrics");
    expect(await stored(tenant, "counter")).toEqual({ "2026-11-19": 7 });
  });

  test("says of each bad row what is wrong, by its position, and keeps the rest", async () => {
    const tenant = await makeTenant();
    const batch = [
      on("counter", { value: 3 }),
      "three",
      on("counter", { value: "3" }),
      on("counter", { value: 3 }, "2026-02-30"),
      on("counter", {}),
      on("counter", { value: 1, values: [1] }),
      on("rate", { numerator: 1 }),
      on("histogram", { values: [-1] }),
      on("csat", { value: 3 }),
      on("tickets", { value: 3 }),
      on("counter", { value: 3 }, "2026-11-19", "globex"),
      on("counter", { value: 3 }, "2026-11-21"),
      on("rate", { value: 3 }),
      on("gauge", { value: 3 }, "2026-11-20"),
    ];
    const { status, body } = await tenant.send({ batch }, "/metrics");
    expect({ status, accepted: body.accepted }).toEqual({ status: 200, accepted: 2 });
    const rejected = body.rejected as { index: number; code: string; message: string }[];
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, "not-an-object"],
      [2, "bad-field"],
      [3, "bad-field"],
      [4, "bad-field"],
      [5, "bad-field"],
      [6, "bad-field"],
      [7, "bad-field"],
      [8, "unknown-metric"],
      [9, "counted-metric"],
      [10, "unknown-account"],
      [11, "in-future"],
      [12, "wrong-kind"],
    ]);
    expect(rejected.map(({ message }) => message)).toEqual([
      "A value must be an object.",
      "“value” must be a number, not “3”.",
      "“day” must be a day such as 2026-11-18, from 1970-01-02 to 2099-12-31, not “2026-02-30”.",
      expect.stringContaining("one of the three"),
      expect.stringContaining("one of the three"),
      expect.stringContaining("one of the three"),
      "“values” must not be below 0.",
      "There is no metric “csat”; define it first.",
      "“tickets” is counted from events; values cannot be sent for it.",
      "There is no account “globex”.",
      "2026-11-21 has not begun yet where the tenant is.",
      expect.stringContaining("“rate” is of a kind that takes other values"),
    ]);
  });

  test("takes no share of more than all, or of less than nothing; a rate with a unit of its own is no share", async () => {
    const tenant = await makeTenant();
    const draft = {
      name: "spend",
      label: "Spend",
      unit: "€",
      kind: "rate",
      good: "up",
      source: { from: "supplied" },
    };
    await tenant.run((tx) => defineMetric(tx, { draft, now }));
    const terms = [
      [50, 10],
      [5, 0],
      [-1, 10],
      [0, 0],
      [10, 10],
    ] as const;
    const batch = ["rate", "spend"].flatMap((metric) =>
      terms.map(([numerator, denominator], at) => on(metric, { numerator, denominator }, `2026-11-1${at}`)),
    );
    const { body } = await tenant.send({ batch }, "/metrics");
    const message = (terms: string) =>
      `“rate” is a share: its numerator must be from 0 to its denominator, not ${terms}. A rate that is no share has a unit of its own.`;
    expect(body).toEqual({
      success: true,
      accepted: 7,
      rejected: ["50 of 10", "5 of 0", "-1 of 10"].map((terms, index) => ({
        index,
        code: "not-a-share",
        message: message(terms),
      })),
    });
    expect(await stored(tenant, "rate")).toEqual({ "2026-11-13": [0, 0], "2026-11-14": [10, 10] });
    expect(Object.keys((await stored(tenant, "spend")) as object)).toHaveLength(5);
  });

  test("takes no histogram without a value, and its coverage stays", async () => {
    const tenant = await makeTenant();
    const { body } = await tenant.send({ batch: [on("histogram", { values: [] })] }, "/metrics");
    expect(body).toMatchObject({
      accepted: 0,
      rejected: [{ code: "bad-field", message: "“values” must have a number." }],
    });
    const metric = (await tenant.run(readMetrics)).find(({ name }) => name === "histogram");
    expect(metric?.coverage).toEqual({ from: null, to: null });
  });

  test("covers days as far as values came, or as the feed says", async () => {
    const tenant = await makeTenant();
    const coverage = () =>
      tenant.run(async (tx) => (await readMetrics(tx)).find(({ name }) => name === "counter")?.coverage);
    expect(await coverage()).toEqual({ from: null, to: null });
    await tenant.send({ batch: [on("counter", { value: 2 }, "2026-11-10")] }, "/metrics");
    expect(await coverage()).toEqual({ from: "2026-11-10", to: "2026-11-10" });
    await tenant.send({ batch: [], covered: [{ metric: "counter", to: "2026-11-18" }] }, "/metrics");
    expect(await coverage()).toEqual({ from: "2026-11-10", to: "2026-11-18" });
    const late = {
      batch: [on("counter", { value: 2 }, "2026-11-02")],
      covered: [{ metric: "counter", to: "2026-11-20" }],
    };
    await tenant.send(late, "/metrics");
    expect(await coverage()).toEqual({ from: "2026-11-02", to: "2026-11-20" });
  });

  test("says of each day that is said to be covered whether it was taken", async () => {
    const tenant = await makeTenant();
    const { body } = await tenant.send(
      {
        batch: [on("counter", { value: 2 }, "2026-11-10"), on("nope", { value: 2 })],
        covered: [
          { metric: "nope", to: "2026-11-18" },
          { metric: "counter", to: "2026-11-17" },
          { metric: "gauge", to: "2099-11-19" },
          { metric: "tickets", to: "2026-11-18" },
        ],
      },
      "/metrics",
    );
    expect(body).toEqual({
      success: true,
      accepted: 1,
      rejected: [
        { index: 1, code: "unknown-metric", message: "There is no metric “nope”; define it first." },
        {
          of: "covered",
          index: 0,
          code: "unknown-metric",
          message: "There is no metric “nope”; define it first.",
        },
        {
          of: "covered",
          index: 2,
          code: "in-future",
          message: "2099-11-19 has not begun yet where the tenant is.",
        },
        {
          of: "covered",
          index: 3,
          code: "counted-metric",
          message: "“tickets” is counted from events; values cannot be sent for it.",
        },
      ],
    });
    const metrics = await tenant.run(readMetrics);
    const coverage = (name: string) => metrics.find((one) => one.name === name)?.coverage.to;
    expect([coverage("counter"), coverage("gauge")]).toEqual(["2026-11-17", null]);
    const alone = await tenant.send({ covered: [{ metric: "nope", to: "2026-11-18" }] }, "/metrics");
    expect(alone.body).toMatchObject({ accepted: 0, rejected: [{ of: "covered", code: "unknown-metric" }] });
  });

  test("takes no day that nobody can mean", async () => {
    const tenant = await makeTenant();
    const days = [
      "0001-01-01",
      "1900-01-01",
      "1970-01-01",
      "9999-12-31",
      "2026-02-30",
      "2026-11-19T10:00:00Z",
    ];
    const { body } = await tenant.send(
      { batch: days.map((day) => on("counter", { value: 2 }, day)) },
      "/metrics",
    );
    expect(body).toMatchObject({ accepted: 0 });
    const mustBe = "must be a day such as 2026-11-18, from 1970-01-02 to 2099-12-31";
    expect(body).toMatchObject({
      rejected: days.map((day, index) => ({
        index,
        code: "bad-field",
        message: `“day” ${mustBe}, not “${day}”.`,
      })),
    });
    const covered = [{ metric: "counter", to: "1900-01-01" }];
    expect(await tenant.send({ covered }, "/metrics")).toMatchObject({ status: 400 });
    const facts = ["0001-01-01", "1970-01-01", "9999-12-31"].flatMap((day) => [
      { account: "acme", churned_on: day, seats: 5 },
      { account: "acme", renewal_date: day },
    ]);
    const said = await tenant.send({ batch: facts }, "/facts");
    expect(said.body).toMatchObject({
      accepted: 3,
      rejected: facts.map((fact, index) => ({
        index,
        message:
          "churned_on" in fact
            ? `“churned_on” ${mustBe}, not “${fact.churned_on}”.`
            : `“renewal_date” ${mustBe}, not “${fact.renewal_date}”.`,
      })),
    });
  });

  test("a name is changed, never taken away", async () => {
    const tenant = await makeTenant();
    const { body } = await tenant.send({ batch: [{ account: "acme", name: null }] }, "/facts");
    expect(body).toEqual({
      success: true,
      accepted: 0,
      rejected: [{ index: 0, code: "bad-field", message: "“name” can't be taken away: send another one." }],
    });
  });

  test("scores accounts again only where a scoring model uses the metric", async () => {
    const tenant = await makeTenant();
    const due = () =>
      tenant.run(async (tx) => {
        const rows = await tx.db
          .selectFrom("app.rescore_due")
          .select("from_day")
          .where("tenant_id", "=", tx.tenantId)
          .execute();
        return rows.map((row) => row.from_day);
      });
    await tenant.send({ batch: [on("gauge", { value: 1 }, "2026-11-12")] }, "/metrics");
    expect(await due()).toEqual([]);
    await tenant.run((tx) => setScoredMetrics(tx, ["gauge"]));
    await tenant.send({ batch: [on("gauge", { value: 1 }, "2026-11-12")] }, "/metrics");
    expect(await due()).toEqual([]);
    await tenant.send({ batch: [on("gauge", { value: 2 }, "2026-11-12")] }, "/metrics");
    expect(await due()).toEqual(["2026-11-12"]);
  });

  test("scores every account again when a late feed comes, as each was scored with the last window known", async () => {
    const tenant = await makeTenant();
    const due = () =>
      tenant.run(async (tx) => {
        await tx.db.updateTable("app.account").set({ first_day: "2026-10-01" }).execute();
        const rows = await tx.db
          .deleteFrom("app.rescore_due")
          .returning(["account_id", "from_day"])
          .execute();
        return rows.map((row) => row.from_day);
      });
    await tenant.send([{ type: "group", userId: "2", groupId: "borealis" }]);
    const accounts = (await tenant.run((tx) => tx.db.selectFrom("app.account").select("id").execute()))
      .length;
    expect(accounts).toBeGreaterThan(1);
    for (const metric of ["gauge", "counter"]) {
      await tenant.send({ batch: [on(metric, { value: 1 }, "2026-11-12")] }, "/metrics");
      await tenant.run((tx) => setScoredMetrics(tx, [metric]));
      await due();
      await tenant.send({ batch: [on(metric, { value: 1 }, "2026-11-14")] }, "/metrics");
      expect(await due()).toEqual(Array(accounts).fill("2026-11-13"));
    }
  });

  test("leaves an audit row with its source, and belongs to its key's tenant alone", async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    await tenant.send({ batch: [on("counter", { value: 3 }), on("csat", { value: 3 })] }, "/metrics");
    const rows = (of: TrackingTenant) =>
      of.run((tx) =>
        tx.db
          .selectFrom("app.audit_log")
          .select(["actor", "surface", "detail"])
          .where("tenant_id", "=", tx.tenantId)
          .where("verb", "=", "supplied metrics")
          .execute(),
      );
    expect(await rows(tenant)).toEqual([
      {
        actor: "source",
        surface: "api",
        detail: { sourceId: expect.any(String), rows: 2, refused: 1, metrics: ["counter", "csat"] },
      },
    ]);
    expect(await rows(other)).toEqual([]);
    expect(await stored(other, "counter")).toEqual({});
  });

  test("refuses a request that is wrong as a whole", async () => {
    const { send } = await makeTenant();
    expect((await post(app, "/metrics", "bw_nobody", "{}")).status).toBe(401);
    expect((await post(app, "/facts", `bw_${"0".repeat(32)}`, '{"batch":[]}')).status).toBe(401);
    for (const body of [{}, { batch: 7 }, []])
      expect(await send(body, "/metrics")).toMatchObject({
        status: 400,
        body: { success: false, code: "bad-input", ...(Array.isArray(body) ? {} : { field: "batch" }) },
      });
    expect(await send({}, "/facts")).toMatchObject({ status: 400, body: { field: "batch" } });
    expect(await send({ covered: [{ metric: "x" }] }, "/metrics")).toMatchObject({ status: 400 });
    const many = Array.from({ length: 5_001 }, () => 0);
    expect(await send({ batch: many }, "/metrics")).toMatchObject({
      status: 413,
      body: { code: "too-large" },
    });
  });
});

describe("facts of accounts", () => {
  const facts = ({ run }: TrackingTenant) =>
    run((tx) =>
      tx.db
        .selectFrom("app.account")
        .select([
          "name",
          "plan",
          "contract_value",
          "currency",
          "renewal_on",
          "seats",
          "stage",
          "churned_on",
          "owner_id",
        ])
        .where("tenant_id", "=", tx.tenantId)
        .where("external_id", "=", "acme")
        .executeTakeFirstOrThrow(),
    );
  const changes = ({ run }: TrackingTenant) =>
    run(async (tx) => {
      const { rows } = await sql<{ changes: unknown }>`
        select detail -> 'changes' as changes from app.audit_log
         where tenant_id = ${tx.tenantId} and verb = 'described account' order by ctid`.execute(tx.db);
      return rows.map((row) => row.changes);
    });

  test("come by POST /v1/facts: bad values are refused with a reason, the rest is kept, changes are audited", async () => {
    const tenant = await makeTenant();
    const { memberId } = await tenant.run((tx) =>
      addMember(tx, {
        email: "priya@orrery.example",
        name: "Priya",
        role: "manager",
        zone: "Europe/Berlin",
        now,
      }),
    );
    const before = (await changes(tenant)).length;
    const batch = [
      {
        account: "acme",
        contract_value: 42_000,
        currency: "eur",
        renewal_date: "12.01.2027",
        seats: "2.5",
        stage: "live",
        owner: "priya@orrery.example",
      },
      { account: "globex", seats: 3 },
      { account: "acme", seats: 25, owner: "nobody@orrery.example" },
      { seats: 3 },
    ];
    expect(await tenant.send({ batch }, "/facts")).toEqual({
      status: 200,
      body: {
        success: true,
        accepted: 2,
        rejected: [
          {
            index: 0,
            code: "bad-field",
            message:
              "“renewal_date” must be a day such as 2026-11-18, from 1970-01-02 to 2099-12-31, not “12.01.2027”.",
          },
          { index: 0, code: "bad-field", message: "“seats” must be a whole number of seats, not “2.5”." },
          { index: 1, code: "unknown-account", message: "There is no account “globex”." },
          {
            index: 2,
            code: "unknown-owner",
            message: "Nobody of yours has the address nobody@orrery.example; the owner stays as it is.",
          },
          { index: 3, code: "bad-field", message: "“account” must be the account's id at the source." },
        ],
      },
    });
    expect(await facts(tenant)).toEqual({
      name: "acme",
      plan: null,
      contract_value: 42_000,
      currency: "EUR",
      renewal_on: null,
      seats: 25,
      stage: "live",
      churned_on: null,
      owner_id: memberId,
    });
    expect((await changes(tenant)).slice(before)).toEqual([
      {
        value: [null, 42_000],
        currency: [null, "EUR"],
        seats: [null, 25],
        stage: [null, "live"],
        owner: [null, memberId],
      },
    ]);
    await tenant.send({ batch: [{ account: "acme", seats: 25, stage: null }] }, "/facts");
    expect(await facts(tenant)).toMatchObject({ seats: 25, stage: null });
    expect((await changes(tenant)).at(-1)).toEqual({ stage: ["live", null] });
  });

  test("of which nothing is left, or nothing is said, are not accepted", async () => {
    const tenant = await makeTenant();
    const batch = [
      { account: "acme", owner: "nobody@orrery.example" },
      { account: "acme", owner: "nobody@orrery.example", seats: "many" },
      { account: "acme", renewl: "2027-01-12" },
      { account: "acme", mrr: "a lot" },
      { account: "acme", seats: "" },
    ];
    const { body } = await tenant.send({ batch }, "/facts");
    const nobody = "Nobody of yours has the address nobody@orrery.example; the owner stays as it is.";
    expect(body).toMatchObject({
      accepted: 0,
      rejected: [
        { index: 0, message: nobody },
        { index: 1, message: "“seats” must be a whole number of seats, not “many”." },
        { index: 1, message: nobody },
        {
          index: 2,
          message: expect.stringContaining(
            "It says nothing of the account. Facts are: name, plan, contract_value,",
          ),
        },
        { index: 3, message: "“mrr” must be an amount of a month, such as 1000 or 1000.50, not “a lot”." },
      ],
    });
  });

  test("come by group as well; what cannot be read is said, and null says that they are a customer again", async () => {
    const tenant = await makeTenant();
    const group = (traits: object) => ({ type: "group", userId: "1", groupId: "acme", traits });
    const sent = await tenant.send([
      { type: "track", userId: "1", event: "Board" },
      group({ plan: "Team", seats: 12, churned_on: "2026-11-03", currency: "euro" }),
    ]);
    expect(sent.body).toMatchObject({
      accepted: 2,
      refusedFacts: [
        {
          index: 1,
          fact: "currency",
          field: "currency",
          reason: "must be a currency of three letters, such as EUR, not “euro”",
        },
      ],
    });
    expect(await facts(tenant)).toMatchObject({ plan: "Team", seats: 12, churned_on: "2026-11-03" });
    await tenant.send([group({ plan: null, churned_on: null })]);
    expect(await facts(tenant)).toMatchObject({ plan: "Team", churned_on: null });
  });
});
