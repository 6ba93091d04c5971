import type { TenantTx } from "../with-tenant.ts";

/** The accounts that a member looks after, by id. */
export async function listOwnedAccounts(tx: TenantTx, memberId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("app.account")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("owner_id", "=", memberId)
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Whether a member was let see an account besides this one. */
export async function seesAnother(tx: TenantTx, memberId: string, accountId: string): Promise<boolean> {
  const other = await tx.db
    .selectFrom("app.account_member")
    .select("account_id")
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("account_id", "!=", accountId)
    .executeTakeFirst();
  return other !== undefined;
}

/** Lets a member see an account; one who sees it already has seen it since then. */
export async function letSee(
  tx: TenantTx,
  seen: { readonly accountId: string; readonly memberId: string; readonly since: Date },
): Promise<void> {
  await tx.db
    .insertInto("app.account_member")
    .values({
      tenant_id: tx.tenantId,
      account_id: seen.accountId,
      member_id: seen.memberId,
      since: seen.since,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Makes a member the owner of an account. @returns who was it before and no longer sees it; none: nobody else was */
export async function changeOwner(
  tx: TenantTx,
  { accountId, memberId }: { readonly accountId: string; readonly memberId: string },
): Promise<string[]> {
  const left = await tx.db
    .deleteFrom("app.account_member as am")
    .using("app.account as a")
    .whereRef("a.id", "=", "am.account_id")
    .whereRef("a.owner_id", "=", "am.member_id")
    .where("a.tenant_id", "=", tx.tenantId)
    .where("am.tenant_id", "=", tx.tenantId)
    .where("am.account_id", "=", accountId)
    .where("am.member_id", "!=", memberId)
    .returning("am.member_id as memberId")
    .execute();
  await tx.db
    .updateTable("app.account")
    .set({ owner_id: memberId })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", accountId)
    .execute();
  return left.map((row) => row.memberId);
}

/** Takes from a member every account that they were let see. */
export async function endSeeing(tx: TenantTx, memberId: string): Promise<void> {
  await tx.db
    .deleteFrom("app.account_member")
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .execute();
}
