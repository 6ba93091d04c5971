import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import pg from "pg";
import { systemContext } from "../src/context.ts";
import { type Db, openDb } from "../src/db/connection.ts";
import { type AccountDaySums, readDaySums } from "../src/db/day-sums.ts";
import { startEmbeddedServer } from "../src/db/embedded-server.ts";
import { migrate } from "../src/db/migrate.ts";
import { readTenantRules, type TenantRules } from "../src/db/tenants.ts";
import { type TenantTx, withTenant } from "../src/db/with-tenant.ts";
import { addDays } from "../src/scoring/days.ts";
import type { Day } from "../src/scoring/types.ts";
import { scoreDays } from "../src/usecases/scoring/score-days.ts";
import { createTenant } from "../src/usecases/tenants/create-tenant.ts";
import { type BenchTable, medianMs } from "./run.ts";

const lastDay: Day = "2026-11-19";
/** Days of every measured pass, one a run, so that each writes rows that were not there. */
const runs = 9;
const warmUps = 2;
const sizes = { thousand: 1_000, tenThousand: 10_000 } as const;
/** Two years. The larger tenant has the half year that one day's windows can reach: older days are not read by anybody. */
const historyDays = { thousand: 730, tenThousand: 180 } as const;

/**
 * One day of a tenant scored: sums in one statement, parts and bands in TypeScript, scores written. Against the same with a
 * query for each account, and against the least that any of it must do: one sum over the window. All under row security.
 */
