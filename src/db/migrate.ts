import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { AppError } from "../errors.ts";

const migrationsFolder = join(import.meta.dirname, "..", "..", "migrations");

/**
 * Runs the migrations that have not run yet, in order of their names, each in its own transaction, under an advisory
 * lock so that two starts at once do it once. Forward only.
 * @returns the names of those that ran
 * @throws AppError `unavailable` when the server is older than 15 or knows a migration that this version does not
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "bellwether: migrate" });
  await client.connect();
  try {
    const version = Number((await client.query("show server_version_num")).rows[0].server_version_num);
    if (version < 150_000) {
      throw new AppError(
        "unavailable",
        "PostgreSQL 15 or newer is needed: point DATABASE_URL at a newer server.",
      );
    }
    await client.query("select pg_advisory_lock(hashtext('bellwether.migrate'))");
    await client.query(
      "create table if not exists public.bellwether_migration (name text primary key, ran_at timestamptz not null default now())",
    );
    const done = new Set(
      (await client.query("select name from public.bellwether_migration")).rows.map((row) => row.name),
    );
    const known = await migrationNames();
    const foreign = [...done].filter((name) => !known.includes(name));
    if (foreign.length > 0) {
      throw new AppError(
        "unavailable",
        `The database is newer than this version (${foreign[0]}). Start the newer version.`,
      );
    }
    const ran: string[] = [];
    for (const name of known.filter((name) => !done.has(name))) {
      await runPatiently(client, name);
      ran.push(name);
    }
    // Events of these months may come at any moment; the hourly job keeps ahead from here.
    await client.query(
      "select app.ensure_event_months((now() - interval '2 months')::date, (now() + interval '2 months')::date)",
    );
    return ran;
  } finally {
    await client.end();
  }
}

/** Resolves when every migration of this version has run. @throws AppError `unavailable` when one has not */
export async function requireMigrated(ownerUrl: string): Promise<void> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    application_name: "bellwether: readiness",
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    const done = new Set(
      (await client.query("select name from public.bellwether_migration")).rows.map((row) => row.name),
    );
    const missing = (await migrationNames()).find((name) => !done.has(name));
    if (missing) throw new AppError("unavailable", `Migration ${missing} has not run yet.`);
  } finally {
    await client.end();
  }
}

/** The names of all migrations, in the order in which they run. */
async function migrationNames(): Promise<string[]> {
  return (await readdir(migrationsFolder)).filter((name) => name.endsWith(".sql")).sort();
}

/** PostgreSQL's code for `lock_timeout`. */
const lockNotAvailable = "55P03";
const lockTries = 30;
const lockAgainMs = 1_000;

/**
 * A version that runs beside this one uses the tables: a migration waits for its lock for two seconds and then lets those
 * pass who queued up behind it, before it tries again.
 */
async function runPatiently(client: pg.Client, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await runMigration(client, name);
    } catch (error) {
      const { code } = (error as AppError).cause as { code?: string };
      if (code !== lockNotAvailable || tries === lockTries) throw error;
      await wait(lockAgainMs);
    }
  }
}

async function runMigration(client: pg.Client, name: string): Promise<void> {
  const text = await readFile(join(migrationsFolder, name), "utf8");
  await client.query("begin");
  try {
    await client.query("set local lock_timeout = '2s'");
    await client.query(text);
    await client.query("insert into public.bellwether_migration (name) values ($1)", [name]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new AppError("unavailable", `Migration ${name} failed: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
