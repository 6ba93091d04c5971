import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureEventMonths } from "../src/db/usage/events.ts";
import { newId } from "../src/ids.ts";
import { type Seed, seedTenant } from "./browser/seed.ts";
import { fillTables } from "./fill-tables.ts";
import { asSystem } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/*
 * Every table and every command, tried by everybody who must not. The tables come from the catalogue, the columns too: a
 * table that a migration adds is tried by itself, once it has a row (test/fill-tables.ts).
 */

interface Table {
  readonly name: string;
  /** "tenant_id", but "id" in app.tenant. */
  readonly tenantColumn: string;
  /** Columns that can be written. */
  readonly columns: readonly string[];
}

/** Somebody, and whose rows are none of their business. */
interface Stranger {
  readonly who: string;
  /** Statements that set who it is, as the transaction begins. */
  readonly enter: readonly [statement: string, ...values: unknown[]][];
  /** SQL of the rows that are foreign to them, or undefined where the table has none. */
  readonly foreign: (table: Table) => string | undefined;
  /** May write rows about it though they may not read them. */
  readonly mayAppend?: readonly string[];
}

let db: TestDb;
let owner: Owner;
let tables: Table[];
let orrery: Seed;
let initech: Seed;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  orrery = await seedTenant(db, "orrery");
  initech = await seedTenant(db, "initech");
  await asSystem(db, orrery.cast.tenantId, (tx) => ensureEventMonths(tx, "2026-11-01", "2026-11-30"));
  for (const seed of [orrery, initech]) await fillTables(owner, seed);
  tables = await owner.rows<Table & { columns: string[] }>(
    `select c.relname as name, case c.relname when 'tenant' then 'id' else 'tenant_id' end as "tenantColumn",
            array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'app'
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relkind in ('r', 'p') and not c.relispartition group by 1 order by 1`,
  );
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

/** What one table holds of a tenant, as one line. */
async function printOf(table: Table, tenantId: string): Promise<{ rows: number; hash: string }> {
  const [found] = await owner.rows<{ rows: number; hash: string }>(
    `select count(*)::int as rows, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash
       from app.${table.name} t where ${table.tenantColumn} = $1`,
    [tenantId],
  );
  if (!found) throw new Error("no row");
  return found;
}

/** What every table holds of a tenant. */
async function printOfAll(tenantId: string): Promise<{ rows: number; hash: string }[]> {
  const prints = [];
  for (const table of tables) prints.push(await printOf(table, tenantId));
  return prints;
}

/** Tries one statement as somebody. A refusal by the walls is "refused"; any other error is thrown. */
async function attempt(
  stranger: Stranger,
  statement: string,
  values: unknown[] = [],
): Promise<number | "refused"> {
  const client = await db.pool.connect();
  try {
    await client.query("begin");
    for (const [enter, ...args] of stranger.enter) await client.query(enter, args);
    const result = await client.query(statement, values);
    await client.query("commit");
    return result.rowCount ?? 0;
  } catch (error) {
    await client.query("rollback");
    const { code } = error as pg.DatabaseError;
    // 42501: by a right or a policy. 22P02: a tenant that is no uuid compares with nothing.
    if (code === "42501" || (code === "22P02" && stranger.who.includes("garbage"))) return "refused";
    throw error;
  } finally {
    client.release();
  }
}