export async function bench(): Promise<BenchTable> {
  const folder = await mkdtemp(join(tmpdir(), "bellwether-bench-"));
  const server = await startEmbeddedServer(folder);
  try {
    await migrate(server.url);
    const db = openDb(server.url, { max: 2 });
    try {
      const thousand = await makeTenant(db, server.url, "thousand");
      const tenThousand = await makeTenant(db, server.url, "tenThousand");
      return await compare(db, thousand, tenThousand);
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(db: Db, thousand: string, tenThousand: string): Promise<BenchTable> {
  const work = <T>(tenantId: string, todo: (tx: TenantTx, rules: TenantRules) => Promise<T>): Promise<T> =>
    withTenant(db, systemContext(tenantId, "bench"), async (tx) => todo(tx, await readTenantRules(tx)));
  const reference = "1,000 accounts: one pass of a day";
  const firstDay = addDays(lastDay, -(runs + warmUps));
  const dayOfRun = (run: number) => addDays(firstDay, 1 + run + warmUps);
  const pass = (tenantId: string) =>
    medianMs((run) => work(tenantId, (tx, rules) => scoreAll(tx, rules, dayOfRun(run))), { runs, warmUps });
  for (const tenantId of [thousand, tenThousand]) {
    // The state that a pass starts from, and what autovacuum would know within minutes.
    await work(tenantId, (tx, rules) => scoreAll(tx, rules, firstDay));
  }
  const [onePass, largePass] = [await pass(thousand), await pass(tenThousand)];
  const input = { from: lastDay, to: lastDay, accountIds: null, kind: "b2b" } as const;
  const bare = await medianMs(() => work(thousand, (tx) => bareSum(tx)), { runs, warmUps });
  const sums = await medianMs(() => work(thousand, (tx) => readDaySums(tx, input)), { runs, warmUps });
  const largeBare = await medianMs(() => work(tenThousand, (tx) => bareSum(tx)), { runs: 5 });
  const oneByOne = await work(thousand, async (tx) => {
    await sumsOneByOne(tx);
    return sumsOneByOne(tx);
  });
  return {
    title: "Scoring one day, two years of use, under row security",
    reference,
    rows: [
      { name: reference, median: onePass },
      { name: "of that: the sums, one statement", median: sums },
      { name: "the bare sum over the window", median: bare },
      { name: "the sums, a statement for each account", median: oneByOne },
      { name: "10,000 accounts: one pass of a day", median: largePass },
      { name: "10,000 accounts: the bare sum", median: largeBare },
    ],
    note: `A pass is ${(onePass / bare).toFixed(1)} × the bare sum; the sums with a statement for each account take ${(oneByOne / sums).toFixed(0)} × the one statement; ten times the accounts take ${(largePass / onePass).toFixed(1)} ×. Bounded by rows read under the second wall (about a microsecond each), then by writing a row of seventeen columns an account.`,
  };
}

function scoreAll(tx: TenantTx, rules: TenantRules, day: Day): Promise<void> {
  return scoreDays(tx, rules, { from: day, to: day, accountIds: null }, () => {});
}

/** The same statement for each account by itself, in milliseconds; it must find the same sums. */
async function sumsOneByOne(tx: TenantTx): Promise<number> {
  const input = { from: lastDay, to: lastDay, kind: "b2b" } as const;
  const together = new Map(
    (await readDaySums(tx, { ...input, accountIds: null })).map((row) => [row.accountId, row]),
  );
  const started = performance.now();
  const alone: AccountDaySums[] = [];
  for (const accountId of together.keys()) {
    alone.push(...(await readDaySums(tx, { ...input, accountIds: [accountId] })));
  }
  const took = performance.now() - started;
  const same = alone.every((row) => isDeepStrictEqual(row, together.get(row.accountId)));
  if (!same || alone.length !== together.size) throw new Error("A query for each account finds other sums.");
  return took;
}

async function bareSum(tx: TenantTx): Promise<void> {
  await sql`
    select account_id, sum(user_days) from app.account_day
     where tenant_id = ${tx.tenantId} and day > ${lastDay}::date - 112 and day <= ${lastDay}::date
     group by account_id`.execute(tx.db);
}

/**
 * A tenant's roll-ups, made up in the database: two to nine users an account (one in ten has one), at work on most
 * weekdays; some accounts joined later, some fell silent.
 */
async function makeTenant(db: Db, ownerUrl: string, size: keyof typeof sizes): Promise<string> {
  const tenant = {
    slug: size.toLowerCase(),
    name: size,
    zone: "Europe/Berlin",
    kind: "b2b",
    demo: false,
  } as const;
  const { tenantId } = await createTenant(db, { ...tenant, now: new Date(), requestId: "bench" });
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    // Rows are as they should be by construction: keys to other tables are not looked up one by one.
    await owner.query("set session_replication_role = replica");
    await owner.query("select setseed(0.5)");
    await owner.query(
      `insert into app.account (tenant_id, id, external_id, name, created_at)
       select $1, gen_random_uuid(), 'account-' || i, 'Account ' || i, now() from generate_series(1, $2::int) i`,
      [tenantId, sizes[size]],
    );
    await owner.query(
      `with made as materialized (
         select id, row_number() over () as n, .2 + .7 * random() as use,
                case when random() < .1 then 1 else 2 + floor(8 * random() * random())::int end as users,
                case when random() < .1 then floor($3::int * random())::int else 0 end as joined,
                case when random() < .08 then floor(150 * random())::int else 0 end as stopped
           from app.account where tenant_id = $1)
       insert into app.user_day (tenant_id, day, account_id, user_key, events)
       select $1, d::date, m.id, 'u:user-' || m.n || '-' || u, 1 + u
         from generate_series($2::date - $3::int + 1, $2::date, interval '1 day') d, made m, generate_series(1, m.users) u
        where extract(isodow from d) < 6 and d >= $2::date - $3::int + m.joined and d <= $2::date - m.stopped
          and random() + 0 * u * extract(isodow from d) < m.use`,
      [tenantId, lastDay, historyDays[size]],
    );
    await owner.query(
      `insert into app.account_day (tenant_id, day, account_id, user_days, events)
       select $1, day, account_id, count(*), sum(events) from app.user_day where tenant_id = $1 group by day, account_id order by day`,
      [tenantId],
    );
    await owner.query(
      `update app.account a set first_day = span.first, last_day = span.last
         from (select account_id, min(day) as first, max(day) as last from app.account_day where tenant_id = $1 group by 1) span
        where a.tenant_id = $1 and a.id = span.account_id`,
      [tenantId],
    );
    for (const table of ["account", "user_day", "account_day"])
      await owner.query(`vacuum analyze app.${table}`);
  } finally {
    await owner.end();
  }
  return tenantId;
}
