import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { getRequestListener } from "@hono/node-server";
import { Analytics } from "@segment/analytics-node";
import { Hono } from "hono";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { makeTrackingTenant, post } from "../../test/tracking-tenant.ts";
import type { TenantTx } from "../db/with-tenant.ts";
import { newWriteKey } from "../ingest/write-key.ts";
import { addMember } from "../usecases/tenants/add-member.ts";
import { trackingRoutes } from "./tracking.ts";

const now = new Date("2026-11-20T07:30:00Z");
let db: TestDb;
let app: Hono;
const faults: unknown[] = [];

beforeAll(async () => {
  db = await openTestDb({ max: 10 });
  app = trackingRoutes({ db, now: () => now, onError: (error) => faults.push(error) });
});
afterAll(async () => {
  await db.close();
  expect(faults).toEqual([]);
});

const makeTenant = (zone?: string) => makeTrackingTenant(db, app, zone ? { now, zone } : { now });
let messages = 0;
const track = (fields: object) => ({
  type: "track",
  messageId: `m-${++messages}`,
  event: "Board",
  timestamp: now,
  ...fields,
});
/** Events that wait for a group to name their user's account. */
const countWaiting = async (tx: TenantTx) =>
  (await tx.db.selectFrom("app.event").select("id").where("account_id", "is", null).execute()).length;
const at = (timestamp: string) => ({ timestamp });
const inGroup = (groupId: string) => ({ context: { groupId } });
const accepted = (count: number, duplicates = 0) => ({
  status: 200,
  body: { success: true, accepted: count, duplicates, rejected: [] },
});

describe("an event's account", () => {
  test("is the one that its context names, made when it is new", async () => {
    const { send, userDays } = await makeTenant();
    const sent = [track({ userId: "1", ...inGroup("acme") }), track({ userId: "2", ...inGroup("acme") })];
    expect(await send(sent)).toEqual(accepted(2));
    expect(await userDays()).toEqual({ "acme 2026-11-20": 2 });
  });

  test("is else the user's last group, also within one request", async () => {
    const { send, userDays } = await makeTenant();
    await send([
      { type: "group", userId: "1", groupId: "acme", ...at("2026-11-18T09:00:00Z") },
      track({ userId: "1", ...at("2026-11-18T10:00:00Z") }),
      { type: "group", userId: "1", groupId: "orbis", ...at("2026-11-19T09:00:00Z") },
      track({ userId: "1", ...at("2026-11-19T10:00:00Z") }),
    ]);
    await send([track({ userId: "1" })]);
    expect(await userDays()).toEqual({ "acme 2026-11-18": 1, "orbis 2026-11-19": 1, "orbis 2026-11-20": 1 });
  });

  test("is not changed by a group that was said earlier and comes later", async () => {
    const { send, events } = await makeTenant();
    await send([{ type: "group", userId: "1", groupId: "orbis", ...at("2026-11-19T09:00:00Z") }]);
    await send([{ type: "group", userId: "1", groupId: "acme", ...at("2026-11-18T09:00:00Z") }]);
    await send([track({ userId: "1" })]);
    expect(await events()).toEqual(["orbis u:1 Board"]);
  });

  test("is waited for until a group names it", async () => {
    const { send, userDays, run } = await makeTenant();
    await send([
      track({ userId: "1" }),
      track({ userId: "1", ...at("2026-11-02T10:00:00Z") }),
      track({ userId: "2" }),
    ]);
    expect(await run(countWaiting)).toBe(3);
    expect(await userDays()).toEqual({});
    await send([{ type: "group", userId: "1", groupId: "acme" }]);
    expect(await run(countWaiting)).toBe(1);
    expect(await userDays()).toEqual({ "acme 2026-11-02": 1, "acme 2026-11-20": 1 });
  });

  test("of the same name at two tenants is two accounts", async () => {
    const [one, other] = [await makeTenant(), await makeTenant()];
    const sent = [track({ userId: "1", ...inGroup("acme") })];
    expect(await one.send(sent)).toEqual(accepted(1));
    expect(await other.send(sent)).toEqual(accepted(1));
    await one.send([{ type: "group", userId: "1", groupId: "acme", traits: { name: "Acme of one" } }]);
    expect(await one.userDays()).toEqual({ "acme 2026-11-20": 1 });
    expect(await other.userDays()).toEqual({ "acme 2026-11-20": 1 });
    const names = await other.run((tx) => tx.db.selectFrom("app.account").select("name").execute());
    expect(names).toEqual([{ name: "acme" }]);
  });
});