/** Everything that a stranger gets at: nothing is what there should be. */
async function breaches(stranger: Stranger): Promise<string[]> {
  const found: string[] = [];
  let tried = 0;
  for (const table of tables) {
    const foreign = stranger.foreign(table);
    if (foreign === undefined) continue;
    const [sample] = await owner.rows<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from app.${table.name} t where ${foreign} limit 1`,
    );
    if (!sample) continue;
    const { name, tenantColumn, columns } = table;
    const list = columns.join(", ");
    const commands: [string, string, unknown[]][] = [
      ["select", `select ${tenantColumn} from app.${name} where ${foreign}`, []],
      ["select all", `select ${tenantColumn} from app.${name} t where (${foreign}) is true`, []],
      ["update", `update app.${name} set ${columns[0]} = ${columns[0]} where ${foreign}`, []],
      ["delete", `delete from app.${name} where ${foreign}`, []],
      [
        "insert",
        `insert into app.${name} (${list}) select ${list} from jsonb_populate_record(null::app.${name}, $1::jsonb)`,
        [JSON.stringify(sample.row)],
      ],
    ];
    for (const [command, statement, values] of commands) {
      if (command === "insert" && stranger.mayAppend?.includes(name)) continue;
      tried += 1;
      const got = await attempt(stranger, statement, values);
      if (got !== "refused" && got > 0) found.push(`${stranger.who}: ${command} on app.${name}, ${got} rows`);
    }
  }
  expect(tried, `${stranger.who} tried too little`).toBeGreaterThan(15);
  return found;
}

/** Runs strangers against orrery, and sees that not a byte of it changed. */
async function tryAll(strangers: readonly Stranger[]): Promise<void> {
  const before = await printOfAll(orrery.cast.tenantId);
  const found: string[] = [];
  for (const stranger of strangers) found.push(...(await breaches(stranger)));
  expect(found).toEqual([]);
  const after = await printOfAll(orrery.cast.tenantId);
  expect(after).toEqual(before);
}

describe("the wall around a tenant", () => {
  test("is tried with at least one row in every table", async () => {
    expect(tables.length).toBeGreaterThanOrEqual(29);
    for (const table of tables) {
      for (const seed of [orrery, initech]) {
        const { rows } = await printOf(table, seed.cast.tenantId);
        expect(rows, `give app.${table.name} a row in test/fill-tables.ts`).toBeGreaterThan(0);
      }
    }
  });

  test("hides and holds every row from everybody of another tenant", async () => {
    const { tenantId } = orrery.cast;
    const foreign = ({ tenantColumn }: Table) => `${tenantColumn} = '${tenantId}'`;
    const other = initech.cast;
    await tryAll([
      {
        who: "another tenant's system",
        enter: [["select app.enter_as_system($1)", other.tenantId]],
        foreign,
      },
      ...(["tomas", "dana", "priya", "meyer"] as const).map((name) => ({
        who: `another tenant's ${name}`,
        enter: [
          ["select * from app.enter_as_member($1, $2)", other.tenantId, other[name]],
        ] as Stranger["enter"],
        foreign,
      })),
      {
        who: "another tenant's admin who names this tenant",
        enter: [["select * from app.enter_as_member($1, $2)", tenantId, other.tomas]],
        foreign,
      },
    ]);
  });

  test("lets no row be moved across", async () => {
    for (const table of tables) {
      const { name, tenantColumn } = table;
      const moved = await attempt(
        {
          who: "own system",
          enter: [["select app.enter_as_system($1)", initech.cast.tenantId]],
          foreign: () => "",
        },
        `update app.${name} set ${tenantColumn} = $1 where ${tenantColumn} = $2`,
        [orrery.cast.tenantId, initech.cast.tenantId],
      ).catch((error: pg.DatabaseError) => error.code);
      // 23503 and 23505 would mean that only a key stood in the way, not the wall.
      expect(moved, `app.${name}`).toBe("refused");
    }
  });

  test("stands when no tenant was entered, whatever else is claimed", async () => {
    const foreign = ({ tenantColumn }: Table) => `${tenantColumn} = '${orrery.cast.tenantId}'`;
    const claims: Stranger["enter"] = [
      ["select set_config('app.accounts', '*', true), set_config('app.role', 'system', true)"],
    ];
    const tenants = ["", "garbage", orrery.cast.tenantId.slice(1), `${orrery.cast.tenantId}'; --`];
    await tryAll([
      { who: "nobody", enter: [], foreign },
      { who: "nobody who claims to see all", enter: claims, foreign },
      ...tenants.map((tenant) => ({
        who: `nobody with ${tenant === "" ? "an empty tenant" : `the garbage ${tenant}`}`,
        enter: [...claims, ["select set_config('app.tenant', $1, true)", tenant]] as Stranger["enter"],
        foreign,
      })),
      {
        who: "who was a member",
        enter: [["select * from app.enter_as_member($1, $2)", orrery.cast.tenantId, newId()]],
        foreign,
      },
      {
        who: "who presents a key that nobody has",
        enter: [["select app.enter_with_key($1)", "key that nobody has"]],
        foreign,
      },
      { who: "who presents nothing", enter: [["select app.enter_with_key('')"]], foreign },
    ]);
  });

  test("opens by one row to who presents its key", async () => {
    const { tenantId } = orrery.cast;
    const mark = tenantId.slice(-12);
    const presented = {
      write_key: `key ${mark}`,
      session: `session ${mark}`,
      installation: `slack:T${mark}`,
    };
    for (const [opened, key] of Object.entries(presented)) {
      const seen: string[] = [];
      for (const { name } of tables) {
        const stranger: Stranger = {
          who: key,
          enter: [["select app.enter_with_key($1)", key]],
          foreign: () => "",
        };
        const rows = await attempt(stranger, `select 1 from app.${name}`);
        if (rows !== "refused" && rows > 0) seen.push(`${name} ${rows}`);
      }
      expect(seen).toEqual([`${opened} 1`]);
    }
  });
});

