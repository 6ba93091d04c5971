import { sql } from "kysely";
import { newId } from "../../ids.ts";
import { storableJson } from "../../ingest/clean-text.ts";
import type { SaidOfAccount } from "../../ingest/parse-facts.ts";
import type { CoveredMetric, SentValue } from "../../ingest/parse-metrics.ts";
import type { Day } from "../../scoring/types.ts";
import type { Db } from "../connection.ts";
import type { TenantTx } from "../with-tenant.ts";

/** A row that the tenant's own metrics, accounts or people refuse: its position, and why. */
export interface StoredRefusal {
  readonly i: number;
  readonly code: string;
}

// Two requests may touch the same rows in an order that makes them wait in a circle; the server ends one of them.
const retryable = new Set(["40001", "40P01"]);

/**
 * Stores values for the tenant of a write key, in one round trip with its audit row. Each replaces its day's.
 * @returns what was refused, or undefined when no tenant has this key (any more)
 */
export async function supplyMetrics(
  db: Db,
  keyHash: string,
  input: { values: readonly SentValue[]; covered: readonly CoveredMetric[]; now: Date },
): Promise<readonly StoredRefusal[] | undefined> {
  const { values, covered, now } = input;
  return supply(db, "select refused from app.supply_metrics($1, $2, $3, $4, $5)", [
    keyHash,
    now,
    storableJson(values),
    storableJson(covered),
    newId(now.getTime()),
  ]);
}

/**
 * Stores facts of accounts for the tenant of a write key, in one round trip; each account that changes has its audit row.
 * @returns what was refused, or undefined when no tenant has this key (any more)
 */
export async function supplyFacts(
  db: Db,
  keyHash: string,
  input: { rows: readonly SaidOfAccount[]; now: Date },
): Promise<readonly StoredRefusal[] | undefined> {
  return supply(db, "select refused from app.supply_facts($1, $2, $3)", [
    keyHash,
    input.now,
    storableJson(input.rows),
  ]);
}

async function supply(
  db: Db,
  text: string,
  values: readonly unknown[],
): Promise<readonly StoredRefusal[] | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { rows } = await db.pool.query<{ refused: StoredRefusal[] }>(text, [...values]);
      return rows[0]?.refused;
    } catch (error) {
      if (attempt >= 5 || !retryable.has((error as { code?: string }).code ?? "")) throw error;
    }
  }
}

/** Stores values of a file. @param today the last day that has begun where the tenant is */
export async function storeMetricValues(
  tx: TenantTx,
  input: { values: readonly SentValue[]; covered: readonly CoveredMetric[]; today: Day },
): Promise<readonly StoredRefusal[]> {
  const { rows } = await sql<StoredRefusal>`
    select i, refusal as code from app.store_metric_values(${tx.tenantId}::uuid, ${storableJson(input.values)}::jsonb,
      ${storableJson(input.covered)}::jsonb, ${input.today}::date)`.execute(tx.db);
  return rows;
}

/** Stores facts of a file; each account that changes has its audit row. */
export async function storeFacts(
  tx: TenantTx,
  input: { rows: readonly SaidOfAccount[]; detail: Readonly<Record<string, unknown>>; now: Date },
): Promise<readonly StoredRefusal[]> {
  const { actor, surface } = tx.context;
  const { rows } = await sql<StoredRefusal>`
    select i, refusal as code from app.store_facts(${tx.tenantId}::uuid, ${storableJson(input.rows)}::jsonb,
      ${input.now}::timestamptz, ${actor.kind}, ${surface}, ${storableJson(input.detail)}::jsonb)`.execute(
    tx.db,
  );
  return rows;
}
