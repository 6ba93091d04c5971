import type { RoutingTx, TenantTx } from "../with-tenant.ts";

/** Whose organisation it is, before the tenant is known. The transaction presents `teams:ID`. @returns the tenant's id */
export async function findOrganisation(
  tx: RoutingTx,
  organisationId: string,
): Promise<{ tenantId: string; connected: boolean } | undefined> {
  const row = await tx.db
    .selectFrom("app.installation")
    .select(["tenant_id as tenantId", "removed_at as removedAt"])
    .where("platform", "=", "teams")
    .where("workspace_id", "=", organisationId)
    .executeTakeFirst();
  return row && { tenantId: row.tenantId, connected: row.removedAt === null };
}

/**
 * Connects an organisation (its Entra tenant id) to the transaction's tenant, and takes others of the tenant off: one
 * registration serves one organisation. No token is kept: the bot's secret is the service's own.
 */
export async function saveOrganisation(
  tx: TenantTx,
  input: { id: string; organisationId: string; botId: string; now: Date },
): Promise<void> {
  const facts = { bot_user_id: input.botId, removed_at: null };
  await tx.db
    .updateTable("app.installation")
    .set({ removed_at: input.now })
    .where("tenant_id", "=", tx.tenantId)
    .where("platform", "=", "teams")
    .where("workspace_id", "<>", input.organisationId)
    .where("removed_at", "is", null)
    .execute();
  await tx.db
    .insertInto("app.installation")
    .values({
      tenant_id: tx.tenantId,
      id: input.id,
      platform: "teams",
      workspace_id: input.organisationId,
      created_at: input.now,
      ...facts,
    })
    .onConflict((conflict) => conflict.columns(["platform", "workspace_id"]).doUpdateSet(facts))
    .execute();
}
