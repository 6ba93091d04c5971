import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type Db, openDb } from "../../src/db/connection.ts";
import { startEmbeddedServer } from "../../src/db/embedded-server.ts";
import { migrate } from "../../src/db/migrate.ts";
import { prepareQueues } from "../../src/db/queue.ts";

/** A database of a bench: the app's pool, and the owner's address and connection. */
export interface BenchDatabase {
  readonly db: Db;
  readonly owner: pg.Client;
  readonly ownerUrl: string;
}

/**
 * Runs `work` on an empty, migrated database of its own: the embedded server with its usual settings (fsync on), in a
 * folder that is gone afterwards.
 * @param connections of the app's pool, at most
 */
export async function withDatabase<T>(
  connections: number,
  work: (database: BenchDatabase) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "bellwether-bench-"));
  const server = await startEmbeddedServer(folder);
  try {
    await migrate(server.url);
    await prepareQueues(server.url);
    const db = openDb(server.url, { max: connections });
    const owner = new pg.Client({ connectionString: server.url });
    await owner.connect();
    try {
      return await work({ db, owner, ownerUrl: server.url });
    } finally {
      await owner.end();
      await db.close();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
