import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { as, asSystem, readAudit } from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { systemContext } from "../../context.ts";
import { ensureEventMonths } from "../../db/usage/events.ts";
import { ensureAccounts, storeImported } from "../../db/usage/imports.ts";
import { readLeftOut } from "../../db/usage/left-out-events.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { addDays, eachDay, weekdayOf } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { defineMetric } from "../metrics/define-metric.ts";
import { runPass } from "../scoring/run-pass.ts";
import { addMember } from "../tenants/add-member.ts";
import { createTenant } from "../tenants/create-tenant.ts";
import { listEvents, setEventUse } from "./event-use.ts";
import { importEvents } from "./import-events.ts";
import { rollUpUsage } from "./roll-up-usage.ts";

const zone = "Europe/Berlin";
const ticket = "Ticket opened";
const today: Day = "2026-11-20";
const now = new Date("2026-11-20T11:00:00Z");

let db: TestDb;
let owner: Owner;
let folder: string;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  folder = await mkdtemp(join(tmpdir(), "bellwether-event-use-"));
});
afterAll(async () => {
  await owner.close();
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

interface Sent {
  readonly account: string;
  readonly day: Day;
  readonly user?: string;
  readonly name?: string;
}

let count = 0;
async function makeTenant() {
  const slug = `event-use-${++count}`;
  const made = { slug, name: slug, zone, kind: "b2b", demo: false, now, requestId: "test" } as const;
  const { tenantId } = await createTenant(db, made);
  const run = <T>(work: Parameters<typeof asSystem<T>>[2]) => asSystem(db, tenantId, work);
  return {
    tenantId,
    run,
    send: (events: readonly Sent[]) =>
      run(async (tx) => {
        await ensureEventMonths(tx, "2026-01-01", today);
        const ids = await ensureAccounts(tx, [...new Set(events.map(({ account }) => account))], now);
        const columns = {
          ids: events.map(() => newId()),
          accountIds: events.map(({ account }) => ids.get(account) ?? ""),
          userKeys: events.map(({ user = "1" }) => `u:${user}`),
          names: events.map(({ name = "Board" }) => name),
          times: events.map(({ day }) => `${day}T09:00:00Z`),
        };
        await storeImported(tx, columns, zone, now);
      }),
    set: (isUse: boolean, name = ticket) => run((tx) => setEventUse(tx, { name, isUse, now })),
    pass: (at = now) => runPass(db, tenantId, { now: at, requestId: "test", full: false }),
    rollUp: async () => {
      for (let more = true; more; ) more = (await run((tx) => rollUpUsage(tx, { now }))).more;
    },
    defineTickets: () =>
      run((tx) =>
        defineMetric(tx, {
          draft: {
            name: "tickets",
            label: "Tickets",
            kind: "counter",
            good: "down",
            source: { from: "event", event: ticket },
          },
          now,
        }),
      ),
  };
}
type Tenant = Awaited<ReturnType<typeof makeTenant>>;

/** Everything that is counted and scored of a tenant, by the names of its accounts. */
async function figuresOf({ tenantId }: Pick<Tenant, "tenantId">) {
  const rows = (columns: string, table: string) =>
    owner.rows(
      `select a.external_id as account, ${columns} from app.${table} t
         join app.account a on a.tenant_id = t.tenant_id and a.id = t.account_id where t.tenant_id = $1 order by 1, 2, 3, 4`,
      [tenantId],
    );
  const scored =
    "score, t.recent, t.habit, t.trend, t.people, t.band, t.actual, t.expected, t.users28, t.silent_days";
  return {
    users: await rows("t.day::text, t.user_key, t.events", "user_day"),
    features: await rows("t.day::text, t.feature, t.user_days", "feature_day"),
    days: await rows("t.day::text, t.user_days, t.events", "account_day"),
    people: await rows("t.user_key, t.last_day::text, t.unsure", "account_user"),
    scores: await rows(`t.day::text, t.recent_sum, t.habit_sum, t.base, t.base_days, ${scored}`, "score"),
    latest: await rows(
      `t.day::text, t.age_days, t.today::text, t.today_score, t.today_users, t.score_7d, t.score_28d, ${scored}`,
      "score_latest",
    ),
    spans: await owner.rows(
      "select external_id as account, first_day::text, last_day::text from app.account where tenant_id = $1 order by 1",
      [tenantId],
    ),
  };
}

const ticketDays = ({ tenantId }: Tenant, account: string) =>
  owner.rows(
    `select d.day::text, d.value from app.metric_day d join app.account a on a.tenant_id = d.tenant_id and a.id = d.account_id
      where d.tenant_id = $1 and a.external_id = $2 order by 1`,
    [tenantId, account],
  );

const openAlerts = ({ tenantId }: Tenant) =>
  owner.rows(
    `select a.external_id as account, x.kind, x.opened_day::text as since from app.alert x join app.account a on a.tenant_id = x.tenant_id and a.id = x.account_id
      where x.tenant_id = $1 and x.state = 'open' order by 1, 2`,
    [tenantId],
  );

const workdays = (from: Day, to: Day) => [...eachDay(from, to)].filter((day) => weekdayOf(day) < 6);

/** Acme: three users at work until 5 October, silent since. Vela is well, and used today. */
const use: Sent[] = [
  ...workdays("2026-03-02", "2026-10-05").flatMap((day) =>
    ["1", "2", "3"].map((user) => ({ account: "acme", day, user })),
  ),
  ...workdays("2026-03-02", today).flatMap((day) =>
    ["7", "8"].map((user) => ({ account: "vela", day, user })),
  ),
];
/** Acme complains, also today; Vela before it was used at all; Orbis did nothing else, ever. */
const tickets: Sent[] = [
  ...["2026-10-21", "2026-11-16", "2026-11-19", today].flatMap((day) => [
    { account: "acme", day, user: "1", name: ticket },
    { account: "acme", day, user: "support", name: ticket },
  ]),
  ...["2026-02-10", "2026-11-18"].map((day) => ({ account: "vela", day, user: "7", name: ticket })),
  ...workdays("2026-03-02", "2026-09-25").flatMap((day) =>
    ["4", "5", "6"].map((user) => ({ account: "orbis", day, user, name: ticket })),
  ),
];

/** The tenant to which tickets never came, with Orbis as an account that was named. */
async function withoutTickets(): Promise<Tenant> {
  const tenant = await makeTenant();
  await tenant.run((tx) => ensureAccounts(tx, ["orbis"], now));
  await tenant.send(use);
  await tenant.pass();
  return tenant;
}

describe("an event that is left out of use", () => {
  test("leaves a silent account silent: score, people, features and alerts are those of an account without it", async () => {
    const never = await withoutTickets();
    const tenant = await makeTenant();
    await tenant.set(false);
    await tenant.defineTickets();
    await tenant.send([...use, ...tickets]);
    await tenant.pass();
    const figures = await figuresOf(never);
    expect(figures.latest.find(({ account }) => account === "acme")).toMatchObject({
      silent_days: 45,
      today: null,
      users28: 0,
    });
    expect(await figuresOf(tenant)).toEqual(figures);
    expect(await openAlerts(tenant)).toEqual(await openAlerts(never));
    expect(await openAlerts(tenant)).toContainEqual({
      account: "acme",
      kind: "silence",
      since: "2026-10-26",
    });
    expect(await ticketDays(tenant, "acme")).toEqual(
      ["2026-10-21", "2026-11-16", "2026-11-19", today].map((day) => ({ day, value: 2 })),
    );
    expect(await ticketDays(tenant, "orbis")).toHaveLength(150);
  });

  test("is passed over when it comes late, or today, and withdraws no alert", async () => {
    const tenant = await withoutTickets();
    const before = await figuresOf(tenant);
    const alerts = await openAlerts(tenant);
    await tenant.defineTickets();
    await tenant.set(false);
    for (const late of Map.groupBy(tickets, ({ account, day }) => account + day.slice(0, 7)).values()) {
      await tenant.send(late);
      await tenant.pass();
    }
    expect(await figuresOf(tenant)).toEqual(before);
    expect(await openAlerts(tenant)).toEqual(alerts);
    expect(await ticketDays(tenant, "vela")).toEqual([
      { day: "2026-02-10", value: 1 },
      { day: "2026-11-18", value: 1 },
    ]);
  });

  test("is passed over when a file brings it", async () => {
    const tenant = await makeTenant();
    await tenant.set(false);
    await tenant.defineTickets();
    const path = join(folder, "use.csv");
    const rows = ["2026-11-02,Board", `2026-11-03,${ticket}`, "2026-11-04,Board", `2026-11-04,${ticket}`];
    await writeFile(path, ["account,user,day,event", ...rows.map((row) => `acme,1,${row}`)].join("\n"));
    const columns = { account: "account", user: "user", time: "day", event: "event" };
    const report = await importEvents(db, systemContext(tenant.tenantId, "test", "cli"), {
      path,
      columns,
      now,
    });
    expect(report).toMatchObject({ stored: 4, refused: 0 });
    await tenant.rollUp();
    const figures = await figuresOf(tenant);
    expect(figures.days).toEqual([
      { account: "acme", day: "2026-11-02", user_days: 1, events: 1 },
      { account: "acme", day: "2026-11-04", user_days: 1, events: 1 },
    ]);
    expect(figures.features.map(({ feature }) => feature)).toEqual(["Board", "Board"]);
    expect(await ticketDays(tenant, "acme")).toEqual([
      { day: "2026-11-03", value: 1 },
      { day: "2026-11-04", value: 1 },
    ]);
  });

  test("taken out of a history and put back gives the digits of a history that was always so", async () => {
    const never = await figuresOf(await withoutTickets());
    const tenant = await makeTenant();
    await tenant.defineTickets();
    await tenant.send([...use, ...tickets]);
    await tenant.pass();
    const always = await figuresOf(tenant);
    const metric = await ticketDays(tenant, "acme");
    expect(always.latest.find(({ account }) => account === "acme")).toMatchObject({ silent_days: 0, today });
    expect(await openAlerts(tenant)).toMatchObject([
      { account: "acme", kind: "drop" },
      { account: "orbis", kind: "drop" },
      { account: "orbis", kind: "silence" },
    ]);
    for (let times = 0; times < 2; times++) {
      await tenant.set(false);
      await tenant.pass();
      expect(await figuresOf(tenant)).toEqual(never);
      expect((await openAlerts(tenant)).map(({ account }) => account)).not.toContain("orbis");
      await tenant.set(true);
      await tenant.pass();
      expect(await figuresOf(tenant)).toEqual(always);
    }
    expect(await ticketDays(tenant, "acme")).toEqual(metric);
  });

  test("is counted by a metric over all of its history, before any use", async () => {
    const tenant = await makeTenant();
    await tenant.set(false);
    await tenant.send([
      { account: "orbis", day: "2026-05-04", name: ticket },
      { account: "vela", day: "2026-11-10" },
    ]);
    await tenant.rollUp();
    await tenant.defineTickets();
    await tenant.rollUp();
    expect(await ticketDays(tenant, "orbis")).toEqual([{ day: "2026-05-04", value: 1 }]);
  });

  test("whatever comes and whatever is set in between, use is the sum of the events that count", async () => {
    const names = ["Board", ticket, "API call failed"];
    const event = fc.record({
      account: fc.constantFrom("acme", "vela", "orbis"),
      day: fc.integer({ min: 0, max: 40 }).map((offset) => addDays("2026-10-10", offset)),
      user: fc.constantFrom("1", "2", "3"),
      name: fc.constantFrom(...names),
    });
    const step = fc.oneof(
      fc.array(event, { minLength: 1, maxLength: 8 }).map((events) => ({ events })),
      fc.record({ name: fc.constantFrom(...names), isUse: fc.boolean() }),
      fc.constant({ rollUp: true }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const tenant = await makeTenant();
        const sent: Required<Sent>[] = [];
        for (const one of steps) {
          if ("events" in one) {
            sent.push(...one.events);
            await tenant.send(one.events);
          } else if ("isUse" in one) await tenant.set(one.isUse, one.name);
          else await tenant.rollUp();
        }
        await tenant.rollUp();
        const out = await tenant.run(readLeftOut);
        const counting = sent.filter(({ name }) => !out.includes(name));
        const found = await figuresOf(tenant);
        const wanted = [...Map.groupBy(counting, ({ account, day }) => `${account} ${day}`)]
          .map(([key, own]) => [key, new Set(own.map(({ user }) => user)).size, own.length])
          .sort();
        expect(
          found.days.map((row) => [`${row.account} ${row.day}`, row.user_days, row.events]).sort(),
        ).toEqual(wanted);
        expect(new Set(found.features.map(({ feature }) => feature))).toEqual(
          new Set(counting.map(({ name }) => name)),
        );
        for (const { account, first_day, last_day } of found.spans) {
          const own = counting.filter((row) => row.account === account).map(({ day }) => day);
          expect([first_day, last_day]).toEqual([own.toSorted()[0] ?? null, own.toSorted().at(-1) ?? null]);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("what counts as use", () => {
  test("is set once: the same again marks nothing and writes nothing", async () => {
    const tenant = await makeTenant();
    await tenant.send([
      { account: "acme", day: "2026-11-02" },
      { account: "acme", day: "2026-11-03", name: ticket },
      { account: "acme", day: "2026-11-03", name: ticket, user: "2" },
      { account: "vela", day: "2026-11-03", name: ticket },
      { account: "vela", day: "2026-11-04", name: "Ticket closed" },
    ]);
    await tenant.rollUp();
    const marks = () =>
      owner.rows(
        `select a.external_id as account, d.day::text from app.rollup_due d join app.account a on a.tenant_id = d.tenant_id and a.id = any (d.account_ids)
          where d.tenant_id = $1 order by 1, 2`,
        [tenant.tenantId],
      );
    expect(await marks()).toEqual([]);
    expect(await tenant.set(false, ` ${ticket} `)).toEqual({
      name: ticket,
      changed: true,
      accounts: 2,
      days: 2,
    });
    const exactly = [
      { account: "acme", day: "2026-11-03" },
      { account: "vela", day: "2026-11-03" },
    ];
    expect(await marks()).toEqual(exactly);
    expect(await tenant.set(false)).toEqual({ name: ticket, changed: false, accounts: 0, days: 0 });
    expect(await marks()).toEqual(exactly);
    await tenant.rollUp();
    expect(await tenant.set(true)).toMatchObject({ changed: true, days: 2 });
    expect(await tenant.set(true)).toMatchObject({ changed: false });
    const audit = (await readAudit(db, tenant.tenantId)).filter(({ verb }) => verb.includes("event"));
    expect(audit.map(({ verb, detail }) => [verb, detail])).toEqual(
      expect.arrayContaining([
        ["left event out of use", { name: ticket, accounts: 2, days: 2 }],
        ["counted event as use", { name: ticket, accounts: 2, days: 2 }],
      ]),
    );
    expect(audit).toHaveLength(2);
  });

  test("is each tenant's own", async () => {
    const [one, other] = [await makeTenant(), await makeTenant()];
    for (const tenant of [one, other]) {
      await tenant.send([{ account: "acme", day: "2026-11-03", name: ticket }]);
      await tenant.rollUp();
    }
    const before = await figuresOf(other);
    await one.set(false);
    await one.rollUp();
    await other.send([{ account: "acme", day: "2026-11-03", name: ticket, user: "2" }]);
    await other.rollUp();
    expect((await figuresOf(one)).days).toEqual([]);
    expect((await figuresOf(other)).days).toEqual([{ ...before.days[0], user_days: 2, events: 2 }]);
    expect(await other.run(readLeftOut)).toEqual([]);
    expect(await other.run((tx) => listEvents(tx, { now }))).toMatchObject([{ name: ticket, isUse: true }]);
    expect(await one.run((tx) => listEvents(tx, { now }))).toMatchObject([{ name: ticket, isUse: false }]);
  });

  test("is for admins, and of a name that an event can have", async () => {
    const tenant = await makeTenant();
    const lead = await tenant.run((tx) =>
      addMember(tx, { email: "dana@orrery.example", name: "Dana Okafor", role: "lead", zone, now }),
    );
    const asLead = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
      withTenant(db, as(tenant.tenantId, lead.memberId), work);
    for (const isUse of [false, true])
      await expect(asLead((tx) => setEventUse(tx, { name: ticket, isUse, now }))).rejects.toMatchObject({
        code: "not-allowed",
      });
    await expect(asLead((tx) => listEvents(tx, { now }))).rejects.toMatchObject({ code: "not-allowed" });
    for (const name of ["", "  ", "x".repeat(201), "a\u0000b"])
      await expect(tenant.set(false, name)).rejects.toMatchObject({
        code: "bad-input",
        detail: { field: "event" },
      });
  });

  test("says of every event how often it came in 28 days, from how many accounts", async () => {
    const tenant = await makeTenant();
    await tenant.send([
      { account: "acme", day: today },
      { account: "acme", day: "2026-10-24" },
      { account: "vela", day: "2026-11-03" },
      { account: "acme", day: "2026-10-23", name: "Old board" },
      { account: "acme", day: "2026-11-03", name: ticket },
    ]);
    await tenant.rollUp();
    await tenant.set(false);
    await tenant.set(false, "API call failed");
    expect(await tenant.run((tx) => listEvents(tx, { now }))).toEqual([
      { name: "Board", events: 3, accounts: 2, isUse: true },
      { name: ticket, events: 1, accounts: 1, isUse: false },
      { name: "API call failed", events: 0, accounts: 0, isUse: false },
      { name: "Old board", events: 0, accounts: 0, isUse: true },
    ]);
  });
});

test("a roll-up that runs while it is set leaves no day counted by the rule before", async () => {
  const tenant = await makeTenant();
  const steady = await makeTenant();
  await steady.set(false);
  for (let round = 0; round < 6; round++) {
    const events = [{ account: "acme", day: addDays("2026-11-01", round), name: ticket }];
    await Promise.all([tenant.send(events), tenant.rollUp(), tenant.set(round % 2 === 1), tenant.rollUp()]);
    await steady.send(events);
  }
  await tenant.set(false);
  await tenant.rollUp();
  await steady.rollUp();
  expect((await figuresOf(tenant)).days).toEqual((await figuresOf(steady)).days);
  expect(
    await tenant.run((tx) => sql`select from app.rollup_due`.execute(tx.db).then(({ rows }) => rows)),
  ).toEqual([]);
});
