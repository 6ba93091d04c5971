import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import { systemContext } from "../src/context.ts";
import { readTenantRules, type TenantRules } from "../src/db/people/tenants.ts";
import { readDaySums } from "../src/db/scores/day-sums.ts";
import type { AccountDaySums } from "../src/db/scores/sum-phrases.ts";
import { type TenantTx, withTenant } from "../src/db/with-tenant.ts";
import { addDays } from "../src/scoring/days.ts";
import { startRules } from "../src/scoring/models/compile-model.ts";
import type { Day } from "../src/scoring/types.ts";
import { scoreDays } from "../src/usecases/scoring/score-days.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { type BenchDatabase, withDatabase } from "./parts/database.ts";
import { mediansInTurn } from "./parts/timing.ts";
import { lastDay, makeUsedTenant } from "./parts/used-tenant.ts";

/** Days of every measured pass, one a run, so that each writes rows that were not there. */
const runs = 11;
const warmUps = 2;

/**
 * One day of 1,000 accounts with two years of use: sums in one statement, parts and bands in TypeScript, scores written.
 * Against the same sums with a query for each account, which must find the same; and against the least that any of it must
 * do: one sum over the window. All under row security.
 */
export function bench(): Promise<BenchTable> {
  return withDatabase(2, compare);
}

async function compare(database: BenchDatabase): Promise<BenchTable> {
  const tenantId = await makeUsedTenant(database, "thousand", { accounts: 1_000, days: 730 });
  const work = <T>(todo: (tx: TenantTx, rules: TenantRules) => Promise<T>): Promise<T> =>
    withTenant(database.db, systemContext(tenantId, "bench"), async (tx) =>
      todo(tx, await readTenantRules(tx)),
    );
  const score = (day: Day) =>
    work((tx, rules) => scoreDays(tx, rules, { from: day, to: day, accountIds: null }, () => {}));
  const firstDay = addDays(lastDay, -(runs + warmUps));
  // The state that a pass starts from, and what autovacuum would know within minutes.
  await score(firstDay);
  await database.owner.query("vacuum analyze app.score");
  const input = { accountIds: null, established: startRules.b2b.established };
  const dayOf = (run: number) => addDays(firstDay, 1 + run + warmUps);
  const before = (run: number) => forgetAfter(database, tenantId, dayOf(run));
  const found = await mediansInTurn(
    {
      pass: (run) => score(dayOf(run)),
      sums: (run) => work((tx) => readDaySums(tx, { ...input, from: dayOf(run), to: dayOf(run) })),
      bare: () => work((tx) => bareSum(tx)),
    },
    { runs, warmUps, before },
  );
  await forgetAfter(database, tenantId, lastDay);
  const oneByOne = await work(async (tx) => {
    await sumsOneByOne(tx);
    return sumsOneByOne(tx);
  });
  const reference = "one pass of a day";
  return {
    title: "Score: one day of 1,000 accounts with two years of use, under row security",
    reference,
    rows: [
      { name: reference, value: found.pass },
      { name: "of that: the sums, one statement", value: found.sums },
      { name: "the bare sum over the window", value: found.bare },
      { name: "the sums, a statement for each account", value: oneByOne },
    ],
    aims: [
      { what: "one statement against one for each account", reached: oneByOne / found.sums, atLeast: 25 },
      { what: "the pass against the bare sum", reached: found.pass / found.bare, atMost: 4 },
    ],
    note: "Bounded by the rows of three windows, each row past its policy, and by writing a row of twenty-four columns an account, with two indexes. The bare sum takes both cores where they are free, the pass one.",
  };
}

/** People's last days as they were in the night after `day`, when the pass of that day runs. */
async function forgetAfter({ owner }: BenchDatabase, tenantId: string, day: Day): Promise<void> {
  await owner.query("delete from app.account_user where tenant_id = $1", [tenantId]);
  await owner.query(
    `insert into app.account_user (tenant_id, account_id, user_key, last_day)
     select $1, account_id, user_key, max(day) from app.user_day where tenant_id = $1 and day <= $2::date group by account_id, user_key`,
    [tenantId, day],
  );
  await owner.query("vacuum analyze app.account_user");
}

/** The same statement for each account by itself, in milliseconds; it must find the same sums. */
async function sumsOneByOne(tx: TenantTx): Promise<number> {
  const input = { from: lastDay, to: lastDay, established: startRules.b2b.established };
  const sumsOf = async (accountIds: string[] | null) =>
    (await readDaySums(tx, { ...input, accountIds })).get(lastDay) ?? [];
  const together = new Map((await sumsOf(null)).map((row) => [row.accountId, row]));
  const started = performance.now();
  const alone: AccountDaySums[] = [];
  for (const accountId of together.keys()) alone.push(...(await sumsOf([accountId])));
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
