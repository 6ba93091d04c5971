import fc from "fast-check";
import type { Hono } from "hono";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { makeTrackingTenant, post } from "../../test/tracking-tenant.ts";
import { trackingRoutes } from "./tracking.ts";

const now = new Date("2026-11-20T07:30:00Z");
const seed = 20_261_120;
let db: TestDb;
let app: Hono;

beforeAll(async () => {
  db = await openTestDb({ max: 8 });
  app = trackingRoutes({ db, now: () => now });
});
afterAll(() => db.close());

const junk = fc.oneof(
  fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<unknown>,
  fc.string({ unit: "binary" }),
  fc.constantFrom<unknown>(
    1e308,
    -0,
    "\u0000",
    "\ud800",
    "2026-11-20T07:30:00Z",
    "0000-00-00",
    [],
    {},
    { $gt: "" },
  ),
);
const event = fc.record(
  {
    type: fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom<unknown>("track", "page", "screen", "identify", "group", "alias"),
      },
      { weight: 1, arbitrary: junk },
    ),
    messageId: fc.oneof(fc.string(), junk),
    userId: fc.oneof(fc.constantFrom<unknown>("1", "2", "3"), junk),
    anonymousId: fc.oneof(fc.constantFrom<unknown>("x", "y"), junk),
    previousId: fc.oneof(fc.constantFrom<unknown>("1", "2", "x"), junk),
    groupId: fc.oneof(fc.constantFrom<unknown>("acme", "orbis"), junk),
    event: fc.oneof(fc.constant<unknown>("Board"), junk),
    name: junk,
    timestamp: fc.oneof(fc.constant<unknown>("2026-11-19T07:30:00Z"), junk),
    properties: junk,
    traits: fc.oneof(
      junk,
      fc.record({
        name: junk,
        contract_value: junk,
        mrr: junk,
        renewal_date: junk,
        owner: junk,
        currency: junk,
      }),
    ),
    context: fc.oneof(junk, fc.record({ groupId: junk })),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      { batch: fc.array(fc.oneof(event, junk), { maxLength: 4 }), sentAt: junk, context: junk },
      { requiredKeys: ["batch"] },
    ),
  },
  { weight: 2, arbitrary: event },
  { weight: 1, arbitrary: junk },
);
const path = fc.constantFrom(
  "/batch",
  "/batch",
  "/track",
  "/identify",
  "/group",
  "/page",
  "/screen",
  "/alias",
);

test("5,000 malformed bodies never make a fault of ours, and every event is accounted for", async () => {
  const { key } = await makeTrackingTenant(db, app, { now });
  const samples = fc.sample(fc.tuple(path, body), { numRuns: 4_700, seed });
  const raw = fc.sample(fc.uint8Array({ maxLength: 60 }), { numRuns: 280, seed });
  const nested = ["[", '{"a":', '{"batch":[', '{"batch":[{"context":'].flatMap((text) => [
    text.repeat(200),
    text.repeat(20_000),
    text.repeat(20_000).slice(0, 511_000),
  ]);
  const requests = [
    ...samples.map(([to, value]) => ({
      to,
      sent: JSON.stringify(value) ?? "",
      value: value as { batch?: unknown },
    })),
    ...raw.map((bytes) => ({ to: "/batch", sent: new Uint8Array(bytes), value: undefined })),
    ...nested.map((text) => ({ to: "/track", sent: text, value: undefined })),
    ...nested.slice(0, 8).map((text) => ({
      to: "/track",
      sent: text + [...text].reverse().join("").replaceAll("[", "]"),
      value: undefined,
    })),
  ];
  expect(requests.length).toBeGreaterThanOrEqual(5_000);
  const statuses = new Map<number, number>();
  for (let start = 0; start < requests.length; start += 8) {
    await Promise.all(
      requests.slice(start, start + 8).map(async ({ to, sent, value }) => {
        const answer = await post(app, to, key, sent);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const told = (await answer.json()) as {
          accepted: number;
          duplicates: number;
          rejected: unknown[];
          message: string;
        };
        if (answer.status !== 200) expect(told.message).toMatch(/\.$/);
        else {
          const count = to === "/batch" ? ((value?.batch ?? []) as unknown[]).length : 1;
          expect(told.accepted + told.duplicates + told.rejected.length).toBe(count);
        }
      }),
    );
  }
  expect([...statuses.keys()].sort()).toEqual([200, 400]);
  expect(statuses.get(200)).toBeGreaterThan(2_000);
});

