import pg from "pg";
import type { TestDb } from "./test-db.ts";

/** The owner's view of a test's database: behind the walls, and of the catalogue. */
export interface Owner {
  /** Rows of a statement. */
  rows<T extends object = Record<string, unknown>>(
    statement: string,
    values?: readonly unknown[],
  ): Promise<T[]>;
  close(): Promise<void>;
}

/** Connects as the owner (a superuser in tests, whom no policy binds). Close it before the database. */
export async function openOwner(db: TestDb): Promise<Owner> {
  // Hours are those of the app's own sessions, wherever the machine stands: in some zones they begin at a quarter to.
  const client = new pg.Client({ connectionString: db.ownerUrl, options: "-c timezone=UTC" });
  // A server that ends is told by the next statement.
  client.on("error", () => {});
  await client.connect();
  return {
    rows: async (statement, values) => (await client.query(statement, values ? [...values] : undefined)).rows,
    close: () => client.end(),
  };
}
