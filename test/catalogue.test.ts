import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureEventMonths } from "../src/db/usage/events.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { addAccount, as, asSystem, type Cast, makeCast } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/*
 * The schema as PostgreSQL itself describes it. Nothing is listed here but the exceptions, each with its reason: a table
 * that a later migration adds is held to the same rules by itself.
 */

/** Keys and indexes that do not lead with tenant_id: what must be found before the tenant is known. */
const routingIndexes: Readonly<Record<string, string>> = {
  tenant_pkey: "the tenant itself",
  tenant_slug_key: "a tenant's public name is one of a kind",
  write_key_key_hash_key: "an event comes with its key, and the key says whose it is",
  session_token_hash_key: "a page comes with its session's token",
  sign_in_token_token_hash_key: "a link comes with its token",
  sign_in_address_by_hash: "sign-in by mail begins with an address, which may be a member of several tenants",
  sign_in_subject_by_hash:
    "company sign-in begins with a provider's account, whose person may be a member of several tenants",
  session_by_provider_session: "a provider signs somebody out by its own session, whoever they are here",
  installation_platform_workspace_id_key: "Slack names its workspace; a workspace belongs to one tenant",
  account_search: "trigrams cannot hold a uuid; the policy still stands in front of every row",
};

/** Policies that do not compare the tenant: each shows a row to who presents its key, or tenants to the system's clock. */
const routingPolicies: Readonly<Record<string, string>> = {
  "write_key.routing": "(key_hash = app.presented())",
  "session.routing": "(token_hash = app.presented())",
  "session.provider_session": "(provider_session = app.presented())",
  "sign_in_token.routing": "(token_hash = app.presented())",
  "sign_in_address.routing": "(address_hash = app.presented())",
  "sign_in_subject.routing": "(subject_hash = app.presented())",
  "installation.routing": "(((platform || ':'::text) || workspace_id) = app.presented())",
  "tenant.tenant_list": "true",
};

const roles = ["bellwether_app", "bellwether_system"];

let db: TestDb;
let owner: Owner;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  cast = await makeCast(db, "orrery");
  // Partitions are tables too, and are made while the product runs.
  await asSystem(db, cast.tenantId, (tx) => ensureEventMonths(tx, "2026-09-01", "2026-11-19"));
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

/** Names of what a statement finds, in its column "name". */
async function names(statement: string, values?: readonly unknown[]): Promise<string[]> {
  return (await owner.rows<{ name: string }>(statement, values)).map((row) => row.name);
}

const tablesOfApp = `pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'app'`;

describe("every table of the product", () => {
  test("is one that the checks below see, partitions too", async () => {
    const found = await names(
      `select c.relname as name from ${tablesOfApp} where c.relkind in ('r', 'p') order by 1`,
    );
    expect(found.length).toBeGreaterThan(30);
    expect(found).toContain("event_202609");
    expect(found).toContain("score");
  });

  test("has row security that binds its owner too", async () => {
    const bare = await names(
      `select c.relname as name from ${tablesOfApp}
        where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`,
    );
    expect(bare, "alter table … enable row level security; alter table … force row level security").toEqual(
      [],
    );
  });

  test("has a policy, unless it is a partition: those show nothing by themselves", async () => {
    const open = await names(
      `select c.relname as name from ${tablesOfApp}
        where c.relkind in ('r', 'p')
          and (not c.relispartition) = (not exists (select from pg_policy p where p.polrelid = c.oid)) order by 1`,
    );
    expect(open).toEqual([]);
    const granted = await names(
      `select distinct c.relname as name from ${tablesOfApp}, aclexplode(c.relacl) a
        where c.relispartition and a.grantee <> c.relowner`,
    );
    expect(granted).toEqual([]);
  });

  test("is guarded by policies that compare the tenant and look nothing up", async () => {
    const policies = await owner.rows<{
      name: string;
      using: string | null;
      check: string | null;
      cmd: string;
    }>(
      `select tablename || '.' || policyname as name, qual as using, with_check as check, cmd from pg_policies where schemaname = 'app'`,
    );
    expect(policies.length).toBeGreaterThan(30);
    const wrong = policies.filter(({ name, using, check, cmd }) => {
      const expressions = [using, check].filter((text) => text !== null);
      if (expressions.some((text) => /\bselect\b/i.test(text))) return true;
      if (name in routingPolicies) return cmd !== "SELECT" || using !== routingPolicies[name];
      return !expressions.every((text) => /(tenant_id|\bid) = app\.current_tenant\(\)/.test(text));
    });
    expect(wrong, "compare tenant_id = app.current_tenant(), without a subquery").toEqual([]);
  });

  test("lets no policy be wider than its two roles", async () => {
    const wide = await names(
      `select tablename || '.' || policyname as name from pg_policies
        where schemaname = 'app' and (roles <> '{bellwether_app}' and (tablename, roles) <> ('tenant', '{bellwether_system}'))`,
    );
    expect(wide).toEqual([]);
  });

  test("leads every key and index with the tenant, but for what routes to one", async () => {
    const indexes = await owner.rows<{ name: string; leads: string | null }>(
      `select i.relname as name, a.attname as leads
         from pg_index x
         join pg_class i on i.oid = x.indexrelid
         join ${tablesOfApp} on c.oid = x.indrelid and c.relkind in ('r', 'p')
         left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]`,
    );
    const others = indexes.filter(({ leads }) => leads !== "tenant_id").map(({ name }) => name);
    expect(others.sort()).toEqual(Object.keys(routingIndexes).sort());
  });

  test("has foreign keys that stay within the tenant", async () => {
    const keys = await owner.rows<{ name: string; from: string[]; to: string[]; target: string }>(
      `select k.conname as name, k.confrelid::regclass::text as target,
              (select array_agg(a.attname::text order by o) from unnest(k.conkey) with ordinality u (n, o)
                 join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n) as from,
              (select array_agg(a.attname::text order by o) from unnest(k.confkey) with ordinality u (n, o)
                 join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n) as to
         from pg_constraint k join ${tablesOfApp} on c.oid = k.conrelid where k.contype = 'f'`,
    );
    expect(keys.length).toBeGreaterThan(20);
    const across = keys.filter(
      ({ from, to, target }) =>
        from[0] !== "tenant_id" || to[0] !== (target === "app.tenant" ? "id" : "tenant_id"),
    );
    expect(across).toEqual([]);
  });

  test("leaves no column of a tenant's row without its tenant", async () => {
    const without = await names(
      `select c.relname as name from ${tablesOfApp}
        where c.relkind in ('r', 'p') and c.relname <> 'tenant'
          and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull)`,
    );
    expect(without).toEqual([]);
  });
});

