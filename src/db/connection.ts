import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { SendingChannel } from "../channels.ts";
import type { Tables } from "./tables.ts";
import { watchfulClient } from "./watchful-client.ts";

/** The app's connection: every session runs as `bellwether_app`, which owns nothing and cannot bypass row security. */
export interface Db {
  readonly kysely: Kysely<Tables>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

// Days stay text ('2026-11-19'): a Date would drag them through a time zone. Counts fit a double.
pg.types.setTypeParser(1082, (text) => text);
pg.types.setTypeParser(20, Number);
pg.types.setTypeParser(1700, Number);

/**
 * Opens the app's pool. The role is part of the connection's start, so `RESET ROLE` leads back to it.
 * @param options.max connections at most (default 10)
 * @param options.channels by which messages can be sent from here; undefined: by all that are installed
 */
export function openDb(
  databaseUrl: string,
  options: { max?: number; applicationName?: string; channels?: readonly SendingChannel[] } = {},
): Db {
  const { channels } = options;
  const sends = channels ? ` -c app.channels=${channels.join(",") || "none"}` : "";
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.max ?? 10,
    application_name: options.applicationName ?? "bellwether",
    options: `-c role=bellwether_app -c timezone=UTC -c idle_in_transaction_session_timeout=60000${sends}`,
    connectionTimeoutMillis: 10_000,
    Client: watchfulClient(),
  });
  // An idle connection that the server ends must not end the process; the next query opens another.
  pool.on("error", () => {});
  // Nor may one that ends between two statements of a transaction; its next statement tells.
  pool.on("connect", (client) => client.on("error", () => {}));
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { kysely, pool, close: () => kysely.destroy() };
}
