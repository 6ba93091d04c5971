import type { TenantTx } from "../../../db/with-tenant.ts";

/** Whether usage does not arrive as it should: nobody knows then whether a customer fell or the feed. */
export async function isHeld(tx: TenantTx): Promise<boolean> {
  const row = await tx.db
    .selectFrom("app.feed_outage")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("ended_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
