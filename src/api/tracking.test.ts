import { gzipSync } from "node:zlib";
import type { Hono } from "hono";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { systemContext } from "../context.ts";
import { ensureEventMonths } from "../db/events.ts";
import { type TenantTx, withTenant } from "../db/with-tenant.ts";
import { newId } from "../ids.ts";
import { hashKey, keyHint, newWriteKey } from "../ingest/write-key.ts";
import { rollUpUsage } from "../usecases/roll-up-usage.ts";
import { trackingRoutes } from "./tracking.ts";

const now = new Date("2026-11-20T07:30:00Z");
let db: TestDb;
let app: Hono;

beforeAll(async () => {
  db = await openTestDb({ max: 10 });
  app = trackingRoutes({
    db,
    now: () => now,
    onError: (error) => {
      throw error;
    },
  });
});
afterAll(() => db.close());

interface Sender {
  readonly tenantId: string;
  readonly key: string;
  send(events: unknown, path?: string): Promise<{ status: number; body: Record<string, unknown> }>;
  run<T>(work: (tx: TenantTx) => Promise<T>): Promise<T>;
  /** user-days by "account day", after a roll-up. */
  userDays(): Promise<Record<string, number>>;
}

async function makeTenant(zone = "Europe/Berlin"): Promise<Sender> {
  const tenantId = newId();
  const key = newWriteKey();
  const run = <T>(work: (tx: TenantTx) => Promise<T>) =>
    withTenant(db, systemContext(tenantId, "test"), work);
  await run(async (tx) => {
    const common = { tenant_id: tenantId, created_at: now };
    await tx.db
      .insertInto("app.tenant")
      .values({ id: tenantId, slug: `t-${tenantId}`, name: "Test", zone, created_at: now })
      .execute();
    await tx.db
      .insertInto("app.write_key")
      .values({ ...common, id: newId(), key_hash: hashKey(key), hint: keyHint(key), source: "Test" })
      .execute();
    await ensureEventMonths(tx, "2026-09-01", "2027-01-31");
  });
  return {
    tenantId,
    key,
    run,
    send: async (events, path = "/batch") => {
      const body = path === "/batch" && Array.isArray(events) ? { batch: events } : events;
      const answer = await post(path, key, JSON.stringify(body));
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    userDays: () =>
      run(async (tx) => {
        await rollUpUsage(tx, { now });
        const { rows } = await sql<{ place: string; user_days: number }>`
          select a.external_id || ' ' || d.day as place, d.user_days from app.account_day d
            join app.account a on a.tenant_id = d.tenant_id and a.id = d.account_id order by 1`.execute(
          tx.db,
        );
        return Object.fromEntries(rows.map((row) => [row.place, row.user_days]));
      }),
  };
}

async function post(path: string, key: string, body: BodyInit, headers: Record<string, string> = {}) {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  return app.request(path, { method: "POST", body, headers: { authorization, ...headers } });
}

let nextMessage = 0;
function track(fields: object): object {
  return {
    type: "track",
    messageId: `m-${++nextMessage}`,
    event: "Planning board",
    timestamp: now,
    ...fields,
  };
}
const at = (time: string) => ({ timestamp: time });
const inGroup = (groupId: string) => ({ context: { groupId } });

describe("an event's account", () => {
  test("is the one that its context names, made when it is new", async () => {
    const { send, userDays } = await makeTenant();
    expect(
      await send([track({ userId: "1", ...inGroup("acme") }), track({ userId: "2", ...inGroup("acme") })]),
    ).toEqual({
      status: 200,
      body: { success: true, accepted: 2, duplicates: 0, rejected: [] },
    });
    expect(await userDays()).toEqual({ "acme 2026-11-20": 2 });
  });

  test("is else the user's last group, also within one request", async () => {
    const { send, userDays } = await makeTenant();
    await send([
      { type: "group", userId: "1", groupId: "acme", messageId: "g1" },
      track({ userId: "1", ...at("2026-11-18T10:00:00Z") }),
      { type: "group", userId: "1", groupId: "orbis", messageId: "g2" },
      track({ userId: "1", ...at("2026-11-19T10:00:00Z") }),
    ]);
    await send([track({ userId: "1" })]);
    expect(await userDays()).toEqual({ "acme 2026-11-18": 1, "orbis 2026-11-19": 1, "orbis 2026-11-20": 1 });
  });

  test("is waited for until a group names it", async () => {
    const { send, userDays, run } = await makeTenant();
    await send([
      track({ userId: "1" }),
      track({ userId: "1", ...at("2026-11-02T10:00:00Z") }),
      track({ userId: "2" }),
    ]);
    const { countWaiting } = await import("../db/events.ts");
    expect(await run(countWaiting)).toBe(3);
    expect(await userDays()).toEqual({});
    await send([{ type: "group", userId: "1", groupId: "acme" }]);
    expect(await run(countWaiting)).toBe(1);
    expect(await userDays()).toEqual({ "acme 2026-11-02": 1, "acme 2026-11-20": 1 });
  });
});

describe("a user", () => {
  test("is one once identify joins an anonymous id, also in the past", async () => {
    const { send, userDays } = await makeTenant();
    await send([track({ anonymousId: "x", ...inGroup("acme") }), track({ userId: "1", ...inGroup("acme") })]);
    expect(await userDays()).toEqual({ "acme 2026-11-20": 2 });
    await send([{ type: "identify", userId: "1", anonymousId: "x", traits: { name: "Ada" } }]);
    expect(await userDays()).toEqual({ "acme 2026-11-20": 1 });
  });
});

test("gzip is inflated", async () => {
  const { key, userDays } = await makeTenant();
  const body = gzipSync(JSON.stringify({ batch: [track({ userId: "1", ...inGroup("acme") })] }));
  expect((await post("/batch", key, body, { "content-encoding": "gzip" })).status).toBe(200);
  expect(await userDays()).toEqual({ "acme 2026-11-20": 1 });
});
