import { createHash } from "node:crypto";
import type { RoutingTx, TenantTx } from "../with-tenant.ts";

/** Under which a provider's account is found before the tenant is known. */
export function subjectHash(account: { readonly issuer: string; readonly subject: string }): string {
  return createHash("sha256")
    .update(JSON.stringify([account.issuer, account.subject]))
    .digest("hex");
}

/** Whom the provider's account that is presented is: at most one a tenant, left ones among them. */
export async function findSignInSubjects(
  tx: RoutingTx,
  hash: string,
): Promise<{ readonly tenantId: string; readonly memberId: string }[]> {
  return tx.db
    .selectFrom("app.sign_in_subject")
    .select(["tenant_id as tenantId", "member_id as memberId"])
    .where("subject_hash", "=", hash)
    .execute();
}

/** By which account of a provider a member signs in; undefined: by none yet. */
export async function findBoundSubject(
  tx: TenantTx,
  memberId: string,
  issuer: string,
): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom("app.sign_in_subject")
    .select("subject_hash")
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("issuer", "=", issuer)
    .executeTakeFirst();
  return row?.subject_hash;
}

/** Binds a provider's account to a member; who had it before (a member who left) loses it. */
export async function bindSubject(
  tx: TenantTx,
  row: { readonly memberId: string; readonly issuer: string; readonly hash: string; readonly now: Date },
): Promise<void> {
  await tx.db
    .deleteFrom("app.sign_in_subject")
    .where("tenant_id", "=", tx.tenantId)
    .where("subject_hash", "=", row.hash)
    .execute();
  await tx.db
    .insertInto("app.sign_in_subject")
    .values({
      tenant_id: tx.tenantId,
      member_id: row.memberId,
      issuer: row.issuer,
      subject_hash: row.hash,
      bound_at: row.now,
    })
    .execute();
}

/** Forgets by which accounts a member signs in. @returns how many there were */
export async function deleteSubjectsOf(tx: TenantTx, memberId: string): Promise<number> {
  const deleted = await tx.db
    .deleteFrom("app.sign_in_subject")
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
