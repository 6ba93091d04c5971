import { sql } from "kysely";
import type { SentBatch } from "../../ingest/sent-batch.ts";
import type { Db } from "../connection.ts";
import { retryConflicts } from "../retry-conflicts.ts";
import type { TenantTx } from "../with-tenant.ts";
import { joinBatches } from "./join-batches.ts";

/** What became of requests that were stored together, in their order: how many of each one's messages were new. */
export interface StoredBatches {
  readonly tenantId: string;
  readonly fresh: readonly number[];
}

/**
 * Stores requests for the tenant of their write key, in one round trip, all or nothing; returns once it is committed. Of a
 * message that several of them bring, the first is new. Facts stand in a request that is stored by itself.
 * @param keyHash SHA-256 of the write key, hex
 * @returns undefined when no tenant has this key (any more)
 */
export async function storeBatches(
  db: Db,
  keyHash: string,
  batches: readonly SentBatch[],
  receivedAt: Date,
): Promise<StoredBatches | undefined> {
  const { values, ends } = joinBatches(batches);
  const { rows } = await retryConflicts(() =>
    db.pool.query<{ tenant: string; known: number[] }>({
      name: "ingest",
      text: "select tenant, known from app.ingest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
      values: [keyHash, receivedAt, ...values],
    }),
  );
  return rows[0] && { tenantId: rows[0].tenant, fresh: countFresh(ends, rows[0].known) };
}

function countFresh(ends: readonly number[], known: readonly number[]): number[] {
  const fresh = ends.map((end, index) => end - (ends[index - 1] ?? 0));
  for (const place of known) {
    const index = ends.findIndex((end) => place <= end);
    fresh[index] = (fresh[index] ?? 0) - 1;
  }
  return fresh;
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

/** Rows a statement: a backlog never holds locks for long. */
const rowsAtOnce = 20_000;

/** Forgets ids of messages that were seen before then: one that comes again from now on is new. */
export async function forgetMessages(tx: TenantTx, before: Date): Promise<void> {
  await sql`
    delete from app.event_seen where tenant_id = ${tx.tenantId} and message_id in (
      select message_id from app.event_seen
       where tenant_id = ${tx.tenantId} and seen_at < ${before}::timestamptz
       limit ${rowsAtOnce})`.execute(tx.db);
}
