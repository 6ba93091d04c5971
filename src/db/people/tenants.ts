import { sql } from "kysely";
import { type ModelHistory, modelHistory } from "../../scoring/models/model-history.ts";
import type { Day, Kind } from "../../scoring/types.ts";
import { publishedModels } from "../scores/models.ts";
import type { SystemTx, TenantTx } from "../with-tenant.ts";

/** A tenant as schedules see it. */
export interface TenantEntry {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly zone: string;
  readonly demo: boolean;
}

/** Every tenant, oldest first. */
export async function listTenants(tx: SystemTx): Promise<TenantEntry[]> {
  return tx.db
    .selectFrom("app.tenant")
    .select(["id", "slug", "name", "zone", "demo"])
    .orderBy("created_at")
    .execute();
}

/** Makes the transaction's tenant. @throws Error of PostgreSQL 23505 when its slug is taken */
export async function insertTenant(
  tx: TenantTx,
  tenant: Omit<TenantEntry, "id"> & { readonly kind: Kind; readonly now: Date },
): Promise<void> {
  const { now, ...facts } = tenant;
  await tx.db
    .insertInto("app.tenant")
    .values({ id: tx.tenantId, created_at: now, ...facts })
    .execute();
}

/** The rules of the current tenant. */
export interface TenantRules {
  readonly name: string;
  readonly zone: string;
  readonly demo: boolean;
  readonly models: ModelHistory;
}

/** Reads the rules of the transaction's tenant. */
export async function readTenantRules(tx: TenantTx): Promise<TenantRules> {
  const row = await tx.db
    .selectFrom("app.tenant")
    .select(["name", "zone", "kind", "demo", publishedModels(tx).as("models")])
    .where("id", "=", tx.tenantId)
    .executeTakeFirstOrThrow();
  return {
    name: row.name,
    zone: row.zone,
    demo: row.demo,
    models: modelHistory(row.kind as Kind, row.models ?? []),
  };
}

/** Where scoring stands. */
export interface TenantClock {
  readonly lastFinalDay: Day | null;
  readonly coveredTo: Day | null;
}

/**
 * Takes the tenant's scoring lock for the rest of the transaction.
 * @param options.wait whether to wait for another replica that holds it
 * @returns undefined when another replica holds it and is not waited for: that one does the work
 */
export async function lockTenantClock(
  tx: TenantTx,
  options: { wait: boolean },
): Promise<TenantClock | undefined> {
  await tx.db
    .insertInto("app.tenant_clock")
    .values({ tenant_id: tx.tenantId })
    .onConflict((conflict) => conflict.column("tenant_id").doNothing())
    .execute();
  const result = await sql<{ last_final_day: Day | null; covered_to: Day | null }>`
    select last_final_day, covered_to from app.tenant_clock where tenant_id = ${tx.tenantId} for update ${options.wait ? sql`` : sql`skip locked`}`.execute(
    tx.db,
  );
  const row = result.rows[0];
  return row && { lastFinalDay: row.last_final_day, coveredTo: row.covered_to };
}

/** Notes how far scoring got. */
export async function writeTenantClock(
  tx: TenantTx,
  clock: { lastFinalDay: Day | null },
  now: Date,
): Promise<void> {
  await tx.db
    .updateTable("app.tenant_clock")
    .set({ last_final_day: clock.lastFinalDay, last_pass_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .execute();
}
