import type { TenantTx } from "../with-tenant.ts";

/**
 * Notes an event of a chat platform as handled.
 * @returns false when it was noted before: a redelivery, to be ignored
 */
export async function noteInbound(tx: TenantTx, input: { eventId: string; now: Date }): Promise<boolean> {
  const result = await tx.db
    .insertInto("app.inbound_seen")
    .values({ tenant_id: tx.tenantId, event_id: input.eventId, seen_at: input.now })
    .onConflict((conflict) => conflict.columns(["tenant_id", "event_id"]).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Forgets events that were handled before then. */
export async function forgetInbound(tx: TenantTx, before: Date): Promise<void> {
  await tx.db
    .deleteFrom("app.inbound_seen")
    .where("tenant_id", "=", tx.tenantId)
    .where("seen_at", "<", before)
    .execute();
}