describe("the roles that the product runs as", () => {
  test("cannot bypass a policy, and are nobody else", async () => {
    const [found] = await owner.rows(
      `select count(*)::int as count, bool_or(rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolcanlogin) as mighty
         from pg_roles where rolname = any ($1)`,
      [roles],
    );
    expect(found).toEqual({ count: 2, mighty: false });
    const memberships = await names(
      `select g.rolname as name from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
        where r.rolname = any ($1)`,
      [roles],
    );
    expect(memberships, "neither is a member of the owner, nor of the other").toEqual([]);
  });

  test("own nothing", async () => {
    const owned = await names(
      `select d.classid::regclass || ' ' || d.objid as name from pg_shdepend d join pg_roles r on r.oid = d.refobjid
        where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and r.rolname = any ($1)`,
      [roles],
    );
    expect(owned).toEqual([]);
  });

  test("may change data, never the schema", async () => {
    const rights = await names(
      `select distinct a.privilege_type as name from ${tablesOfApp}, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
        where r.rolname = any ($1) order by 1`,
      [roles],
    );
    expect(rights).toEqual(["DELETE", "INSERT", "SELECT", "UPDATE"]);
    const makes = await names(
      `select n.nspname as name from pg_namespace n cross join unnest($1::text[]) r where has_schema_privilege(r, n.oid, 'create')`,
      [roles],
    );
    expect(makes).toEqual([]);
  });

  test("have no way into the queue's tables", async () => {
    const reach = await names(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'pgboss'
        cross join unnest($1::text[]) r
        where c.relkind in ('r', 'p', 'v') and has_schema_privilege(r, n.oid, 'usage')
           or c.relkind in ('r', 'p', 'v') and has_table_privilege(r, c.oid, 'select, insert, update, delete')`,
      [roles],
    );
    expect(reach).toEqual([]);
  });

  test("are the only ones that anything was granted to", async () => {
    const others = await names(
      `select c.relname || ': ' || a.privilege_type as name from ${tablesOfApp}, aclexplode(c.relacl) a
        where a.grantee <> c.relowner and a.grantee not in (select oid from pg_roles where rolname = any ($1))
       union all
       select p.proname || ': ' || a.privilege_type from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'app',
              aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        where a.grantee <> p.proowner and a.grantee not in (select oid from pg_roles where rolname = any ($1))
       union all
       select n.nspname || ': ' || a.privilege_type from pg_namespace n, aclexplode(n.nspacl) a
        where n.nspname in ('app', 'pgboss') and a.grantee <> n.nspowner
          and a.grantee not in (select oid from pg_roles where rolname = any ($1))`,
      [roles],
    );
    expect(others).toEqual([]);
  });
});

describe("what acts in another's name", () => {
  test("is a function that pins where it finds things, and says why it must", async () => {
    const folder = join(import.meta.dirname, "../migrations");
    const text = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("\n");
    const definers = await owner.rows<{ name: string; config: string[] | null }>(
      `select p.proname as name, p.proconfig as config from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')`,
    );
    expect(definers.map(({ name }) => name).sort()).toEqual([
      "analyze_usage",
      "enqueue",
      "ensure_event_months",
    ]);
    const wrong = definers.filter(({ name, config }) => {
      const comment = new RegExp(`((?:^--.*\\n)+)create (?:or replace )?function app\\.${name}\\(`, "m").exec(
        text,
      )?.[1];
      const pinned = config?.some((setting) => /^search_path=pg_catalog(,|$)/.test(setting));
      return !pinned || !/Security definer, reason: \w+/.test(comment ?? "");
    });
    expect(wrong, "set search_path = pg_catalog, …; and '-- Security definer, reason: …' above it").toEqual(
      [],
    );
  });

  test("is never a view: views run with the rights of who asks", async () => {
    const views = await names(
      `select c.relname as name from ${tablesOfApp}
        where c.relkind = 'm' or c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false)`,
    );
    expect(views).toEqual([]);
  });

  test("is a trigger only where a version that runs beside must take part, as who writes; never a rule", async () => {
    const found = await names(
      `select distinct p.proname || ' on ' || c.relname || case when p.prosecdef then ', as its owner' else '' end as name
         from pg_trigger t join ${tablesOfApp} on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid where not t.tgisinternal
       union all select r.rulename from pg_rewrite r join ${tablesOfApp} on c.oid = r.ev_class where r.rulename <> '_RETURN'
       order by 1`,
    );
    expect(found).toEqual([
      "keep_account_users on user_day",
      "mark_changed_standings on account",
      "mark_changed_standings on alert",
      "mark_changed_standings on score_latest",
    ]);
  });
});

