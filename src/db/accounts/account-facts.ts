import { sql, type Updateable } from "kysely";
import { storableJson } from "../../ingest/clean-text.ts";
import type { SaidOfAccount } from "../../ingest/parse-facts.ts";
import type { Db } from "../connection.ts";
import { type StoredRefusal, supply } from "../supply.ts";
import type { Tables } from "../tables.ts";
import type { TenantTx } from "../with-tenant.ts";

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

/** Sets facts of an account that was made up, without a word in the log. */
export async function describeAccount(
  tx: TenantTx,
  accountId: string,
  facts: Pick<
    Updateable<Tables["app.account"]>,
    "name" | "plan" | "seats" | "contract_value" | "currency" | "renewal_on" | "churned_on"
  >,
): Promise<void> {
  await tx.db
    .updateTable("app.account")
    .set(facts)
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", accountId)
    .execute();
}
