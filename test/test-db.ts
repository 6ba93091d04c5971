import { inject } from "vitest";
import { type Db, openDb } from "../src/db/connection.ts";
import { asOwner, withDatabase } from "./database-server.ts";

/** A database of one's own, cloned from the migrated template. */
export interface TestDb extends Db {
  /** The owner's address: for what the app's role may not do, such as looking behind the walls. */
  readonly ownerUrl: string;
}

let count = 0;

/** Opens a fresh clone; `close()` drops it. One a test file is usual. */
export async function openTestDb(options: { max?: number } = {}): Promise<TestDb> {
  const serverUrl = inject("serverUrl");
  const name = `bellwether_test_${process.pid}_${++count}_${Date.now().toString(36)}`;
  await asOwner(serverUrl, `create database ${name} template ${inject("templateName")}`);
  const ownerUrl = withDatabase(serverUrl, name);
  const db = openDb(ownerUrl, options);
  return {
    ...db,
    ownerUrl,
    close: async () => {
      await db.close();
      await asOwner(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}
