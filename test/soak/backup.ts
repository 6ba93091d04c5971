import { execFile } from "node:child_process";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openDb } from "../../src/db/connection.ts";
import { migrate } from "../../src/db/migrate.ts";
import { prepareQueues } from "../../src/db/queue.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { listAccounts } from "../../src/usecases/portfolio/list-accounts.ts";
import { seedTenant } from "../browser/seed.ts";
import { asOwner, withDatabase } from "../database-server.ts";
import { fillTables } from "../fill-tables.ts";
import { as, now } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { freePort } from "./service.ts";
import { type Soak, scaled } from "./soak.ts";

const run = promisify(execFile);
/** Debian's PostgreSQL, which brings pg_dump; the embedded one does not. */
const programs = process.env.PG_PROGRAMS ?? "/usr/lib/postgresql/15/bin";

/** A dump of a database that is being written to, restored beside it: the same rows for every tenant, and it works. */
export const soak: Soak = {
  promises: [27],
  title: "pg_dump of a live database, restored",
  minutes: 1,
  run: async (log) => {
    const folder = await mkdtemp(join(tmpdir(), "bellwether-backup-"));
    const user = process.getuid?.() === 0 ? await postgresUser() : {};
    if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid);
    const port = await freePort();
    const data = join(folder, "pg");
    await run(
      `${programs}/initdb`,
      ["-D", data, "-U", "bellwether", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
      user,
    );
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
    await run(
      `${programs}/pg_ctl`,
      ["start", "-s", "-w", "-D", data, "-l", join(folder, "log"), "-o", settings],
      user,
    );
    try {
      const base = `postgres://bellwether@127.0.0.1:${port}/postgres`;
      await asOwner(base, "create database live");
      await asOwner(base, "create database restored");
      const url = withDatabase(base, "live");
      await migrate(url);
      await prepareQueues(url);
      const opened = openDb(url);
      const db = { ...opened, ownerUrl: url };
      const owner = await openOwner(db);
      const seeds = [];
      for (let number = 0; number < scaled(10); number++)
        seeds.push(await seedTenant(db, `tenant-${number}`));
      for (const seed of seeds) await fillTables(owner, seed);

      // Writers go on all the time; the dump and our hashes look at one moment.
      let writing = true;
      let written = 0;
      const writers = (async () => {
        const writer = await openOwner(db);
        for (; writing; written++)
          await writer.rows(
            "update app.account set traits = jsonb_build_object('turn', $1::int) where tenant_id = $2",
            [written, seeds[written % seeds.length]?.cast.tenantId],
          );
        await writer.close();
      })();
      await owner.rows("begin isolation level repeatable read read only");
      const [snapshot] = await owner.rows<{ id: string }>("select pg_export_snapshot() as id");
      const dump = join(folder, "dump");
      await run(`${programs}/pg_dump`, ["-Fc", `--snapshot=${snapshot?.id}`, "-d", url, "-f", dump], user);
      const before = await hashes(owner);
      await owner.rows("commit");
      writing = false;
      await writers;

      const restoredUrl = withDatabase(base, "restored");
      await run(`${programs}/pg_restore`, ["--exit-on-error", "-d", restoredUrl, dump], user);
      const restored = { ...openDb(restoredUrl), ownerUrl: restoredUrl };
      const behind = await openOwner(restored);
      const after = await hashes(behind);
      const differ = [...before].filter(([table, hash]) => after.get(table) !== hash).map(([table]) => table);
      const late = await migrate(restoredUrl);
      const [one] = seeds;
      const shown =
        one &&
        (await withTenant(restored, as(one.cast.tenantId, one.cast.priya), (tx) =>
          listAccounts(tx, { now }),
        ));
      const nobody = await restored.pool.query("select count(*)::int as count from app.account");
      log.state("tenants, tables a tenant", `${seeds.length}, ${before.size / seeds.length}`);
      log.state("updates while the dump ran", written);
      log.hold("tenants' tables whose rows differ", differ.length, "0", differ.length === 0);
      log.hold(
        "tables too many or too few",
        Math.abs(after.size - before.size),
        "0",
        after.size === before.size,
      );
      log.hold("migrations to run after it", late.length, "0", late.length === 0);
      const accounts = shown?.lines.length ?? 0;
      log.hold("accounts that a manager sees there", accounts, "> 0", accounts > 0);
      log.hold("accounts seen without a tenant", nobody.rows[0]?.count, "0", nobody.rows[0]?.count === 0);
      await behind.close();
      await restored.close();
      await owner.close();
      await db.close();
    } finally {
      await run(`${programs}/pg_ctl`, ["stop", "-s", "-m", "immediate", "-D", data], user);
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** A hash of every tenant's rows in every table, by "table tenant". */
async function hashes(owner: Owner): Promise<Map<string, string>> {
  const tables = await owner.rows<{ name: string; tenant: string }>(
    `select c.relname as name, case c.relname when 'tenant' then 'id' else 'tenant_id' end as tenant
       from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'app'
      where c.relkind in ('r', 'p') and not c.relispartition
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('tenant_id', 'slug'))`,
  );
  const found = new Map<string, string>();
  for (const { name, tenant } of tables) {
    const rows = await owner.rows<{ tenant: string; hash: string }>(
      `select ${tenant}::text as tenant, md5(string_agg(t::text, '|' order by t::text)) as hash from app.${name} t group by 1`,
    );
    for (const row of rows) found.set(`${name} ${row.tenant}`, row.hash);
  }
  return found;
}

async function postgresUser(): Promise<{ uid?: number; gid?: number; cwd?: string }> {
  const find = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  return { uid: await find("-u"), gid: await find("-g"), cwd: "/" };
}
