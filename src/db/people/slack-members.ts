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

/** Whom a message goes to. */
export async function findMemberToTell(tx: TenantTx, memberId: string): Promise<SlackMember | undefined> {
  return tx.db
    .selectFrom("app.member")
    .select(["id", "name", "email", "slack_user_id as slackUserId"])
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", memberId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
}
