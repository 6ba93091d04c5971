import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import { Hono } from "hono";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { trackingRoutes } from "../src/api/tracking.ts";
import { systemContext } from "../src/context.ts";
import type { Db } from "../src/db/connection.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { createTenant } from "../src/usecases/tenants/create-tenant.ts";
import { createWriteKey } from "../src/usecases/tenants/create-write-key.ts";
import { keepTidy } from "../src/usecases/usage/keep-tidy.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { withDatabase } from "./parts/database.ts";
import type { Load } from "./parts/ingest-load.ts";
import { withServer } from "./parts/serve.ts";
import { median } from "./parts/timing.ts";

const eventsPerRequest = 100;
const requestsPerRound = 400;
const singleRequests = 1_000;
const rounds = 7;
/** Requests that are under way at once, as from the servers of one customer. */
const connections = 16;
const accounts = 200;
const users = 4_000;

/**
 * How fast events come in over HTTP (100 a request, checked one by one, deduplicated, behind row security, committed)
 * against COPY of the same rows into the same table by its owner, which does none of that. They take turns.
 */
export function bench(): Promise<BenchTable> {
  return withDatabase(10, async ({ db, owner }) => {
    const sender = await makeTenant(db, "http");
    const copied = await makeTenant(db, "copy");
    const app = new Hono().route("/v1", trackingRoutes({ db, now: () => new Date() }));
    return withServer(app, async (url) => {
      const rates = { http: [] as number[], copy: [] as number[], single: [] as number[] };
      const to = { url, key: sender.key };
      for (let round = 0; round <= rounds; round++) {
        const found = {
          http: await sendRound(to, requestsPerRound, eventsPerRequest),
          copy: await copyRound(owner, copied.tenantId),
          single: await sendRound(to, singleRequests, 1),
        };
        // The first warms up: connections, the compiler, and the statistics that autovacuum would gather within a minute.
        if (round === 0) await owner.query("analyze app.account, app.tracked_user, app.event_seen");
        else for (const name of ["http", "copy", "single"] as const) rates[name].push(found[name]);
      }
      return tableOf(rates);
    });
  });
}

function tableOf(rates: Record<"http" | "copy" | "single", number[]>): BenchTable {
  const [http, copy] = [median(rates.http), median(rates.copy)];
  const reference = "COPY into the same table by its owner";
  const unit = "events/s";
  return {
    title: `Ingest: ${connections} connections, median of ${rounds} rounds of ${requestsPerRound * eventsPerRequest} events`,
    reference,
    rows: [
      { name: reference, value: copy, unit },
      { name: "HTTP, 100 events a request", value: http, unit },
      { name: "HTTP, one event a request", value: median(rates.single), unit },
    ],
    aims: [{ what: "HTTP, 100 events a request, against COPY", reached: http / copy, atLeast: 0.6 }],
    note: "Bounded by processor time. COPY takes one core for the database; over HTTP that core's work, the server and the sender share two. An event is parsed and checked, remembered by its message id (a second row with two indexes), given its account, and committed with the requests beside it behind row policies; COPY does none of it.",
  };
}

async function makeTenant(db: Db, slug: string): Promise<{ tenantId: string; key: string }> {
  const now = new Date();
  const made = {
    slug,
    name: slug,
    zone: "Europe/Berlin",
    kind: "b2b",
    demo: false,
    now,
    requestId: "bench",
  } as const;
  const { tenantId } = await createTenant(db, made);
  const context = systemContext(tenantId, "bench", "cli");
  await keepTidy(db, tenantId, { now, requestId: "bench" });
  const { key } = await withTenant(db, context, async (tx) => {
    return createWriteKey(tx, { source: "bench", now });
  });
  return { tenantId, key };
}

interface Made {
  readonly at: Date;
  readonly user: number;
  readonly account: number;
  readonly name: string;
  readonly properties: object;
}

function makeEvents(count: number): Made[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, i) => {
    const user = (i * 7_919) % users;
    return {
      at: new Date(now - ((i * 104_729) % 3_600_000)),
      user,
      account: user % accounts,
      name: `Feature ${i % 12}`,
      properties: { path: `/board/${i % 500}`, plan: "team", seconds: i % 90 },
    };
  });
}

async function sendRound(
  to: { url: string; key: string },
  requests: number,
  perRequest: number,
): Promise<number> {
  const events = makeEvents(requests * perRequest).map((event) => ({
    type: "track",
    messageId: newId(),
    userId: `user-${event.user}`,
    event: event.name,
    timestamp: event.at,
    properties: event.properties,
    context: {
      groupId: `account-${event.account}`,
      library: { name: "@segment/analytics-node", version: "3.1.0" },
    },
    integrations: {},
  }));
  const bodies = Array.from({ length: requests }, (_, i) =>
    Buffer.from(
      JSON.stringify({ batch: events.slice(i * perRequest, (i + 1) * perRequest), sentAt: new Date() }),
    ),
  );
  const load: Load = { ...to, connections, bodies };
  const worker = new Worker(new URL("./parts/ingest-load.ts", import.meta.url), { workerData: load });
  await new Promise((done) => worker.once("online", done));
  const started = performance.now();
  await new Promise((done, fail) => worker.once("message", done).once("error", fail));
  return (events.length / (performance.now() - started)) * 1_000;
}

async function copyRound(owner: pg.Client, tenantId: string): Promise<number> {
  const events = makeEvents(requestsPerRound * eventsPerRequest);
  const account = newId();
  const now = new Date().toISOString();
  const lines = events.map((event) =>
    [
      tenantId,
      event.at.toISOString(),
      newId(),
      account,
      `u:user-${event.user}`,
      "track",
      event.name,
      now,
      JSON.stringify(event.properties),
    ].join("\t"),
  );
  const started = performance.now();
  const columns = "tenant_id, at, id, account_id, user_key, kind, name, received_at, properties";
  const sink = owner.query(copyFrom(`copy app.event (${columns}) from stdin`));
  await pipeline(Readable.from(chunked(lines)), sink);
  return (events.length / (performance.now() - started)) * 1_000;
}

function* chunked(lines: readonly string[]): Generator<string> {
  for (let i = 0; i < lines.length; i += 1_000) yield `${lines.slice(i, i + 1_000).join("\n")}\n`;
}