describe("a user", () => {
  test("is one once identify joins an anonymous id, also in the past", async () => {
    const { send, userDays } = await makeTenant();
    const early = at("2026-11-01T10:00:00Z");
    await send([
      track({ anonymousId: "x", ...inGroup("acme"), ...early }),
      track({ userId: "1", ...inGroup("acme"), ...early }),
    ]);
    expect(await userDays()).toEqual({ "acme 2026-11-01": 2 });
    await send([{ type: "identify", userId: "1", anonymousId: "x", traits: { name: "Ada" } }]);
    expect(await userDays()).toEqual({ "acme 2026-11-01": 1 });
  });

  test("is one after any chain of aliases, within a request and across", async () => {
    const { send, userDays } = await makeTenant();
    const alias = (previousId: string, userId: string) => ({ type: "alias", previousId, userId });
    await send(["a", "b", "c", "d", "e"].map((userId) => track({ userId, ...inGroup("acme") })));
    await send([alias("c", "d")]);
    await send([alias("a", "b"), alias("b", "c"), alias("d", "e"), alias("e", "a")]);
    expect(await userDays()).toEqual({ "acme 2026-11-20": 1 });
  });

  test("stays who they are when a second one signs in at the same browser", async () => {
    const { send, userDays } = await makeTenant();
    await send([
      track({ userId: "1", ...inGroup("acme") }),
      track({ userId: "2", ...inGroup("acme") }),
      { type: "identify", userId: "1", anonymousId: "shared" },
      { type: "identify", userId: "2", anonymousId: "shared" },
      track({ anonymousId: "shared", ...inGroup("acme") }),
    ]);
    expect(await userDays()).toEqual({ "acme 2026-11-20": 2 });
  });

  test("brings what waited under an anonymous id to the account of the user it joins", async () => {
    const { send, userDays } = await makeTenant();
    await send([track({ anonymousId: "x", ...at("2026-11-05T10:00:00Z") })]);
    await send([{ type: "group", userId: "1", groupId: "acme" }]);
    await send([{ type: "identify", userId: "1", anonymousId: "x" }]);
    expect(await userDays()).toEqual({ "acme 2026-11-05": 1 });
  });
});

describe("a message", () => {
  test("counts once, in one request and across, for 30 days", async () => {
    const { send, run } = await makeTenant();
    const sent = [track({ userId: "1" }), track({ userId: "2" })];
    expect(await send([...sent, sent[0]])).toEqual(accepted(2, 1));
    expect(await send(sent)).toEqual(accepted(0, 2));
    await run((tx) => sql`update app.event_seen set seen_at = seen_at - interval '30 days'`.execute(tx.db));
    expect(await send(sent)).toEqual(accepted(2));
  });

  test("without an id counts once too if it says when it happened", async () => {
    const { send } = await makeTenant();
    const sent = [{ type: "track", userId: "1", event: "Board", timestamp: "2026-11-20T07:00:00Z" }];
    expect(await send(sent)).toEqual(accepted(1));
    expect(await send(sent)).toEqual(accepted(0, 1));
  });
});

