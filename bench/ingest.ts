import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { trackingRoutes } from "../src/api/tracking.ts";
import { systemContext } from "../src/context.ts";
import { type Db, openDb } from "../src/db/connection.ts";
import { startEmbeddedServer } from "../src/db/embedded-server.ts";
import { migrate } from "../src/db/migrate.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { createTenant } from "../src/usecases/tenants/create-tenant.ts";
import { createWriteKey } from "../src/usecases/tenants/create-write-key.ts";
import { keepTidy } from "../src/usecases/usage/keep-tidy.ts";
import type { Load } from "./ingest-load.ts";
import type { BenchTable } from "./run.ts";

const eventsPerRequest = 100;
const requestsPerRound = 400;
const rounds = 5;
const connections = 4;
const accounts = 200;
const users = 4_000;

/**
 * How fast events come in over HTTP (100 a request, checked one by one, deduplicated, behind row security, committed)
 * against COPY of the same rows into the same table by its owner, which does none of that. The two take turns.
 */
export async function bench(): Promise<BenchTable> {
  const folder = await mkdtemp(join(tmpdir(), "bellwether-bench-"));
  const server = await startEmbeddedServer(folder);
  try {
    await migrate(server.url);
    const db = openDb(server.url, { max: connections });
    const owner = new pg.Client({ connectionString: server.url });
    await owner.connect();
    try {
      return await compare(db, owner);
    } finally {
      await owner.end();
      await db.close();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(db: Db, owner: pg.Client): Promise<BenchTable> {
  const sender = await makeTenant(db, "http");
  const copied = await makeTenant(db, "copy");
  const app = new Hono().route("/v1", trackingRoutes({ db, now: () => new Date() }));
  const listener = createServer(getRequestListener(app.fetch));
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const http: number[] = [];
  const copy: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const rates = [
      await sendRound({ url, key: sender.key }),
      await copyRound(owner, copied.tenantId),
    ] as const;
    // The first warms up: connections, the compiler, and the statistics that autovacuum would gather within a minute.
    if (round === 0) await owner.query("analyze app.account, app.tracked_user, app.event_seen");
    else {
      http.push(rates[0]);
      copy.push(rates[1]);
    }
  }
  await new Promise((done) => listener.close(done));
  const single = await sendRound({ url: await relisten(listener), key: sender.key }, 1_000, 1);
  await new Promise((done) => listener.close(done));
  const reference = "COPY into the same table by its owner";
  return {
    title: `Ingest: ${eventsPerRequest} events a request, ${connections} connections, median of ${rounds} rounds of ${requestsPerRound * eventsPerRequest} events`,
    reference,
    rows: [
      { name: reference, median: median(copy), unit: "events/s" },
      { name: "HTTP, 100 events a request", median: median(http), unit: "events/s" },
      { name: "HTTP, one event a request", median: single, unit: "events/s" },
    ],
    note: "An event over HTTP is parsed and checked, told apart by its message id (a second row with two indexes of its own), given its account and its user, and committed behind row policies; COPY does none of it. Processor time bounds both.",
  };
}

async function relisten(listener: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
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
  requests = requestsPerRound,
  perRequest = eventsPerRequest,
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
    JSON.stringify({ batch: events.slice(i * perRequest, (i + 1) * perRequest), sentAt: new Date() }),
  );
  const load: Load = { ...to, connections, bodies };
  const worker = new Worker(new URL("./ingest-load.ts", import.meta.url), { workerData: load });
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

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
