import type { TenantTx } from "../with-tenant.ts";

/** A member as Teams is concerned. */
export interface TeamsMember {
  readonly id: string;
  readonly name: string;
  readonly entraObjectId: string | null;
}

/**
 * The member whose directory entry this is, by an earlier link or else by e-mail.
 * @param emails what the roster of Teams calls them: e-mail and sign-in name; empty: unknown
 */
export async function findTeamsMember(
  tx: TenantTx,
  input: { entraObjectId: string; emails: readonly string[] },
): Promise<TeamsMember | undefined> {
  const emails = input.emails.map((email) => email.toLowerCase());
  const rows = await tx.db
    .selectFrom("app.member")
    .select(["id", "name", "entra_object_id as entraObjectId"])
    .where("tenant_id", "=", tx.tenantId)
    .where("removed_at", "is", null)
    .where((where) =>
      where.or([
        where("entra_object_id", "=", input.entraObjectId),
        ...(emails.length === 0 ? [] : [where("email", "in", emails)]),
      ]),
    )
    .orderBy("email")
    .execute();
  return rows.find((row) => row.entraObjectId === input.entraObjectId) ?? rows[0];
}