test("20,000 events sent three times, shuffled, while connections are killed: none lost after a 200, none doubled", async () => {
  const { key, run, tenantId } = await makeTrackingTenant(db, app, { now });
  const total = 20_000;
  const perRequest = 100;
  const random = mulberry32(seed);
  const events = Array.from({ length: total }, (_, i) => ({
    type: "track",
    messageId: `m-${i}`,
    userId: `${i % 700}`,
    event: `Feature ${i % 9}`,
    timestamp: new Date(now.getTime() - (i % 20) * 86_400_000),
    ...(i % 3 === 0 ? {} : { context: { groupId: `account-${(i % 700) % 41}` } }),
  }));
  const facts = Array.from({ length: 700 }, (_, user) => ({
    type: "group",
    messageId: `g-${user}`,
    userId: `${user}`,
    groupId: `account-${user % 41}`,
  }));
  const sent = [...events, ...facts];
  const requests = [1, 2, 3].flatMap(() => chunks(shuffled(sent, random), perRequest));
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  let answers = 0;
  // By what was answered, not by time: a slow machine must get as far between two kills as a fast one.
  const killSometimes = () =>
    ++answers % 25 === 0 &&
    owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by random() limit 2",
    );
  const answered = new Set<string>();
  let refused = 0;
  const queue = requests.slice();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let batch = queue.shift(); batch; batch = queue.shift()) {
        const answer = await post(app, "/batch", key, JSON.stringify({ batch }));
        if (answer.status === 200) for (const { messageId } of batch) answered.add(messageId);
        else {
          expect(answer.status).toBe(503);
          refused++;
          queue.push(batch);
        }
        await killSometimes();
      }
    }),
  );
  await owner.end();
  expect(refused).toBeGreaterThan(0);
  expect(answered.size).toBe(sent.length);
  const { rows } = await run((tx) =>
    sql<object>`select count(*) as events, count(*) filter (where account_id is null) as waiting,
      (select sum(events)::int from app.feed_hour where tenant_id = ${tenantId}) as arrived from app.event`.execute(
      tx.db,
    ),
  );
  expect(rows).toEqual([{ events: total, waiting: 0, arrived: sent.length }]);
});

test("eight requests at once that join, group and track the same users leave what one after the other leaves", async () => {
  const users = Array.from({ length: 30 }, (_, user) => user);
  const sent = users.flatMap((user) => [
    { type: "track", messageId: `t${user}`, anonymousId: `x${user}`, event: "Board", timestamp: now },
    { type: "track", messageId: `u${user}`, userId: `${user}`, event: "Board", timestamp: now },
    { type: "identify", messageId: `i${user}`, userId: `${user}`, anonymousId: `x${user}`, timestamp: now },
    {
      type: "group",
      messageId: `g${user}`,
      userId: `${user}`,
      groupId: `account-${user % 4}`,
      timestamp: now,
    },
    {
      type: "alias",
      messageId: `a${user}`,
      previousId: `${user}`,
      userId: `${user % 10}-merged`,
      timestamp: now,
    },
  ]);
  for (const round of [1, 2, 3]) {
    const { send, userDays, run } = await makeTrackingTenant(db, app, { now });
    const batches = chunks(shuffled(sent, mulberry32(seed + round)), 5);
    while (batches.length > 0) {
      const answers = await Promise.all(batches.splice(0, 8).map((batch) => send(batch)));
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
      if (batches.length % 16 === 0) await userDays();
    }
    await userDays();
    // Ten people remain, each with one account, the one that was named last; all their events are there.
    const { rows } = await run((tx) =>
      sql<object>`select (select count(distinct user_key) from app.user_day) as people,
        (select sum(events)::int from app.user_day) as events, (select count(*) from app.event where account_id is null) as waiting,
        (select count(*) from app.tracked_user a join app.tracked_user b on b.user_key = a.joined_to where b.joined_to is not null) as unflat,
        (select count(*) from app.account_user where unsure) as unsure,
        (select count(*) from (select account_id, user_key, max(day) as day from app.user_day group by 1, 2) d
           full join app.account_user u on u.account_id = d.account_id and u.user_key = d.user_key and u.last_day = d.day
          where d.day is null or u.last_day is null) as misremembered`.execute(tx.db),
    );
    expect(rows).toEqual([{ people: 10, events: 60, waiting: 0, unflat: 0, unsure: 0, misremembered: 0 }]);
  }
});

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
  }
  return mixed;
}

/** Random numbers from a seed: mulberry32, by Tommy Ettinger (public domain). */
function mulberry32(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
