import { sql } from "kysely";
import { systemContext } from "../src/context.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { randomOf } from "../src/random.ts";
import type { Owner } from "./owner.ts";
import type { TestDb } from "./test-db.ts";

/** What came of transactions of many tenants on one connection. */
export interface PooledTransactions {
  /** Where a row or a setting of another tenant was seen, or one was left behind. */
  readonly crossings: readonly string[];
  /** How many ended in which way. */
  readonly ends: Readonly<Record<"committed" | "thrown" | "timed out" | "cancelled", number>>;
}

/**
 * Runs transactions of 200 tenants, at random, on the one connection that `shared` has: they are committed, throw, time out
 * or are cancelled; within each and after each it is looked whose rows can be seen.
 * @throws Error when the connection is not the same throughout
 */
export async function runPooledTransactions(
  shared: TestDb,
  behind: Owner,
  turns: number,
): Promise<PooledTransactions> {
  const random = randomOf("pool");
  const tenants = Array.from({ length: 200 }, () => newId());
  await behind.rows(
    `insert into app.tenant (id, slug, name, zone, created_at)
     select id, 't' || o, 'T' || o, 'UTC', now() from unnest($1::uuid[]) with ordinality t (id, o)`,
    [tenants],
  );
  await behind.rows(
    `insert into app.account (tenant_id, id, external_id, name, created_at)
     select id, gen_random_uuid(), 'a' || n, 'A' || n, now() from unnest($1::uuid[]) id, generate_series(1, 2) n`,
    [tenants],
  );
  const pid = (await shared.pool.query<{ pid: number }>("select pg_backend_pid() as pid")).rows[0]?.pid;
  const crossings: string[] = [];
  const ends = { committed: 0, thrown: 0, "timed out": 0, cancelled: 0 };
  for (let turn = 0; turn < turns; turn++) {
    const tenantId = tenants[Math.floor(random() * tenants.length)] ?? "";
    const end =
      random() < 0.1 ? "cancelled" : random() < 0.15 ? "timed out" : random() < 0.4 ? "thrown" : "committed";
    await withTenant(shared, systemContext(tenantId, "test"), async (tx) => {
      // Asked without a "where": the wall alone says whose rows these are.
      const rows = await tx.db.selectFrom("app.account").select("tenant_id").execute();
      if (rows.length !== 2 || rows.some((row) => row.tenant_id !== tenantId)) crossings.push(`turn ${turn}`);
      if (end === "committed") return;
      if (end === "thrown") throw new Error("thrown");
      if (end === "timed out") await sql`set local statement_timeout = 1`.execute(tx.db);
      const slow = sql`select pg_sleep(5)`.execute(tx.db);
      if (end === "cancelled") await cancelUntil(behind, pid, slow);
      await slow;
    }).then(
      () => ends.committed++,
      (error: Error & { code?: string }) => {
        if (error.message === "thrown") ends.thrown++;
        else if (error.code === "57014") ends[end as "cancelled"]++;
        else throw error;
      },
    );
    const bare = await shared.pool.query(
      `select pg_backend_pid() as pid, (select count(*)::int from app.account) as rows, coalesce(current_setting('app.tenant', true), '') as tenant,
              coalesce(current_setting('app.accounts', true), '') as accounts`,
    );
    const { pid: same, ...left } = bare.rows[0];
    if (same !== pid) throw new Error("The connection is another one.");
    if (left.rows !== 0 || left.tenant !== "" || left.accounts !== "") crossings.push(`after turn ${turn}`);
  }
  return { crossings, ends };
}

/** Cancels what the backend runs until the query has ended: it may not have started yet. */
async function cancelUntil(behind: Owner, pid: number | undefined, query: Promise<unknown>): Promise<void> {
  let running = true;
  query
    .catch(() => {})
    .finally(() => {
      running = false;
    });
  while (running) {
    await behind.rows(
      "select pg_cancel_backend(pid) from pg_stat_activity where pid = $1 and query like '%pg_sleep%'",
      [pid],
    );
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
