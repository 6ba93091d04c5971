import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDb } from "../../src/db/connection.ts";
import { type EmbeddedServer, startEmbeddedServer } from "../../src/db/embedded-server.ts";
import { migrate } from "../../src/db/migrate.ts";
import { prepareQueues } from "../../src/db/queue.ts";
import { type Owner, openOwner } from "../owner.ts";
import type { TestDb } from "../test-db.ts";

/** A server and a migrated database of a soak's own. */
export interface OwnDatabase {
  readonly db: TestDb;
  readonly owner: Owner;
  readonly server: EmbeddedServer;
  /** Where the server's files lie. */
  readonly folder: string;
}

/**
 * Runs a soak on a PostgreSQL of its own and takes it away afterwards.
 * @param options.durable fsync as in production (default), or not, where only logic is looked at
 */
export async function withOwnDatabase(
  options: { durable?: boolean; max?: number; folder?: string },
  work: (own: OwnDatabase) => Promise<void>,
): Promise<void> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "bellwether-soak-")));
  await chmod(folder, 0o755);
  const server = await startEmbeddedServer(folder, { durable: options.durable ?? true });
  try {
    await migrate(server.url);
    await prepareQueues(server.url);
    const opened = openDb(server.url, options.max ? { max: options.max } : {});
    const db = { ...opened, ownerUrl: server.url };
    const owner = await openOwner(db);
    try {
      await work({ db, owner, server, folder });
    } finally {
      await owner.close().catch(() => {});
      await db.close().catch(() => {});
    }
  } finally {
    await server.stop();
    if (!options.folder) await rm(folder, { recursive: true, force: true });
  }
}

/** A folder of a soak's own, which is gone afterwards. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bellwether-soak-"));
  await chmod(folder, 0o755);
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
