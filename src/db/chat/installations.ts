import type { RoutingTx, TenantTx } from "../with-tenant.ts";

/** A chat workspace that a tenant connected. `tokenSealed` null: it was uninstalled, the token is gone. */
export interface Installation {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly workspaceName: string | null;
  readonly botUserId: string | null;
  readonly tokenSealed: Buffer | null;
}

/** Where the token is kept: the associated data of its seal. */
export const tokenColumn = "installation.token_encrypted";

const columns = [
  "tenant_id as tenantId",
  "workspace_id as workspaceId",
  "workspace_name as workspaceName",
  "bot_user_id as botUserId",
  "token_encrypted as tokenSealed",
] as const;

/** Whose workspace it is, before the tenant is known. The transaction presents `slack:T123`. */
export async function findInstallation(
  tx: RoutingTx,
  workspaceId: string,
): Promise<Installation | undefined> {
  return tx.db
    .selectFrom("app.installation")
    .select(columns)
    .where("platform", "=", "slack")
    .where("workspace_id", "=", workspaceId)
    .executeTakeFirst();
}

/** The tenant's connected Slack workspace; the newest where there are several. */
export async function findTenantInstallation(tx: TenantTx): Promise<Installation | undefined> {
  return tx.db
    .selectFrom("app.installation")
    .select(columns)
    .where("tenant_id", "=", tx.tenantId)
    .where("platform", "=", "slack")
    .where("token_encrypted", "is not", null)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Connects a workspace to the transaction's tenant, or renews its token. One workspace belongs to one tenant. */
export async function saveInstallation(
  tx: TenantTx,
  installation: Omit<Installation, "tenantId" | "tokenSealed"> & {
    id: string;
    tokenSealed: Buffer;
    now: Date;
  },
): Promise<void> {
  const facts = {
    workspace_name: installation.workspaceName,
    bot_user_id: installation.botUserId,
    token_encrypted: installation.tokenSealed,
    removed_at: null,
  };
  await tx.db
    .insertInto("app.installation")
    .values({
      tenant_id: tx.tenantId,
      id: installation.id,
      platform: "slack",
      workspace_id: installation.workspaceId,
      created_at: installation.now,
      ...facts,
    })
    .onConflict((conflict) => conflict.columns(["platform", "workspace_id"]).doUpdateSet(facts))
    .execute();
}

/** Forgets the token of a workspace, at once and for good. The row stays: what comes later is refused as not connected. */
export async function wipeInstallation(
  tx: TenantTx,
  input: { workspaceId: string; now: Date },
): Promise<void> {
  await tx.db
    .updateTable("app.installation")
    .set({ token_encrypted: null, removed_at: input.now })
    .where("tenant_id", "=", tx.tenantId)
    .where("platform", "=", "slack")
    .where("workspace_id", "=", input.workspaceId)
    .execute();
}

/**
 * Notes whether mail can be sent for the transaction's tenant, as a connection beside its chat platforms. Its "workspace" is
 * the tenant.
 */
export async function noteMailConnection(
  tx: TenantTx,
  input: { id: string; isOn: boolean; now: Date },
): Promise<void> {
  if (input.isOn) {
    await tx.db
      .insertInto("app.installation")
      .values({
        tenant_id: tx.tenantId,
        id: input.id,
        platform: "email",
        workspace_id: tx.tenantId,
        created_at: input.now,
      })
      .onConflict((conflict) =>
        conflict
          .columns(["platform", "workspace_id"])
          .doUpdateSet({ removed_at: null })
          .where("app.installation.removed_at", "is not", null),
      )
      .execute();
    return;
  }
  await tx.db
    .updateTable("app.installation")
    .set({ removed_at: input.now })
    .where("tenant_id", "=", tx.tenantId)
    .where("platform", "=", "email")
    .where("removed_at", "is", null)
    .execute();
}
