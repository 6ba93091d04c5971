import { sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/**
 * Takes the accounts whose past changed, with the earliest day to score again. Days after `lastFinalDay` need no second
 * look: they are yet to be scored.
 */
export async function takeRescoreDue(
  tx: TenantTx,
  lastFinalDay: Day | null,
): Promise<{ accountId: string; fromDay: Day }[]> {
  const result = await sql<{ account_id: string; from_day: Day }>`
    delete from app.rescore_due where tenant_id = ${tx.tenantId} returning account_id, from_day`.execute(
    tx.db,
  );
  return result.rows
    .filter((row) => lastFinalDay !== null && row.from_day <= lastFinalDay)
    .map((row) => ({ accountId: row.account_id, fromDay: row.from_day }));
}

/** Accounts that were used on a day. */
export async function readActiveOn(tx: TenantTx, day: Day): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("app.account_day")
    .select("account_id")
    .where("tenant_id", "=", tx.tenantId)
    .where("day", "=", day)
    .execute();
  return rows.map((row) => row.account_id);
}

/** The first day on which any account was used; undefined before any event. */
export async function readFirstDay(tx: TenantTx): Promise<Day | undefined> {
  const row = await tx.db
    .selectFrom("app.account")
    .select((select) => select.fn.min("first_day").as("day"))
    .where("tenant_id", "=", tx.tenantId)
    .executeTakeFirst();
  return row?.day ?? undefined;
}
