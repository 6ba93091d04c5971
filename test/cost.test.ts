import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDb } from "../src/db/connection.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { listAccounts } from "../src/usecases/portfolio/list-accounts.ts";
import { lookAtPortfolio } from "../src/usecases/portfolio/look-at-portfolio.ts";
import { addAccount, as, asSystem, type Cast, dataDay, makeCast, now } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/*
 * What speed rests on, told without a clock: statements are counted, plans are read, settings are measured.
 */

let db: TestDb;
let owner: Owner;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  cast = await makeCast(db, "orrery");
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

/** Makes accounts of Priya's by the owner, as if they had always been there. @returns their ids */
async function addMany(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await owner.rows(
    `insert into app.account (tenant_id, id, external_id, name, created_at)
     select $1, id, id::text, 'Account ' || n, $3 from unnest($2::uuid[]) with ordinality a (id, n)`,
    [cast.tenantId, ids, now],
  );
  await owner.rows(
    "insert into app.account_member (tenant_id, account_id, member_id, since) select $1, id, $3, $4 from unnest($2::uuid[]) id",
    [cast.tenantId, ids, cast.priya, now],
  );
  return ids;
}

describe("wall 2", () => {
  test("lets a manager of a thousand accounts see these and no other, and looks for each in a hundredth of them", async () => {
    const mine = await addMany(1_000);
    const other = await addAccount(db, cast.tenantId, { name: "Jonas's", ownerId: cast.jonas });
    await withTenant(db, as(cast.tenantId, cast.priya), async (tx) => {
      const seen = await tx.db.selectFrom("app.account").select("id").execute();
      expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(mine));
      expect(seen.map(({ id }) => id)).not.toContain(other);
      const { rows } = await sql<{ longest: number; whole: number }>`
        select max(length(current_setting('app.accounts_' || n, true))) as longest,
               length(current_setting('app.account_list')) as whole from generate_series(0, 255) n`.execute(
        tx.db,
      );
      const [{ longest, whole } = { longest: 0, whole: 0 }] = rows;
      expect(whole).toBeGreaterThan(36 * 1_000);
      expect(longest).toBeLessThan(whole / 50);
    });
  });

  test("forgets who was entered before in the same transaction", async () => {
    await db.kysely.transaction().execute(async (trx) => {
      const count = async () =>
        (await sql<{ count: number }>`select count(*) as count from app.account`.execute(trx)).rows[0]?.count;
      await sql`select app.enter_as_member(${cast.tenantId}, ${cast.priya})`.execute(trx);
      expect(await count()).toBeGreaterThan(900);
      await sql`select app.enter_as_member(${cast.tenantId}, ${cast.jonas})`.execute(trx);
      expect(await count()).toBe(1);
      await sql`select app.enter_with_key('nobody')`.execute(trx);
      expect(await count()).toBe(0);
      await sql`select app.enter_as_member(${cast.tenantId}, ${newId()})`.execute(trx);
      expect(await count()).toBe(0);
    });
  });

  test("takes no garbage for a list", async () => {
    await db.kysely.transaction().execute(async (trx) => {
      await sql`select app.enter_as_member(${cast.tenantId}, ${cast.priya})`.execute(trx);
      for (const claim of ["", "listed*", "LISTED", "{}", "**"]) {
        await sql`select set_config('app.accounts', ${claim}, true)`.execute(trx);
        const { rows } = await sql`select id from app.account`.execute(trx);
        expect(rows, claim).toEqual([]);
      }
    });
  });
});

const glance = async (...asked: Parameters<typeof lookAtPortfolio>) =>
  (await lookAtPortfolio(...asked)).portfolio;

describe("a list of accounts", () => {
  test.each([
    // begin, enter, state, page, accounts, audit, commit.
    { of: "that says why", list: listAccounts, statements: 7 },
    // begin, enter, look, commit.
    { of: "at a glance", list: glance, statements: 4 },
  ])("$of takes as many statements for fifty accounts as for one", async ({ list, statements: most }) => {
    const counted = openDb(db.ownerUrl, { max: 1 });
    const statements: string[] = [];
    counted.pool.on("connect", (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
      const counting = (...args: unknown[]) => {
        statements.push(String(args[0]));
        return query(...args);
      };
      client.query = counting as typeof client.query;
    });
    const take = async (pageSize: number) => {
      statements.length = 0;
      const page = await withTenant(counted, as(cast.tenantId, cast.dana), (tx) =>
        list(tx, { now, pageSize }),
      );
      expect(page.lines).toHaveLength(pageSize);
      return statements.length;
    };
    const one = await take(1);
    expect(await take(50)).toBe(one);
    expect(one).toBe(most);
    await counted.close();
  });
});

describe("a pass", () => {
  /** Lines of a statement's plan as the system runs it, on tables that are small: without sequential scans. */
  function planOf(statement: string): Promise<string> {
    return asSystem(db, cast.tenantId, async (tx) => {
      await sql`set local enable_seqscan = off`.execute(tx.db);
      await sql`set local enable_bitmapscan = off`.execute(tx.db);
      const { rows } = await sql<{ "QUERY PLAN": string }>`explain (costs off) ${sql.raw(statement)}`.execute(
        tx.db,
      );
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    });
  }

  test("reads windows from indexes alone, with the account and the span as their condition", async () => {
    const window = `tenant_id = '${cast.tenantId}' and account_id = '${newId()}' and day > date '${dataDay}' - 112 and day <= '${dataDay}'`;
    for (const [table, column] of [
      ["account_day", "user_days"],
      ["user_day", "user_key"],
    ]) {
      const plan = await planOf(`select ${column} from app.${table} where ${window}`);
      expect(plan).toContain(`Index Only Scan using ${table}_by_account`);
      expect(plan).toMatch(/Index Cond: .*tenant_id = .*account_id = .*day > .*day <= /);
    }
  });
});