describe("the wall within a tenant", () => {
  /** Rows about one account, or of one member, by the columns that a table has. */
  const about =
    (account: string, member: string) =>
    ({ name, columns, tenantColumn }: Table): string | undefined => {
      const own = `${tenantColumn} = '${orrery.cast.tenantId}'`;
      if (name === "account") return `${own} and id = '${account}'`;
      if (columns.includes("account_id")) return `${own} and account_id = '${account}'`;
      if (["delivery", "digest_sent", "digest_subscription"].includes(name))
        return `${own} and member_id = '${member}'`;
      return undefined;
    };

  test("hides and holds an account from a manager who does not look after it", async () => {
    const { tenantId, jonas, priya } = orrery.cast;
    await tryAll([
      {
        who: "a manager without the account",
        enter: [["select * from app.enter_as_member($1, $2)", tenantId, jonas]],
        foreign: about(orrery.acme, priya),
        mayAppend: ["audit_log"],
      },
    ]);
  });

  test("hides and holds all other accounts, alerts and inboxes from a customer's own admin", async () => {
    const { tenantId, jonas, meyer } = orrery.cast;
    await tryAll([
      {
        who: "a viewer of another account",
        enter: [["select * from app.enter_as_member($1, $2)", tenantId, meyer]],
        foreign: about(orrery.orbis, jonas),
        mayAppend: ["audit_log"],
      },
    ]);
  });

  test("lets a customer's own admin read their account and change nothing", async () => {
    const { tenantId, meyer } = orrery.cast;
    const enter: Stranger["enter"] = [["select * from app.enter_as_member($1, $2)", tenantId, meyer]];
    const before = await printOfAll(tenantId);
    const readable: string[] = [];
    const changed: string[] = [];
    for (const { name, columns, tenantColumn } of tables) {
      const stranger: Stranger = { who: "viewer", enter, foreign: () => "" };
      const own = `${tenantColumn} = '${tenantId}'`;
      const seen = await attempt(stranger, `select 1 from app.${name}`);
      if (seen !== "refused" && seen > 0) readable.push(name);
      for (const statement of [
        `update app.${name} set ${columns[0]} = ${columns[0]} where ${own}`,
        `delete from app.${name} where ${own}`,
      ]) {
        const got = await attempt(stranger, statement);
        if (got !== "refused" && got > 0) changed.push(`${statement.slice(0, 40)}: ${got} rows`);
      }
    }
    expect(changed).toEqual([]);
    expect(readable).toEqual([
      "account",
      "account_day",
      "account_member",
      "account_user",
      "event",
      "feature_day",
      "feed_outage",
      "market_day",
      "member",
      "rescore_due",
      "score",
      "score_latest",
      "tenant",
      "tenant_clock",
      "tracked_user",
      "user_day",
    ]);
    expect(await printOfAll(tenantId)).toEqual(before);
  });
});
