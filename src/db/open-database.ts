import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SendingChannel } from "../channels.ts";
import type { Config } from "../config.ts";
import { type Db, openDb } from "./connection.ts";
import { startEmbeddedServer } from "./embedded-server.ts";
import { migrate } from "./migrate.ts";
import { prepareQueues } from "./queue.ts";

/** A migrated database, the embedded one or the operator's. */
export interface Database {
  readonly db: Db;
  /** The owner's address: for the queue's worker side only. */
  readonly ownerUrl: string;
  readonly embedded: boolean;
  /** 32 bytes: the configured key, or the one in the data folder. */
  readonly secretKey: Buffer;
  /** Closes the pool, then the embedded server. */
  close(): Promise<void>;
}

/**
 * Opens the database that is configured: starts the embedded one where none is, and runs what migrations are due.
 * @param options.keepRunning leave an embedded server that another process started (the command line beside a service)
 * @param options.channels by which messages can be sent from here; undefined: by all that are installed
 * @param options.onStep told of each step, for a line of progress
 */
export async function openDatabase(
  config: Config,
  options: {
    keepRunning?: boolean;
    channels?: readonly SendingChannel[];
    onStep?: (step: string) => void;
  } = {},
): Promise<Database> {
  const embedded = config.databaseUrl === undefined;
  options.onStep?.(embedded ? `Starting the database in ${config.dataDir}` : "Connecting to the database");
  const server = embedded ? await startEmbeddedServer(config.dataDir) : undefined;
  const ownerUrl = config.databaseUrl ?? server?.url ?? "";
  try {
    const ran = await migrate(ownerUrl);
    if (ran.length > 0) {
      options.onStep?.(`Bringing the database up to date (${ran.length} migrations)`);
    }
    await prepareQueues(ownerUrl);
    const { channels } = options;
    const db = openDb(ownerUrl, channels ? { channels } : {});
    return {
      db,
      ownerUrl,
      embedded,
      secretKey: config.secretKey ?? (await keptKey(config.dataDir)),
      close: async () => {
        await db.close();
        if (server && (server.startedHere || !options.keepRunning)) await server.stop();
      },
    };
  } catch (error) {
    if (server?.startedHere) await server.stop();
    throw error;
  }
}

/** The key in the data folder; made at the first start. */
async function keptKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, "secret-key");
  const kept = await readFile(path, "utf8").catch(() => undefined);
  if (kept !== undefined) return Buffer.from(kept.trim(), "hex");
  const key = randomBytes(32);
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${key.toString("hex")}\n`, { mode: 0o600 });
  return key;
}
