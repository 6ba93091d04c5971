import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedServer } from "../src/db/embedded-server.ts";
import { migrate } from "../src/db/migrate.ts";
import { prepareQueues } from "../src/db/queue.ts";
import { scratch } from "./scratch.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The owner's address of the test server, without a database of its own. */
    serverUrl: string;
    /** Name of the migrated database that every test file clones. */
    templateName: string;
  }
}

/**
 * One PostgreSQL for the whole run: the embedded one, or TEST_DATABASE_URL (a superuser's). A migrated template database is
 * made once; `openTestDb` clones it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  scratch();
  const given = process.env.TEST_DATABASE_URL;
  const folder = given ? undefined : await mkdtemp(join(tmpdir(), "bellwether-test-"));
  const server = folder ? await startEmbeddedServer(folder, { durable: false }) : undefined;
  const serverUrl = given ?? server?.url ?? "";
  // A run that was killed may have left its own on a server that is given.
  const templateName = `bellwether_template_${process.pid}_${Date.now().toString(36)}`;
  await asOwner(serverUrl, `create database ${templateName}`);
  const templateUrl = withDatabase(serverUrl, templateName);
  await migrate(templateUrl);
  await prepareQueues(templateUrl);
  project.provide("serverUrl", serverUrl);
  project.provide("templateName", templateName);
  return async () => {
    await asOwner(serverUrl, `drop database if exists ${templateName} with (force)`).catch(() => {});
    await server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  };
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** Runs one statement as the server's owner. */
export async function asOwner(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
