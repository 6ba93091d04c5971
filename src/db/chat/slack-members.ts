import type { TenantTx } from "../with-tenant.ts";

/** A member as Slack is concerned. */
export interface SlackMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly slackUserId: string | null;
}

/** The member whose Slack account this is, by an earlier link or else by e-mail. @param email verified by Slack; null: unknown */
export async function findSlackMember(
  tx: TenantTx,
  input: { slackUserId: string; email: string | null },
): Promise<SlackMember | undefined> {
  const rows = await tx.db
    .selectFrom("app.member")
    .select(["id", "name", "email", "slack_user_id as slackUserId"])
    .where("tenant_id", "=", tx.tenantId)
    .where("removed_at", "is", null)
    .where((where) =>
      where.or([
        where("slack_user_id", "=", input.slackUserId),
        where("email", "=", input.email?.toLowerCase() ?? ""),
      ]),
    )
    .execute();
  return rows.find((row) => row.slackUserId === input.slackUserId) ?? rows[0];
}

/** A member whom a message goes to. */
export interface MemberToTell extends Pick<SlackMember, "email" | "slackUserId"> {
  /** Their direct messages with the app; null: not opened yet. */
  readonly conversation: string | null;
}

/** Whom a message goes to. */
export async function findMemberToTell(tx: TenantTx, memberId: string): Promise<MemberToTell | undefined> {
  return tx.db
    .selectFrom("app.member")
    .select(["email", "slack_user_id as slackUserId", "slack_conversation as conversation"])
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", memberId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
}

/** Members of the team who were never written to in Slack, those who came first first. */
export async function listUnmet(tx: TenantTx): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("app.member")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("role", "<>", "viewer")
    .where("removed_at", "is", null)
    .where("slack_conversation", "is", null)
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Remembers a member's direct messages with the app; null: they are not there any more. */
export async function keepConversation(
  tx: TenantTx,
  input: { readonly memberId: string; readonly conversation: string | null },
): Promise<void> {
  await tx.db
    .updateTable("app.member")
    .set({ slack_conversation: input.conversation })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", input.memberId)
    .execute();
}
