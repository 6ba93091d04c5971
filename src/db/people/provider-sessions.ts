import { createHash } from "node:crypto";
import type { RoutingTx, TenantTx } from "../with-tenant.ts";

/** Under which a provider's session is found before the tenant is known. */
export function providerSessionHash(of: { readonly issuer: string; readonly session: string }): string {
  return createHash("sha256")
    .update(JSON.stringify(["session", of.issuer, of.session]))
    .digest("hex");
}

/** Whose sessions were opened from the provider's session that is presented; ended ones among them. */
export async function findByProviderSession(
  tx: RoutingTx,
  hash: string,
): Promise<{ readonly tenantId: string; readonly memberId: string }[]> {
  return tx.db
    .selectFrom("app.session")
    .select(["tenant_id as tenantId", "member_id as memberId"])
    .distinct()
    .where("provider_session", "=", hash)
    .execute();
}

/**
 * Ends a member's sessions that were opened with a provider, and what could still open one.
 * @param of.providerSession of this one of its sessions, and of those of which it never said; undefined: of all
 * @returns how many were live until now
 */
export async function endProviderSessionsOf(
  tx: TenantTx,
  of: { readonly memberId: string; readonly way: string; readonly providerSession: string | undefined },
  now: Date,
): Promise<number> {
  const { memberId, way, providerSession = null } = of;
  const ended = await tx.db
    .updateTable("app.session")
    .set({ ended_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("way", "=", way)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .$if(providerSession !== null, (query) =>
      query.where((where) =>
        where.or([where("provider_session", "=", providerSession), where("provider_session", "is", null)]),
      ),
    )
    .executeTakeFirst();
  await tx.db
    .updateTable("app.sign_in_token")
    .set({ expires_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("way", "=", way)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .execute();
  return Number(ended.numUpdatedRows);
}
