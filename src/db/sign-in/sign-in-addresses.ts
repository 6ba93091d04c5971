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