describe("time", () => {
  test("is corrected by sentAt: a clock that is five days slow changes nothing", async () => {
    const { send, userDays } = await makeTenant();
    const event = track({ userId: "1", ...inGroup("acme"), ...at("2026-11-14T07:30:00Z") });
    await send({ batch: [event], sentAt: "2026-11-15T07:30:00Z" });
    expect(await userDays()).toEqual({ "acme 2026-11-19": 1 });
  });

  test("makes the day in the tenant's zone, and a late event changes the past", async () => {
    const { send, userDays, run } = await makeTenant("Pacific/Auckland");
    await send([track({ userId: "1", ...inGroup("acme") })]);
    await userDays();
    await send([track({ userId: "2", ...inGroup("acme"), ...at("2026-10-31T11:30:00Z") })]);
    expect(await userDays()).toEqual({ "acme 2026-11-01": 1, "acme 2026-11-20": 1 });
    const due = await run((tx) => tx.db.selectFrom("app.rescore_due").select("from_day").execute());
    expect(due).toEqual([{ from_day: "2026-11-01" }]);
  });

  test("loses no event where the clock brings a midnight twice", async () => {
    const { send, userDays } = await makeTenant("America/Havana");
    const sent = ["03:59", "04:30", "05:30"].map((time, user) =>
      track({ userId: `${user}`, ...inGroup("acme"), ...at(`2026-11-01T${time}:00Z`) }),
    );
    await send(sent);
    expect(await userDays()).toEqual({ "acme 2026-10-31": 1, "acme 2026-11-01": 2 });
  });
});

test("a bad event is told by its index with a code, and the good ones are kept", async () => {
  const { send, events } = await makeTenant();
  const bad = [
    "text",
    { type: "order" },
    { type: "track", userId: "1" },
    { type: "track", event: "Board" },
    { type: "track", userId: { $ne: "" }, event: "Board" },
    track({ userId: "1", ...at("yesterday") }),
    track({ userId: "1", ...at("2026-10-01T00:00:00Z") }),
    track({ userId: "1", ...at("2026-11-20T09:00:00Z") }),
    track({ userId: "1", properties: { text: "x".repeat(33_000) } }),
    track({ userId: "1", properties: JSON.parse(`${'{"a":'.repeat(50)}1${"}".repeat(50)}`) }),
  ];
  const { status, body } = await send([
    track({ userId: "1" }),
    ...bad,
    track({ userId: "2", ...at("2026-11-20T08:00:00Z") }),
  ]);
  expect(status).toBe(200);
  expect(body).toMatchObject({ success: true, accepted: 2, duplicates: 0 });
  expect(
    (body.rejected as { index: number; code: string }[]).map(({ index, code }) => `${index} ${code}`),
  ).toEqual([
    "1 not-an-object",
    "2 unknown-type",
    "3 bad-field",
    "4 missing-id",
    "5 bad-field",
    "6 bad-timestamp",
    "7 too-old",
    "8 in-future",
    "9 too-large",
    "10 too-deep",
  ]);
  expect(body.rejected).toContainEqual({ index: 5, code: "bad-field", message: "“userId” must be a text." });
  expect(await events()).toEqual(["- u:1 Board", "- u:2 Board"]);
});

test("group facts become the account's, and its owner sees it", async () => {
  const { send, run } = await makeTenant();
  const { memberId } = await run((tx) =>
    addMember(tx, {
      email: "priya@example.com",
      name: "Priya Shah",
      role: "manager",
      zone: "Europe/Berlin",
      now,
    }),
  );
  const traits = {
    name: "Acme Ltd",
    plan: "Scale",
    mrr: "1000.50",
    currency: "eur",
    renewal_date: "2027-01-14T00:00:00Z",
    owner_email: "Priya@example.com",
  };
  const group = { type: "group", userId: "1", groupId: "acme", traits };
  await send([group, { ...group, traits: { seats: 12 } }]);
  await send([{ ...group, traits: { renewal_date: "soon", name: "" } }]);
  const accounts = await run((tx) => tx.db.selectFrom("app.account").selectAll().execute());
  expect(accounts).toMatchObject([
    {
      name: "Acme Ltd",
      plan: "Scale",
      contract_value: 12_006,
      currency: "EUR",
      renewal_on: "2027-01-14",
      owner_id: memberId,
      traits: { seats: 12 },
    },
  ]);
  const seen = await run((tx) => tx.db.selectFrom("app.account_member").select("member_id").execute());
  expect(seen).toEqual([{ member_id: memberId }]);
  const audit = await run((tx) =>
    tx.db.selectFrom("app.audit_log").select("verb").where("actor", "=", "source").execute(),
  );
  expect(audit).toEqual([{ verb: "described account" }, { verb: "described account" }]);
});

