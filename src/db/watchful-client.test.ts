import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { behind, startTcpProxy, type TcpProxy } from "../../test/soak/tcp-proxy.ts";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { type Silence, watchfulClient } from "./watchful-client.ts";

let db: TestDb;
let proxy: TcpProxy;

beforeAll(async () => {
  db = await openTestDb();
  const at = new URL(db.ownerUrl);
  proxy = await startTcpProxy({ host: at.hostname, port: Number(at.port) });
});
afterAll(async () => {
  await proxy.close();
  await db.close();
});

/** Of a busy machine, where nothing is wrong. */
const patience: Silence = { beginMs: 60_000, statementMs: 60_000, askMs: 60_000, graceMs: 60_000 };

/** A pool of one, so that a dead connection would be everybody's. */
function openPool(silence: Silence): pg.Pool {
  const pool = new pg.Pool({
    connectionString: behind(db.ownerUrl, proxy),
    max: 1,
    Client: watchfulClient(silence),
  });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

test.each([
  ["a transaction that begins", "begin"],
  ["a statement", "select 1"],
])(
  "%s on a connection that the network forgot fails, and the next one has a new connection",
  async (_, text) => {
    const silence = { ...patience };
    const pool = openPool(silence);
    await pool.query("select 1");
    proxy.swallow();
    Object.assign(silence, { beginMs: 200, statementMs: 200, askMs: 200, graceMs: 0 });
    await expect(pool.query(text)).rejects.toThrow("Connection terminated unexpectedly");
    proxy.carry();
    Object.assign(silence, patience);
    const { rows } = await pool.query("select 1 as one");
    expect(rows).toEqual([{ one: 1 }]);
    await pool.end();
  },
);

test("a statement that is slow on a living server is waited for, however often it is asked after", async () => {
  const pool = openPool({ ...patience, statementMs: 20 });
  const { rows } = await pool.query("select 'done' as said from pg_sleep(0.5)");
  expect(rows).toEqual([{ said: "done" }]);
  const held = await pool.connect();
  await expect(held.query("select pg_sleep(0.1), 1 / (random() * 0)::int")).rejects.toThrow(
    "division by zero",
  );
  held.release();
  await pool.end();
});
