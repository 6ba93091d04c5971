import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addAccount, as, asSystem, type Cast, makeCast, now } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { newId } from "../../ids.ts";
import { addDays, eachDay } from "../../scoring/days.ts";
import { bucketsOf } from "../../scoring/metrics/metric-buckets.ts";
import { metricKinds, windowEnd, windowValue } from "../../scoring/metrics/metrics.ts";
import type { Day } from "../../scoring/types.ts";
import { archiveMetric, defineMetric } from "../../usecases/metrics/define-metric.ts";
import { rollUpUsage } from "../../usecases/usage/roll-up-usage.ts";
import { rescoreLateMetrics } from "../scores/rescore.ts";
import { ensureEventMonths } from "../usage/events.ts";
import { type TenantTx, withTenant } from "../with-tenant.ts";
import { readMetricDays, readMetrics, readMetricWindows, setScoredMetrics } from "./metrics.ts";

let db: TestDb;
let cast: Cast;
let acme: string;
let vela: string;
let count = 0;

beforeAll(async () => {
  db = await openTestDb();
});
afterAll(() => db.close());
beforeEach(async () => {
  cast = await makeCast(db, `orrery-${++count}`);
  acme = await addAccount(db, cast.tenantId, { name: "Acme", ownerId: cast.priya, score: 80 });
  vela = await addAccount(db, cast.tenantId, { name: "Vela", ownerId: cast.jonas, score: 70 });
  await run((tx) => ensureEventMonths(tx, "2026-08-01", "2026-11-30"));
});

const run = <T>(work: (tx: TenantTx) => Promise<T>) => asSystem(db, cast.tenantId, work);

interface Sent {
  readonly account?: string;
  readonly at: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly name?: string;
}

/** Stores events and marks their days, as ingest does. */
async function send(events: readonly Sent[]): Promise<void> {
  await run(async (tx) => {
    for (const { account = acme, at, properties, name = "Ticket" } of events) {
      await sql`insert into app.event (tenant_id, at, id, account_id, user_key, kind, name, received_at, properties)
        values (${tx.tenantId}, ${at}::timestamptz, ${newId()}, ${account}, 'u:1', 'track', ${name}, ${now}, ${JSON.stringify(properties ?? {})}::jsonb)`.execute(
        tx.db,
      );
      await sql`insert into app.rollup_due (tenant_id, day, account_ids, marked_at)
        values (${tx.tenantId}, app.day_in(${at}::timestamptz, 'Europe/Berlin'), array[${account}::uuid], ${now})`.execute(
        tx.db,
      );
    }
  });
}

async function rollUp(): Promise<void> {
  for (let more = true; more; ) more = (await run((tx) => rollUpUsage(tx, { now }))).more;
}

async function define(draft: Record<string, unknown>): Promise<void> {
  const whole = { label: "Something", kind: "counter", good: "down", ...draft };
  await run((tx) => defineMetric(tx, { draft: whole, now }));
}

/** What is stored of a metric of an account, by day. */
async function daysOf(name: string, account = acme): Promise<Record<Day, unknown>> {
  return run(async (tx) => {
    const metric = (await readMetrics(tx)).find((known) => known.name === name);
    const days = (await readMetricDays(tx, account, "2026-01-01", "2026-12-31")).get(metric?.id ?? "") ?? [];
    return Object.fromEntries(
      days.map(({ day, value, denominator, buckets }) => [
        day,
        buckets ?? (denominator === null ? value : [value, denominator]),
      ]),
    );
  });
}

