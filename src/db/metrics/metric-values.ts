import { sql } from "kysely";
import { newId } from "../../ids.ts";
import { storableJson } from "../../ingest/clean-text.ts";
import type { CoveredMetric, SentValue } from "../../ingest/parse-metrics.ts";
import type { Day } from "../../scoring/types.ts";
import type { Db } from "../connection.ts";
import { type StoredRefusal, supply } from "../supply.ts";
import type { TenantTx } from "../with-tenant.ts";

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