describe("the walls as the planner sees them", () => {
  /** The lines of a plan that say how an index is searched. Without sequential scans: test tables are small. */
  async function conditions(statement: string): Promise<string[]> {
    return withTenant(db, as(cast.tenantId, cast.priya), async (tx) => {
      await sql`set local enable_seqscan = off`.execute(tx.db);
      const plan = await sql<{ "QUERY PLAN": string }>`explain (costs off) ${sql.raw(statement)}`.execute(
        tx.db,
      );
      return plan.rows.map((row) => row["QUERY PLAN"]).filter((line) => line.includes("Index Cond"));
    });
  }

  test("are an index condition on every table, though the query names no tenant", async () => {
    const tables = await names(
      `select c.relname as name from ${tablesOfApp} where c.relkind in ('r', 'p') and not c.relispartition
          and has_table_privilege('bellwether_app', c.oid, 'select') order by 1`,
    );
    const missing: string[] = [];
    for (const table of tables) {
      const found = await conditions(`select count(*) from app.${table}`);
      if (!found.some((line) => /\((tenant_id|id) = \(NULLIF\(current_setting\('app\.tenant'/.test(line)))
        missing.push(table);
    }
    // Two policies that are joined by "or" are two index conditions, or none on an empty table.
    expect(missing.filter((table) => !routingTables.includes(table))).toEqual([]);
  });

  test("are an index condition of what pages and digests ask", async () => {
    const account = await addAccount(db, cast.tenantId, { name: "Acme", ownerId: cast.priya, score: 70 });
    const tenant = `tenant_id = '${cast.tenantId}'`;
    const asked = [
      `select * from app.account where ${tenant} and id = '${account}'`,
      `select * from app.score where ${tenant} and account_id = '${account}' and day > '2026-08-01'`,
      `select * from app.score where ${tenant} and day = '2026-11-19'`,
      `select * from app.score_latest where ${tenant}`,
      `select * from app.user_day where ${tenant} and account_id = '${account}' and day > '2026-10-22'`,
      `select * from app.account_day where ${tenant} and day > '2026-10-22' and day <= '2026-11-19'`,
      `select * from app.alert where ${tenant} and account_id = '${account}' and state in ('open', 'acknowledged', 'snoozed')`,
      `select * from app.delivery where ${tenant} and member_id = '${cast.priya}' and channel = 'inbox' order by queued_at desc limit 20`,
      `select * from app.digest_subscription where ${tenant} and active and next_due_at <= now()`,
      `select * from app.event where ${tenant} and account_id = '${account}' and at >= '2026-11-01' and at < '2026-11-02'`,
    ];
    for (const statement of asked) {
      const found = await conditions(statement);
      expect(found.length, statement).toBeGreaterThan(0);
      for (const line of found) expect(line, statement).toMatch(/tenant_id = /);
    }
  });
});

/** Tables that are also found by a key that is presented: their policies are joined by "or". */
const routingTables = [
  "installation",
  "session",
  "sign_in_address",
  "sign_in_subject",
  "sign_in_token",
  "write_key",
];