describe("a metric that is counted from events", () => {
  const urgent = { property: "priority", op: "is", value: "urgent" };
  const events: Sent[] = [
    { at: "2026-11-10T09:00:00Z", properties: { priority: "urgent", ms: 120, plan: 3 } },
    { at: "2026-11-10T10:00:00Z", properties: { priority: "low", ms: "80.5", plan: 2 } },
    // In Berlin it is the 12th.
    { at: "2026-11-11T23:30:00Z", properties: { priority: "urgent", ms: 40, plan: 9 } },
    { at: "2026-11-12T08:00:00Z", properties: { priority: "urgent", ms: "soon" } },
    { at: "2026-11-12T08:00:00Z", name: "Something else", properties: { priority: "urgent", ms: 1 } },
    { at: "2026-11-12T08:00:00Z", account: undefined as never, properties: {} },
  ];

  beforeEach(async () => {
    await define({ name: "tickets", source: { from: "event", event: "Ticket" } });
    await define({ name: "urgent", source: { from: "event", event: "Ticket", filter: [urgent] } });
    await define({ name: "spend", source: { from: "event", event: "Ticket", value: "ms" } });
    await define({ name: "plan", kind: "gauge", source: { from: "event", event: "Ticket", value: "plan" } });
    await define({
      name: "share",
      kind: "rate",
      source: { from: "event", event: "Ticket", share: [urgent] },
    });
    await define({
      name: "latency",
      kind: "histogram",
      source: {
        from: "event",
        event: "Ticket",
        value: "ms",
        filter: [{ property: "ms", op: "at-least", value: "50" }],
      },
    });
  });

  async function expectCounted(): Promise<void> {
    expect(await daysOf("tickets")).toEqual({ "2026-11-10": 2, "2026-11-12": 3 });
    expect(await daysOf("urgent")).toEqual({ "2026-11-10": 1, "2026-11-12": 2 });
    expect(await daysOf("spend")).toEqual({ "2026-11-10": 200.5, "2026-11-12": 40 });
    expect(await daysOf("plan")).toEqual({ "2026-11-10": 2, "2026-11-12": 9 });
    expect(await daysOf("share")).toEqual({ "2026-11-10": [1, 2], "2026-11-12": [2, 3] });
    expect(await daysOf("latency")).toEqual({ "2026-11-10": bucketsOf([120, 80.5]) });
  }

  test("counts days of the tenant's zone by kind, with its filter", async () => {
    await send(events);
    await rollUp();
    await expectCounted();
    expect(await daysOf("tickets", vela)).toEqual({});
  });

  test("gives the same whatever the order and the batches in which events come, and when they are rolled up", async () => {
    await rollUp();
    for (const event of events.toReversed()) {
      await send([event]);
      await rollUp();
    }
    await rollUp();
    await expectCounted();
  });

  test("counts exactly the days again that late events touch", async () => {
    await send(events);
    await rollUp();
    // A value that no event explains would be counted away.
    await run((tx) =>
      tx.db
        .updateTable("app.metric_day")
        .set({ value: 777 })
        .where("tenant_id", "=", cast.tenantId)
        .where("day", "=", "2026-11-12")
        .execute(),
    );
    await send([{ at: "2026-11-10T07:00:00Z", properties: { priority: "low" } }]);
    await rollUp();
    expect(await daysOf("tickets")).toEqual({ "2026-11-10": 3, "2026-11-12": 777 });
    await send([{ at: "2026-11-12T07:00:00Z", properties: {} }]);
    await rollUp();
    expect(await daysOf("tickets")).toEqual({ "2026-11-10": 3, "2026-11-12": 4 });
  });

  test("that is defined today is counted over the stored history, month by month", async () => {
    await send([...events, { at: "2026-08-31T22:30:00Z" }, { at: "2026-08-02T12:00:00Z" }]);
    await rollUp();
    await define({ name: "late-comer", source: { from: "event", event: "Ticket" } });
    await rollUp();
    expect(await daysOf("late-comer")).toEqual({
      "2026-08-02": 1,
      "2026-09-01": 1,
      "2026-11-10": 2,
      "2026-11-12": 3,
    });
    const [metric] = (await run(readMetrics)).filter(({ name }) => name === "late-comer");
    expect(metric).toMatchObject({ countNext: null, coverage: { from: "2026-08-02", to: null } });
  });

  test("is known from the first event of its name, whatever its properties, and 0 from then on", async () => {
    await define({ name: "rare", source: { from: "event", event: "Ticket", filter: [urgent] } });
    await rollUp();
    await send([
      { at: "2026-09-03T12:00:00Z", account: vela, properties: { priority: "low" } },
      { at: "2026-08-20T12:00:00Z", name: "Something else", properties: { priority: "urgent" } },
      { at: "2026-11-10T12:00:00Z", properties: { priority: "urgent" } },
    ]);
    await rollUp();
    const known = async (name: string) =>
      (await run(readMetrics)).find((metric) => metric.name === name)?.coverage.from;
    expect(await known("rare")).toBe("2026-09-03");
    // The same where it is defined afterwards, and counted over the history.
    await define({ name: "rare-later", source: { from: "event", event: "Ticket", filter: [urgent] } });
    await rollUp();
    expect(await known("rare-later")).toBe("2026-09-03");
    const rare = { metric: "rare", windowDays: 28 };
    const windows = await run((tx) =>
      readMetricWindows(tx, { parts: [rare], from: "2026-09-29", to: "2026-11-19", accountIds: null }),
    );
    expect(windows.at(rare, acme, "2026-09-29")).toBeNull();
    expect(windows.at(rare, acme, "2026-09-30")).toBe(0);
    expect(windows.at(rare, acme, "2026-11-19")).toBe(1);
    // An earlier one that comes late moves it, and has all scored again where a model uses it.
    await run(async (tx) => {
      await tx.db.updateTable("app.account").set({ first_day: "2026-08-01" }).execute();
      await setScoredMetrics(tx, ["rare"]);
      await tx.db.deleteFrom("app.rescore_due").where("tenant_id", "=", tx.tenantId).execute();
    });
    await send([{ at: "2026-08-25T12:00:00Z", account: vela, properties: { priority: "low" } }]);
    await rollUp();
    expect(await known("rare")).toBe("2026-08-25");
    const due = await run((tx) =>
      tx.db
        .selectFrom("app.rescore_due")
        .select(["account_id", "from_day"])
        .where("tenant_id", "=", tx.tenantId)
        .execute(),
    );
    expect(new Map(due.map((row) => [row.account_id, row.from_day]))).toEqual(
      new Map([acme, vela].map((id) => [id, "2026-08-25"])),
    );
  });

  test("that a scoring model uses scores again the accounts whose history it counts", async () => {
    await send([{ at: "2026-09-10T12:00:00Z", properties: { ms: 7 } }]);
    await rollUp();
    await run((tx) => tx.db.deleteFrom("app.rescore_due").where("tenant_id", "=", tx.tenantId).execute());
    await define({
      name: "late-comer",
      kind: "gauge",
      source: { from: "event", event: "Ticket", value: "ms" },
    });
    await run((tx) => setScoredMetrics(tx, ["late-comer"]));
    await rollUp();
    const due = await run((tx) =>
      tx.db
        .selectFrom("app.rescore_due")
        .select(["account_id", "from_day"])
        .where("tenant_id", "=", tx.tenantId)
        .execute(),
    );
    expect(due).toEqual([{ account_id: acme, from_day: "2026-09-10" }]);
  });

  test("is known only up to the day on which a feed stopped: for two weeks what it was then stands", async () => {
    await send(events);
    await rollUp();
    const tickets = { metric: "tickets", windowDays: 3 };
    const read = () =>
      run((tx) =>
        readMetricWindows(tx, { parts: [tickets], from: "2026-11-12", to: "2026-11-29", accountIds: null }),
      );
    expect((await read()).at(tickets, acme, "2026-11-17")).toBe(0);
    await run((tx) =>
      sql`insert into app.feed_outage (tenant_id, id, started_at, found_at, figures)
          values (${tx.tenantId}, ${newId()}, '2026-11-15T10:00:00Z', '2026-11-15T12:00:00Z', '{}')`.execute(
        tx.db,
      ),
    );
    const windows = await read();
    expect(windows.at(tickets, acme, "2026-11-14")).toBe(3);
    expect(windows.at(tickets, acme, "2026-11-15")).toBe(3);
    expect(windows.at(tickets, acme, "2026-11-28")).toBe(3);
    expect(windows.at(tickets, acme, "2026-11-29")).toBeNull();
  });

  test("that a model uses has all accounts scored again from the day on which an outage began", async () => {
    await run((tx) => tx.db.updateTable("app.account").set({ first_day: "2026-10-01" }).execute());
    const outage = newId();
    await run((tx) =>
      sql`insert into app.feed_outage (tenant_id, id, started_at, found_at, figures)
          values (${tx.tenantId}, ${outage}, '2026-11-15T10:00:00Z', '2026-11-16T12:00:00Z', '{}')`.execute(
        tx.db,
      ),
    );
    const due = () =>
      run(async (tx) => {
        await tx.db.deleteFrom("app.rescore_due").where("tenant_id", "=", tx.tenantId).execute();
        await rescoreLateMetrics(tx, outage);
        const rows = await tx.db.selectFrom("app.rescore_due").select(["account_id", "from_day"]).execute();
        return new Map(rows.map((row) => [row.account_id, row.from_day]));
      });
    expect(await due()).toEqual(new Map());
    await run((tx) => setScoredMetrics(tx, ["tickets"]));
    expect(await due()).toEqual(new Map([acme, vela].map((id) => [id, "2026-11-15"])));
  });

  test("is no longer counted once it is archived, and its name is free", async () => {
    await run((tx) => archiveMetric(tx, { name: "tickets", now }));
    await send(events);
    await rollUp();
    await define({ name: "tickets", kind: "gauge", source: { from: "supplied" } });
    expect(await daysOf("tickets")).toEqual({});
    await expect(define({ name: "tickets", source: { from: "supplied" } })).rejects.toThrow(
      "There is a metric “tickets” already",
    );
  });
});

