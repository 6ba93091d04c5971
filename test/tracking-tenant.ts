import type { Hono } from "hono";
import { sql } from "kysely";
import { systemContext } from "../src/context.ts";
import { type TenantTx, withTenant } from "../src/db/with-tenant.ts";
import { createTenant } from "../src/usecases/tenants/create-tenant.ts";
import { createWriteKey } from "../src/usecases/tenants/create-write-key.ts";
import { keepTidy } from "../src/usecases/usage/keep-tidy.ts";
import { rollUpUsage } from "../src/usecases/usage/roll-up-usage.ts";
import type { TestDb } from "./test-db.ts";

/** A tenant with a write key, and what tests ask of it. */
export interface TrackingTenant {
  readonly tenantId: string;
  readonly key: string;
  run<T>(work: (tx: TenantTx) => Promise<T>): Promise<T>;
  /** Posts events as a batch, or one body to another path. */
  send(events: unknown, path?: string): Promise<{ status: number; body: Record<string, unknown> }>;
  /** After a roll-up: user-days by "account day". */
  userDays(): Promise<Record<string, number>>;
  /** All events: "account user name", sorted; "-" while the account is waited for. */
  events(): Promise<string[]>;
}

let count = 0;

/** Makes a tenant that sends to `app` (the tracking routes). */
export async function makeTrackingTenant(
  db: TestDb,
  app: Hono,
  options: { now: Date; zone?: string },
): Promise<TrackingTenant> {
  const { now, zone = "Europe/Berlin" } = options;
  const slug = `tracking-${++count}`;
  const made = { slug, name: slug, zone, kind: "b2b", demo: false, now, requestId: "test" } as const;
  const { tenantId } = await createTenant(db, made);
  const run = <T>(work: (tx: TenantTx) => Promise<T>) =>
    withTenant(db, systemContext(tenantId, "test"), work);
  await keepTidy(db, tenantId, { now, requestId: "test" });
  const { key } = await run(async (tx) => {
    return createWriteKey(tx, { source: "Test", now });
  });
  return {
    tenantId,
    key,
    run,
    send: async (events, path = "/batch") => {
      const body = path === "/batch" && Array.isArray(events) ? { batch: events } : events;
      const answer = await post(app, path, key, JSON.stringify(body));
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
    events: () =>
      run(async (tx) => {
        const { rows } = await sql<{ event: string }>`
          select coalesce(a.external_id, '-') || ' ' || e.user_key || ' ' || e.name as event from app.event e
            left join app.account a on a.tenant_id = e.tenant_id and a.id = e.account_id order by 1`.execute(
          tx.db,
        );
        return rows.map((row) => row.event);
      }),
  };
}

/** Posts a body under a write key. */
export async function post(
  app: Hono,
  path: string,
  key: string,
  body: BodyInit,
  headers: Record<string, string> = {},
): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  return app.request(path, { method: "POST", body, headers: { authorization, ...headers } });
}