describe("a request", () => {
  test("may be gzip, up to 500 KB when inflated", async () => {
    const { key, events } = await makeTenant();
    const gzip = { "content-encoding": "gzip" };
    const body = JSON.stringify({ batch: [track({ userId: "1" })] });
    expect((await post(app, "/batch", key, gzipSync(body), gzip)).status).toBe(200);
    expect(await events()).toEqual(["- u:1 Board"]);
    expect((await post(app, "/batch", key, gzipSync(" ".repeat(50_000_000)), gzip)).status).toBe(413);
    expect((await post(app, "/batch", key, " ".repeat(513_000))).status).toBe(413);
    expect((await post(app, "/batch", key, "not gzip", gzip)).status).toBe(400);
  });

  test("is refused as a whole when it is none", async () => {
    const { send, key } = await makeTenant();
    expect(await send(null)).toMatchObject({ status: 400, body: { success: false, code: "bad-input" } });
    expect(await send({ batch: "x" })).toMatchObject({ status: 400 });
    expect(await send({ batch: Array(5_001).fill(1) })).toMatchObject({ status: 413 });
    expect((await post(app, "/batch", key, '{"batch":')).status).toBe(400);
  });

  test("without a key, or with one that is unknown or revoked, stores nothing", async () => {
    const { key, run, events } = await makeTenant();
    const body = JSON.stringify(track({ userId: "1" }));
    expect((await app.request("/track", { method: "POST", body })).status).toBe(401);
    expect((await post(app, "/track", "bw_short", body)).status).toBe(401);
    const unknown = await post(app, "/track", newWriteKey(), body);
    expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([401, "unknown-key"]);
    await run((tx) => tx.db.updateTable("app.write_key").set({ revoked_at: now }).execute());
    expect((await post(app, "/track", key, body)).status).toBe(401);
    expect(await events()).toEqual([]);
  });

  test("may bring NUL, lone surrogates and prototype keys: stored as they can be", async () => {
    const { key, events } = await makeTenant();
    const body = String.raw`{"type":"track","userId":"a\u0000b","event":"\ud800x","properties":{"__proto__":{"a":"\u0000"},"k\u0000":"\\u0000"}}`;
    expect((await post(app, "/track", key, body)).status).toBe(200);
    expect(await events()).toEqual(["- u:a\uFFFDb \uFFFDx"]);
  });
});

test("Segment's own client delivers every kind of call", async () => {
  const { key, events, run } = await makeTenant();
  const live = new Hono().route("/v1", trackingRoutes({ db, now: () => now }));
  const server = createServer(getRequestListener(live.fetch));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const client = new Analytics({
    writeKey: key,
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    flushAt: 20,
  });
  const refused: unknown[] = [];
  client.on("error", (error) => refused.push(error));
  const timestamp = now;
  client.track({ anonymousId: "anon", event: "Landing", timestamp });
  client.identify({
    userId: "1",
    anonymousId: "anon",
    traits: { firstName: "Ada", lastName: "Lovelace" },
    timestamp,
  });
  client.group({ userId: "1", groupId: "acme", traits: { name: "Acme" }, timestamp });
  client.track({ userId: "1", event: "Board", properties: { plan: "team" }, timestamp });
  client.page({ userId: "1", name: "Pricing", timestamp });
  client.screen({ userId: "1", timestamp });
  client.alias({ userId: "1", previousId: "old", timestamp });
  await client.closeAndFlush();
  await new Promise((done) => server.close(done));
  expect(refused).toEqual([]);
  expect(await events()).toEqual([
    "acme a:anon Landing",
    "acme u:1 Board",
    "acme u:1 Pricing",
    "acme u:1 Screen",
  ]);
  const users = await run((tx) =>
    tx.db
      .selectFrom("app.tracked_user")
      .select(["user_key", "joined_to", "name"])
      .orderBy("user_key")
      .execute(),
  );
  expect(users).toEqual([
    { user_key: "a:anon", joined_to: "u:1", name: null },
    { user_key: "a:old", joined_to: "u:1", name: null },
    { user_key: "u:1", joined_to: null, name: "Ada Lovelace" },
    { user_key: "u:old", joined_to: "u:1", name: null },
  ]);
  const hours = await run((tx) => tx.db.selectFrom("app.feed_hour").select("events").execute());
  expect(hours.reduce((sum, { events }) => sum + events, 0)).toBe(7);
});