describe("windows", () => {
  test("of all accounts and days agree with the pure rule", async () => {
    const from = "2026-10-20";
    const to = "2026-11-19";
    for (const kind of metricKinds) await define({ name: kind, kind, source: { from: "supplied" } });
    const metrics = await run(readMetrics);
    const row = fc.record({
      account: fc.constantFrom(acme, vela),
      day: fc.integer({ min: -40, max: 30 }).map((offset) => addDays(from, offset)),
      value: fc.integer({ min: -5_000, max: 900_000 }).map((cents) => cents / 100),
      denominator: fc.nat({ max: 90 }),
      values: fc.array(fc.nat({ max: 5_000 }), { maxLength: 5 }),
    });
    const rows = fc.uniqueArray(row, { selector: (one) => `${one.account} ${one.day}`, maxLength: 30 });
    const someDay = fc.option(
      fc.integer({ min: -40, max: 30 }).map((offset) => addDays(from, offset)),
      { nil: null },
    );
    await fc.assert(
      fc.asyncProperty(rows, someDay, someDay, async (given, first, last) => {
        await run(async (tx) => {
          await sql`delete from app.metric_day where tenant_id = ${tx.tenantId}`.execute(tx.db);
          await sql`update app.metric set covered_from = ${first}, covered_to = ${last} where tenant_id = ${tx.tenantId}`.execute(
            tx.db,
          );
          const written = given.flatMap((one) =>
            metrics.map((metric) => ({
              tenant_id: tx.tenantId,
              metric_id: metric.id,
              day: one.day,
              account_id: one.account,
              value: metric.kind === "histogram" ? null : one.value,
              denominator: metric.kind === "rate" ? one.denominator : null,
              buckets: metric.kind === "histogram" ? JSON.stringify(bucketsOf(one.values)) : null,
            })),
          );
          if (written.length > 0) await tx.db.insertInto("app.metric_day").values(written).execute();
          const parts = metrics.flatMap(({ name }) =>
            [1, 7, 28].map((windowDays) => ({ metric: name, windowDays })),
          );
          const windows = await readMetricWindows(tx, { parts, from, to, accountIds: null });
          for (const part of parts) {
            const rule = metrics.find(({ name }) => name === part.metric);
            if (!rule) throw new Error("unreachable");
            for (const account of [acme, vela]) {
              const days = given
                .filter((one) => one.account === account)
                .map((one) => ({ ...one, buckets: bucketsOf(one.values) }));
              const coverage = { from: first, to: last };
              for (const day of eachDay(from, to)) {
                const end = windowEnd(coverage, day);
                const expected = windowValue(rule, coverage, days, addDays(end, 1 - part.windowDays), end);
                expect(windows.at(part, account, day)).toBe(expected);
              }
            }
          }
        });
      }),
      { numRuns: 12 },
    );
  });

  test("are read under the reader's rights, and only of the accounts that are asked for", async () => {
    await define({ name: "nps", kind: "gauge", source: { from: "supplied" } });
    await run(async (tx) => {
      const [metric] = await readMetrics(tx);
      for (const account of [acme, vela]) {
        await sql`insert into app.metric_day (tenant_id, metric_id, day, account_id, value)
          values (${tx.tenantId}, ${metric?.id}, '2026-11-19', ${account}, 42)`.execute(tx.db);
      }
    });
    const nps = { metric: "nps", windowDays: 28 };
    const ask = (accountIds: readonly string[] | null) => (tx: TenantTx) =>
      readMetricWindows(tx, { parts: [nps], from: "2026-11-19", to: "2026-11-19", accountIds });
    const both = async (
      work: Promise<{ at(part: typeof nps, account: string, day: Day): number | null }>,
    ) => {
      const windows = await work;
      return [acme, vela].map((account) => windows.at(nps, account, "2026-11-19"));
    };
    expect(await both(run(ask(null)))).toEqual([42, 42]);
    expect(await both(run(ask([vela])))).toEqual([null, 42]);
    expect(await both(withTenant(db, as(cast.tenantId, cast.priya), ask(null)))).toEqual([42, null]);
    expect(await both(withTenant(db, as(cast.tenantId, cast.meyer), ask(null)))).toEqual([null, null]);
    const other = { metric: "csat", windowDays: 28 };
    expect((await run(ask(null))).at(other, acme, "2026-11-19")).toBeNull();
  });
});
