import { createHash } from "node:crypto";
import type { RoutingTx, TenantTx } from "../with-tenant.ts";

/** Under which an address is found before the tenant is known; the same sum stands in migration 0010. */
export function addressHash(address: string): string {
  return createHash("sha256").update(`sign-in:${address.trim().toLowerCase()}`).digest("hex");
}

/** Lets a member be found by their address. */
export async function insertSignInAddress(
  tx: TenantTx,
  row: { readonly memberId: string; readonly address: string },
): Promise<void> {
  await tx.db
    .insertInto("app.sign_in_address")
    .values({ tenant_id: tx.tenantId, member_id: row.memberId, address_hash: addressHash(row.address) })
    .execute();
}

/** Where the address that is presented is a member: once for each tenant, left ones among them. */
export async function findSignInAddresses(
  tx: RoutingTx,
  hash: string,
): Promise<{ readonly tenantId: string; readonly memberId: string }[]> {
  return tx.db
    .selectFrom("app.sign_in_address")
    .select(["tenant_id as tenantId", "member_id as memberId"])
    .where("address_hash", "=", hash)
    .execute();
}

/**
 * Locks a member for the rest of the transaction, so that what is counted of them stays true. @returns false: there is none
 */
export async function lockMember(tx: TenantTx, memberId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom("app.member")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", memberId)
    .where("removed_at", "is", null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** How many sign-in links a member asked for since then. */
export async function countSignInMails(tx: TenantTx, memberId: string, since: Date): Promise<number> {
  const row = await tx.db
    .selectFrom("app.delivery")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("subject_kind", "=", "sign-in")
    .where("queued_at", ">", since)
    .executeTakeFirstOrThrow();
  return row.count;
}
