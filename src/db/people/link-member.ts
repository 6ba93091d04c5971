import type { TenantTx } from "../with-tenant.ts";

/**
 * Remembers by what a chat platform knows a member; whoever had it before (a member removed since) loses it.
 * @param input.column where the platform's name of people stands
 */
export async function linkMember(
  tx: TenantTx,
  input: {
    readonly memberId: string;
    readonly column: "slack_user_id" | "entra_object_id";
    readonly platformId: string;
  },
): Promise<void> {
  const { memberId, column, platformId } = input;
  // Who is somebody else in Slack from now on has other direct messages there.
  const conversation = column === "slack_user_id" ? { slack_conversation: null } : {};
  await tx.db
    .updateTable("app.member")
    .set({ [column]: null, ...conversation })
    .where("tenant_id", "=", tx.tenantId)
    .where(column, "=", platformId)
    .where("id", "!=", memberId)
    .execute();
  await tx.db
    .updateTable("app.member")
    .set({ [column]: platformId, ...conversation })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", memberId)
    .execute();
}
