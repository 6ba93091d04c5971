import { sql } from "kysely";
import type { AccountFacts } from "../ingest/account-facts.ts";
import { storableJson } from "../ingest/clean-text.ts";
import type { Db } from "./connection.ts";
import type { TenantTx } from "./with-tenant.ts";

/** An activity on its way in, in the short names of `app.sent_activity`. */
export interface StoredActivity {
  /** Position of its message id, from 1. */
  readonly i: number;
  readonly k: "track" | "page" | "screen";
  readonly at: Date;
  /** The user's key: "u:" + userId or "a:" + anonymousId. */
  readonly u: string;
  /** The account that the event itself names: its position in `accounts`, from 1. */
  readonly a: number | undefined;
  readonly n: string;
  readonly id: string;
  readonly p: Readonly<Record<string, unknown>> | undefined;
}

/** What identify, alias or group states, in the short names of `app.sent_fact`. */
export interface StoredFact {
  readonly i: number;
  readonly k: "identify" | "alias" | "group";
  readonly at: Date;
  readonly u: string;
  readonly g?: string | undefined;
  /** A user's name. */
  readonly n?: string | undefined;
  readonly id: string;
  readonly p?: Readonly<Record<string, unknown>>;
  /** Keys to join to `u`. */
  readonly j: readonly string[];
  readonly f?: AccountFacts;
}

/** One request's worth of what is to be stored. Message ids are distinct. */
export interface SentBatch {
  readonly messageIds: readonly string[];
  readonly accounts: readonly { readonly x: string; readonly id: string }[];
  readonly activities: readonly StoredActivity[];
  readonly facts: readonly StoredFact[];
}

// Two requests may touch the same rows in an order that makes them wait in a circle; the server ends one of them.
const retryable = new Set(["40001", "40P01"]);

/**
 * Stores a request for the tenant of a write key, in one round trip, all or nothing; returns once it is committed.
 * @param keyHash SHA-256 of the write key, hex
 * @returns how many messages were new, or undefined when no tenant has this key (any more)
 */
export async function storeBatch(
  db: Db,
  keyHash: string,
  batch: SentBatch,
  receivedAt: Date,
): Promise<{ tenantId: string; fresh: number } | undefined> {
  const values = [
    keyHash,
    receivedAt,
    batch.messageIds,
    storableJson(batch.accounts),
    storableJson(batch.activities),
    batch.facts.length > 0 ? storableJson(batch.facts) : null,
  ];
  for (let attempt = 1; ; attempt++) {
    try {
      const { rows } = await db.pool.query<{ tenant: string; fresh: number }>({
        name: "ingest",
        text: "select tenant, cardinality(fresh) as fresh from app.ingest($1, $2, $3, $4, $5, $6)",
        values,
      });
      return rows[0] && { tenantId: rows[0].tenant, fresh: rows[0].fresh };
    } catch (error) {
      if (attempt >= 5 || !retryable.has((error as { code?: string }).code ?? "")) throw error;
    }
  }
}

/** Events that wait: their users have no account yet, until a `group` names one. Counted for who sees all. */
export async function countWaiting(tx: TenantTx): Promise<number> {
  const row = await tx.db
    .selectFrom("app.event")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "is", null)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Makes the monthly partitions of events from a day to a day. */
export async function ensureEventMonths(tx: TenantTx, from: string, to: string): Promise<void> {
  await sql`select app.ensure_event_months(${from}::date, ${to}::date)`.execute(tx.db);
}
